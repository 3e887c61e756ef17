using System.Text.Json;
using System.Threading.Channels;
using AttnExtract.Cli.Lists;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Model.Network;
using AttnExtract.Serve.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AttnExtract.Serve.Requests;

/// <summary>What can be asked for, and how it is answered.</summary>
/// <param name="models">The models.</param>
/// <param name="queue">Lets one run through at a time.</param>
/// <param name="limit">How long a run may take.</param>
internal sealed class Endpoints(ServedModels models, RunQueue queue, TimeSpan limit)
{
    private const string RemarksHeader = "Attn-Remarks";
    private const string ListPath = "/api/list/";

    // Of answers of this size one is held at a time, and nobody may take long over it.
    private const int Large = 16 << 20;
    private const double SlowestReader = 1 << 20;
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Written = [HttpMethods.Post];

    private readonly Dictionary<string, string[]> _methods = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds them to a server.</summary>
    public void Map(WebApplication server)
    {
        Add("/api/status", Read, context => WriteAsync(context, JsonBytes.Of(WriteStatus)));
        Add("/openapi.json", Read, context => WriteAsync(context, OpenApi.Document));
        server.MapMethods($"{ListPath}{{subject}}", Read, ListAsync);
        foreach (ServedCommand served in ServedCommand.All)
        {
            Add($"/api/{served.Command.Name}", Written, context => AnswerAsync(context, served, RunCommand));
        }

        Add("/", Read, WritePageAsync);
        Add("/api/look/measures", Read, context => WriteAsync(context, JsonBytes.Of(WriteMeasures)));
        Add("/api/look", Written, context => AnswerAsync(context, ServedCommand.Get("view"), Look.Of));
        server.MapFallback(FallBackAsync);

        void Add(string path, string[] methods, RequestDelegate answer)
        {
            _methods.Add(path, methods);
            server.MapMethods(path, methods, answer);
        }
    }

    private Task FallBackAsync(HttpContext context)
    {
        string path = context.Request.Path;
        string[]? methods = path.StartsWith(ListPath, StringComparison.OrdinalIgnoreCase) ? Read : _methods.GetValueOrDefault(path);
        if (methods is null)
        {
            return Problem.Answer(
                context, StatusCodes.Status404NotFound, $"There is nothing at {context.Request.Method} {path}; /openapi.json says what there is.");
        }

        context.Response.Headers.Allow = string.Join(", ", methods);
        return Problem.Answer(
            context, StatusCodes.Status405MethodNotAllowed, $"{path} is asked by {string.Join(" or ", methods)}, and not by {context.Request.Method}.");
    }

    private static Task WriteAsync(HttpContext context, byte[] json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(json).AsTask();
    }

    private static Task ListAsync(HttpContext context)
    {
        try
        {
            ListSubject list = ListCatalog.Get($"{context.Request.RouteValues["subject"]}");
            return WriteAsync(context, JsonBytes.Of(list.WriteJson));
        }
        catch (Cli.UsageException failure)
        {
            return Problem.Answer(context, StatusCodes.Status404NotFound, failure.Message);
        }
    }

    private void WriteStatus(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("version", ProductVersion.Text);
        json.WriteTexts("models", models.Names);
        json.WriteTexts("with_target", models.WithTarget);
        json.WriteBoolean("running", queue.IsTaken);
        json.WriteNumber("waiting", queue.Count);
        json.WriteEndObject();
    }

    private static CommandAnswer RunCommand(RequestFields fields, ServedModel model, ModelShelf shelf) =>
        CommandRun.Of(fields, model, fields.Extension, shelf);

    // What a page can show of them.
    private static void WriteMeasures(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (Measure measure in MeasureCatalog.All.Where(measure => measure.Shape != MeasureShape.Heads))
        {
            json.WriteStringValue(measure.Name);
        }

        json.WriteEndArray();
    }

    private Task WritePageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.Body.WriteAsync(models.Page).AsTask();
    }

    private async Task AnswerAsync(HttpContext context, ServedCommand served, Func<RequestFields, ServedModel, ModelShelf, CommandAnswer> answerOf)
    {
        if (await SendAsync(context, served, answerOf) > Large)
        {
            // Else its buffers, which nobody needs any more, would stay until they are as many again.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <returns>The bytes of the answer.</returns>
    private async Task<int> SendAsync(HttpContext context, ServedCommand served, Func<RequestFields, ServedModel, ModelShelf, CommandAnswer> answerOf)
    {
        CancellationToken gone = context.RequestAborted;
        RequestFields fields = await RequestFields.ReadAsync(served, context.Request.Body, gone);
        ServedModel model = models.Get(fields.ModelName);
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(gone);
        IDisposable? turn = null;
        Channel<int> places = Channel.CreateUnbounded<int>();
        RunWatch? watch = null;
        Task<CommandAnswer> run = RunAsync();
        try
        {
            if (EventStream.IsWanted(context.Request))
            {
                await new EventStream(context.Response).TellAsync(places.Reader, run, () => Volatile.Read(ref watch)?.Layers ?? 0, gone);
                return run.IsCompletedSuccessfully ? run.Result.Bytes.Length : 0;
            }

            CommandAnswer answer = await run;
            context.Response.ContentType = answer.ContentType;
            context.Response.ContentLength = answer.Bytes.Length;
            if (answer.Remarks.Count > 0)
            {
                // A header holds ASCII, and JSON can be written in it.
                context.Response.Headers[RemarksHeader] = JsonSerializer.Serialize(answer.Remarks);
            }

            await context.Response.Body.WriteAsync(answer.Bytes, gone);
            return answer.Bytes.Length;
        }
        finally
        {
            // Who asked may be gone before his run is, and before it was told: callbacks of one token run from the last to the first, this one among the first.
            timed.Cancel();
            _ = run.ContinueWith(_ => turn?.Dispose(), TaskScheduler.Default);
        }

        async Task<CommandAnswer> RunAsync()
        {
            turn = await queue.EnterAsync(place => places.Writer.TryWrite(place), gone);
            timed.CancelAfter(limit);
            try
            {
                CommandAnswer made = await Task.Run(Run, gone);
                if (made.Bytes.Length <= Large)
                {
                    turn.Dispose();
                }
                else if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
                {
                    rate.MinDataRate = new MinDataRate(SlowestReader, TimeSpan.FromSeconds(5));
                }

                return made;
            }
            catch (OperationCanceledException) when (!gone.IsCancellationRequested)
            {
                throw new AttnExtractException(
                    $"The run took longer than {limit.TotalSeconds:0} seconds and was ended; ask for less, or start 'attn serve' with a longer --time-limit.");
            }
        }

        CommandAnswer Run()
        {
            using RunWatch begun = new(timed.Token);
            Volatile.Write(ref watch, begun);
            return answerOf(fields, model, models.ShelfOf(model.Name));
        }
    }
}
