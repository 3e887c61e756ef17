using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttnExtract.Bench;

/// <summary>A Chromium without a window, spoken to in its own protocol: one page, its script, its pointer, its memory.</summary>
internal sealed class Chromium : IDisposable
{
    private const string Program = "/usr/bin/chromium";
    private const string Greeting = "DevTools listening on ";

    private readonly string _folder = Directory.CreateTempSubdirectory("attn-bench-").FullName;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private int _number;

    private Chromium()
    {
        ProcessStartInfo start = new(
            Program,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", $"--user-data-dir={_folder}",
            ])
        {
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        string address = "";
        while (address.Length == 0)
        {
            string line = _process.StandardError.ReadLine() ?? throw new InvalidOperationException("Chromium did not start.");
            address = line.StartsWith(Greeting, StringComparison.Ordinal) ? line[Greeting.Length..] : "";
        }

        _ = _process.StandardError.ReadToEndAsync();
        _socket.ConnectAsync(new(address), CancellationToken.None).Wait();
    }

    /// <summary>Whether there is one.</summary>
    public static bool IsThere => File.Exists(Program);

    public static Chromium Start() => new();

    /// <summary>Opens a page in a tab of its own.</summary>
    /// <returns>The session that the tab is spoken to by.</returns>
    public string Open()
    {
        JsonObject window = new() { ["url"] = "about:blank", ["width"] = 1280, ["height"] = 800, ["newWindow"] = true };
        string target = Send("Target.createTarget", window)["targetId"]!.GetValue<string>();
        return Send("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true })["sessionId"]!.GetValue<string>();
    }

    /// <summary>Runs a script in a tab and waits for what it promises.</summary>
    public JsonNode? Evaluate(string session, string script) =>
        Send("Runtime.evaluate", new() { ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true }, session)["result"]!["value"];

    /// <summary>Sends a message and waits for its answer.</summary>
    public JsonObject Send(string method, JsonObject? parameters = null, string? session = null)
    {
        int number = ++_number;
        JsonObject message = new() { ["id"] = number, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None).Wait();
        while (true)
        {
            JsonObject answer = Receive();
            if (answer["id"]?.GetValue<int>() == number)
            {
                return answer["result"]?.AsObject() ?? throw new InvalidOperationException(answer.ToJsonString());
            }
        }
    }

    /// <summary>The memory in MB that the largest tab's process has for itself alone.</summary>
    public double TabMemory() => Send("SystemInfo.getProcessInfo")["processInfo"]!.AsArray()
        .Where(process => process!["type"]!.GetValue<string>() == "renderer")
        .Max(process => PrivateMemory(process!["id"]!.GetValue<int>()));

    public void Dispose()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static double PrivateMemory(int process) => File.ReadLines($"/proc/{process}/smaps_rollup")
        .Where(line => line.StartsWith("Private_", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)) * 1024 / 1e6;

    private JsonObject Receive()
    {
        byte[] buffer = new byte[1 << 16];
        using MemoryStream message = new();
        WebSocketReceiveResult part;
        do
        {
            part = _socket.ReceiveAsync(buffer, CancellationToken.None).GetAwaiter().GetResult();
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonSerializer.Deserialize<JsonObject>(message.ToArray())!;
    }
}
