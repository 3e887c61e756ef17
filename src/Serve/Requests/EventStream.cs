using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using AttnExtract.Cli.Output;
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

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    /// <summary>Whether a request asks for events.</summary>
    public static bool IsWanted(HttpRequest request) => request.Headers.Accept.Any(accept => accept?.Contains(ContentType, StringComparison.Ordinal) == true);

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
            CommandAnswer answer = await run;
            await SendAsync("result", Told(answer), cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            (int status, string sentence) = Problem.Told(failure);
            await SendAsync("problem", Encoding.UTF8.GetString(Problem.Of(status, sentence)), cancellation);
        }
    }

    // What is JSON stands in it as it is, and all else in base64.
    private static string Told(CommandAnswer answer) => Encoding.UTF8.GetString(JsonBytes.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("content_type", answer.ContentType);
        json.WriteTexts("remarks", answer.Remarks);
        if (answer.IsJson)
        {
            using JsonDocument body = JsonDocument.Parse(answer.Bytes);
            json.WritePropertyName("body");
            body.RootElement.WriteTo(json);
        }
        else
        {
            json.WriteBase64String("base64", answer.Bytes);
        }

        json.WriteEndObject();
    }));

    private async Task SendAsync(string name, string data, CancellationToken cancellation)
    {
        await response.WriteAsync($"event: {name}\ndata: {data}\n\n", cancellation);
        await response.Body.FlushAsync(cancellation);
    }
}
