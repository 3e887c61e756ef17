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

namespace AttnExtract.Serve.Requests;

/// <summary>What can be asked for, and how it is answered.</summary>
/// <param name="models">The models.</param>
/// <param name="queue">Lets one run through at a time.</param>
/// <param name="limit">How long a run may take.</param>
internal sealed class Endpoints(ServedModels models, RunQueue queue, TimeSpan limit)
{
    private const string RemarksHeader = "Attn-Remarks";

    /// <summary>Adds them to a server.</summary>
    public void Map(WebApplication server)
    {
        server.MapGet("/api/status", context => WriteAsync(context, JsonBytes.Of(WriteStatus)));
        server.MapGet("/openapi.json", context => WriteAsync(context, OpenApi.Document));
        server.MapGet("/api/list/{subject}", ListAsync);
        foreach (ServedCommand served in ServedCommand.All)
        {
            server.MapPost($"/api/{served.Command.Name}", context => AnswerAsync(context, served, RunCommand));
        }

        server.MapGet("/", WritePageAsync);
        server.MapGet("/api/look/measures", context => WriteAsync(context, JsonBytes.Of(WriteMeasures)));
        server.MapPost("/api/look", context => AnswerAsync(context, ServedCommand.Get("view"), Look.Of));

        server.MapFallback(context => Problem.Answer(
            context, StatusCodes.Status404NotFound, $"There is nothing at {context.Request.Method} {context.Request.Path}; /openapi.json says what there is."));
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
        json.WriteBoolean("running", queue.IsTaken);
        json.WriteNumber("waiting", queue.Count);
        json.WriteEndObject();
    }

    private static CommandAnswer RunCommand(RequestFields fields, string folder, ModelShelf shelf) =>
        CommandRun.Of(fields.Served.Command, fields.ToArguments(folder), fields.Extension, shelf);

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

    private async Task AnswerAsync(HttpContext context, ServedCommand served, Func<RequestFields, string, ModelShelf, CommandAnswer> answerOf)
    {
        CancellationToken gone = context.RequestAborted;
        RequestFields fields = await RequestFields.ReadAsync(served, context.Request.Body, gone);
        string folder = models.FolderOf(fields.ModelName);
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(gone);
        Channel<int> places = Channel.CreateUnbounded<int>();
        RunWatch? watch = null;
        Task<CommandAnswer> run = RunAsync();
        if (EventStream.IsWanted(context.Request))
        {
            await new EventStream(context.Response).TellAsync(places.Reader, run, () => Volatile.Read(ref watch)?.Layers ?? 0, gone);
            return;
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

        async Task<CommandAnswer> RunAsync()
        {
            using IDisposable turn = await queue.EnterAsync(place => places.Writer.TryWrite(place), gone);
            timed.CancelAfter(limit);
            try
            {
                return await Task.Run(Run, gone);
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
            return answerOf(fields, folder, models.ShelfOf(fields.ModelName));
        }
    }
}
