using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using AttnExtract.Serve.Runs;
using Microsoft.AspNetCore.Http;

namespace AttnExtract.Serve.Requests;

/// <summary>
/// An answer as server-sent events, for whoever asks with <c>Accept: text/event-stream</c>: <c>place</c> while the run waits, <c>running</c> several
/// times a second, and at the end <c>result</c> or <c>problem</c>.
/// </summary>
/// <param name="response">Where they go.</param>
internal sealed class EventStream(HttpResponse response)
{
    /// <summary>What is asked for.</summary>
    public const string ContentType = "text/event-stream";

    // Of whole groups of three bytes, so that base64 of pieces is that of the whole.
    private const int Piece = 3 << 16;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether a request asks for events.</summary>
    public static bool IsWanted(HttpRequest request) => request.GetTypedHeaders().Accept.Any(
        accept => accept.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase) && accept.Quality is not 0);

    /// <summary>Tells of a run until it is over.</summary>
    /// <param name="places">The places in the queue.</param>
    /// <param name="run">The run.</param>
    /// <param name="layers">Through how many layers it has gone.</param>
    /// <param name="cancellation">Who asked is gone.</param>
    public async Task TellAsync(ChannelReader<int> places, Task<CommandAnswer> run, Func<long> layers, CancellationToken cancellation)
    {
        response.ContentType = ContentType;
        await response.StartAsync(cancellation);
        Task<bool> placed = places.WaitToReadAsync(cancellation).AsTask();
        while (!run.IsCompleted)
        {
            await Task.WhenAny(run, Task.Delay(Beat, cancellation), placed);
            cancellation.ThrowIfCancellationRequested();
            while (places.TryRead(out int place))
            {
                await SendAsync("place", JsonSerializer.Serialize(place), cancellation);
            }

            placed = placed.IsCompleted ? places.WaitToReadAsync(cancellation).AsTask() : placed;

            if (!run.IsCompleted && layers() is > 0 and long count)
            {
                await SendAsync("running", $"{{\"layers\":{count}}}", cancellation);
            }
        }

        try
        {
            await SendAsync(await run, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            (int status, string sentence) = Problem.Told(failure);
            await SendAsync("problem", Encoding.UTF8.GetString(Problem.Of(status, sentence)), cancellation);
        }
    }

    // What is JSON stands in it as it is, and all else in base64. An answer may be large, so it is sent and not told anew.
    private async Task SendAsync(CommandAnswer answer, CancellationToken cancellation)
    {
        string head = $"event: result\ndata: {{\"content_type\":{JsonSerializer.Serialize(answer.ContentType)},"
            + $"\"remarks\":{JsonSerializer.Serialize(answer.Remarks)},";
        await response.WriteAsync(head, cancellation);
        await response.WriteAsync(answer.IsJson ? "\"body\":" : "\"base64\":\"", cancellation);
        for (int start = 0; start < answer.Bytes.Length; start += Piece)
        {
            ReadOnlyMemory<byte> piece = answer.Bytes[start..Math.Min(start + Piece, answer.Bytes.Length)];
            await response.Body.WriteAsync(answer.IsJson ? InOneLine(piece.Span) : InBase64(piece.Span), cancellation);
        }

        await response.WriteAsync(answer.IsJson ? "}\n\n" : "\"}\n\n", cancellation);
        await response.Body.FlushAsync(cancellation);
    }

    // Within a text of JSON there is no end of a line; between texts it means nothing, and to an event it would be the end.
    private static byte[] InOneLine(ReadOnlySpan<byte> piece)
    {
        byte[] line = piece.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return line;
    }

    private static byte[] InBase64(ReadOnlySpan<byte> piece) => Encoding.ASCII.GetBytes(Convert.ToBase64String(piece));

    private async Task SendAsync(string name, string data, CancellationToken cancellation)
    {
        await response.WriteAsync($"event: {name}\ndata: {data}\n\n", cancellation);
        await response.Body.FlushAsync(cancellation);
    }
}
