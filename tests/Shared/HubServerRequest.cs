using System.Globalization;
using System.Text;

namespace AttnExtract.Testing;

/// <summary>One request that a <see cref="HubServer"/> got.</summary>
internal sealed record HubServerRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The name by which the server was called.</summary>
    public string Host => Headers.GetValueOrDefault("Host", "").Split(':')[0];

    /// <summary>The token that came along, or null.</summary>
    public string? Token => Headers.GetValueOrDefault("Authorization");

    /// <summary>From which byte on content is wanted, or null.</summary>
    public int? Start => Headers.TryGetValue("Range", out string? range)
        ? int.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)
        : null;

    /// <summary>Reads a request without content; null where the connection ended before one.</summary>
    public static async Task<HubServerRequest?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        using StreamReader reader = new(stream, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, bufferSize: 4096, leaveOpen: true);
        if (await reader.ReadLineAsync(cancellation) is not { Length: > 0 } first)
        {
            return null;
        }

        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            string[] halves = line.Split(':', 2);
            headers[halves[0]] = halves[1].Trim();
        }

        string[] words = first.Split(' ');
        bool isForProxy = words[1].StartsWith("http://", StringComparison.Ordinal);
        return new HubServerRequest(words[0], isForProxy ? new Uri(words[1]).PathAndQuery : words[1], headers);
    }
}
