using System.Text;

namespace AttnExtract.Testing;

/// <summary>What a <see cref="HubServer"/> answers.</summary>
internal sealed record HubServerReply
{
    public int Status { get; init; } = 200;

    public Dictionary<string, string> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    /// <summary>After how many bytes of the content the connection is cut, or null.</summary>
    public int? CutAfter { get; init; }

    /// <summary>After how many bytes of the content nothing more comes; -1 for no answer at all; or null.</summary>
    public int? StallAfter { get; init; }

    /// <summary>What happens when nothing more comes.</summary>
    public Func<Task> OnStall { get; init; } = () => Task.CompletedTask;

    /// <summary>An answer as the Hub gives where something is not to be had.</summary>
    public static HubServerReply Error(int status, string? code = null, string? message = null)
    {
        HubServerReply reply = new() { Status = status };
        if (code is not null)
        {
            reply.Headers["X-Error-Code"] = code;
        }

        if (message is not null)
        {
            reply.Headers["X-Error-Message"] = message;
        }

        return reply;
    }

    /// <summary>Writes the answer, as far as it is to come.</summary>
    public async Task WriteAsync(Stream stream, HubServerRequest request, CancellationToken cancellation)
    {
        if (StallAfter < 0)
        {
            await StallAsync(cancellation);
        }

        StringBuilder head = new($"HTTP/1.1 {Status} {Reason}\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n");
        foreach ((string name, string value) in Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), cancellation);
        if (request.Method == "HEAD")
        {
            return;
        }

        await stream.WriteAsync(Body.AsMemory(0, CutAfter ?? StallAfter ?? Body.Length), cancellation);
        if (StallAfter is not null)
        {
            await StallAsync(cancellation);
        }
    }

    private async Task StallAsync(CancellationToken cancellation)
    {
        await OnStall();
        await Task.Delay(Timeout.Infinite, cancellation);
    }

    private string Reason => Status switch
    {
        200 => "OK",
        206 => "Partial Content",
        302 => "Found",
        307 => "Temporary Redirect",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        416 => "Range Not Satisfiable",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Answer",
    };
}
