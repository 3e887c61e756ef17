using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AttnExtract.Testing;

/// <summary>
/// A Hub of one model on the loopback interface, speaking as much of the Hugging Face Hub's API as a download needs. A large file is
/// redirected to another host name, as to the Hub's storage. <see cref="Answer"/> lets a test change any answer.
/// </summary>
internal sealed class HubServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<HubServerRequest> _requests = [];
    private readonly string _id;

    /// <summary>The name of the machine that the Hub is on.</summary>
    public const string EndpointHost = "127.0.0.1";

    /// <summary>The name of the machine that large files are on.</summary>
    public const string StorageHost = "localhost";

    public HubServer(string id)
    {
        _id = id;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    /// <summary>The files of the model by name.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>The names that branches and tags have.</summary>
    public HashSet<string> Revisions { get; } = ["main"];

    /// <summary>Changes an answer: gets the request and what the answer would be.</summary>
    public Func<HubServerRequest, HubServerReply, HubServerReply> Answer { get; set; } = (_, reply) => reply;

    /// <summary>Where the Hub is.</summary>
    public string Endpoint => $"http://{EndpointHost}:{Port}";

    /// <summary>Where large files are: the same machine by another name.</summary>
    public string Storage => $"http://{StorageHost}:{Port}";

    /// <summary>The commit of the files as they are.</summary>
    public string Commit => Convert.ToHexStringLower(SHA1.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', Files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => file.Key + Tag(file.Key))))));

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<HubServerRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    private int Port { get; }

    /// <summary>What the content of a file is known by.</summary>
    public string Tag(string file) => IsLarge(file)
        ? Convert.ToHexStringLower(SHA256.HashData(Files[file]))
        : Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {Files[file].Length}\0"), .. Files[file]]));

    /// <summary>Takes the files of a folder, and those of its folders.</summary>
    public void AddFolder(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            Files[Path.GetRelativePath(folder, path).Replace('\\', '/')] = File.ReadAllBytes(path);
        }
    }

    /// <summary>How often something was asked for.</summary>
    public int Count(string method, string ending) => Requests.Count(request =>
        request.Method == method && request.Path.EndsWith(ending, StringComparison.Ordinal));

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
    }

    private static bool IsLarge(string file) => file.EndsWith(".safetensors", StringComparison.Ordinal) || file.EndsWith(".bin", StringComparison.Ordinal);

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
            _ = Task.Run(() => ServeAsync(client));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (NetworkStream stream = client.GetStream())
        {
            HubServerRequest? request = await HubServerRequest.ReadAsync(stream, _end.Token);
            if (request is null)
            {
                return;
            }

            lock (_requests)
            {
                _requests.Add(request);
            }

            await Answer(request, Reply(request)).WriteAsync(stream, request, _end.Token);
        }
    }

    private HubServerReply Reply(HubServerRequest request)
    {
        const string Revision = "/revision/";
        if (request.Path.StartsWith($"/api/models/{_id}{Revision}", StringComparison.Ordinal))
        {
            string revision = Uri.UnescapeDataString(request.Path[(request.Path.IndexOf(Revision, StringComparison.Ordinal) + Revision.Length)..]);
            return Revisions.Contains(revision) || (revision.Length >= 7 && Commit.StartsWith(revision, StringComparison.Ordinal))
                ? new HubServerReply { Body = Listing() }
                : HubServerReply.Error(404, "RevisionNotFound", $"Invalid rev id: {revision}");
        }

        if (request.Path.StartsWith($"/{_id}/resolve/", StringComparison.Ordinal))
        {
            string[] parts = request.Path[$"/{_id}/resolve/".Length..].Split('/', 2);
            string file = Uri.UnescapeDataString(parts[1]);
            return parts[0] != Commit ? HubServerReply.Error(404, "RevisionNotFound", $"Invalid rev id: {parts[0]}")
                : !Files.ContainsKey(file) ? HubServerReply.Error(404, "EntryNotFound", "Entry not found")
                : IsLarge(file) ? Redirect(file)
                : Content(file, request);
        }

        string? stored = Files.Keys.FirstOrDefault(file => request.Path == $"/storage/{file}");
        return stored is not null ? Content(stored, request) : HubServerReply.Error(401, "RepoNotFound", "Repository not found");
    }

    private byte[] Listing() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["id"] = _id,
        ["sha"] = Commit,
        ["private"] = false,
        ["siblings"] = Files.Keys.Select(file => new Dictionary<string, string> { ["rfilename"] = file }).ToArray(),
    });

    private HubServerReply Redirect(string file) => new()
    {
        Status = 302,
        Headers =
        {
            ["X-Repo-Commit"] = Commit,
            ["X-Linked-Etag"] = $"\"{Tag(file)}\"",
            ["X-Linked-Size"] = Files[file].Length.ToString(CultureInfo.InvariantCulture),
            ["Location"] = $"{Storage}/storage/{file}",
        },
    };

    private HubServerReply Content(string file, HubServerRequest request)
    {
        byte[] whole = Files[file];
        int start = request.Start ?? 0;
        HubServerReply reply = start > 0 && start >= whole.Length ? new() { Status = 416 }
            : start > 0 ? new() { Status = 206, Body = whole[start..], Headers = { ["Content-Range"] = $"bytes {start}-{whole.Length - 1}/{whole.Length}" } }
            : new() { Body = whole };
        reply.Headers["ETag"] = $"\"{Tag(file)}\"";
        reply.Headers["X-Repo-Commit"] = Commit;
        return reply;
    }
}
