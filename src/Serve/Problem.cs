using AttnExtract.Cli;
using AttnExtract.Ground;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AttnExtract.Serve;

/// <summary>A request that cannot be answered, as RFC 9457 has it: one sentence, in <c>detail</c>.</summary>
internal static class Problem
{
    private const string ContentType = "application/problem+json";

    /// <summary>Who asks went away before the answer; nginx has the number.</summary>
    public const int ClientIsGone = 499;

    /// <summary>Answers with a problem.</summary>
    public static Task Answer(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        return context.Response.Body.WriteAsync(Of(status, sentence)).AsTask();
    }

    /// <summary>A problem as JSON.</summary>
    public static byte[] Of(int status, string sentence) => JsonBytes.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", "about:blank");
        json.WriteString("title", ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } reason ? reason : "Not done");
        json.WriteNumber("status", status);
        json.WriteString("detail", sentence);
        json.WriteEndObject();
    });

    /// <summary>Which status and sentence tell of a failure.</summary>
    public static (int Status, string Sentence) Told(Exception failure) => Failure.Expected(failure) switch
    {
        RequestException request => (request.Status, request.Message),
        UsageException usage => (StatusCodes.Status400BadRequest, usage.Message),
        AttnExtractException expected => (StatusCodes.Status422UnprocessableEntity, expected.Message),
        BadHttpRequestException bad when bad.StatusCode == StatusCodes.Status413PayloadTooLarge =>
            (bad.StatusCode, "The request is larger than 1 MiB, which is all that is read; send a shorter text."),
        BadHttpRequestException bad when bad.StatusCode == StatusCodes.Status408RequestTimeout =>
            (bad.StatusCode, "The request came too slowly and was given up; send it again."),
        BadHttpRequestException bad => (bad.StatusCode, $"The request cannot be read: {bad.Message}"),
        Exception unexpected =>
            (StatusCodes.Status500InternalServerError, $"Something went wrong that should not: {unexpected.Message.ReplaceLineEndings(" ")}"),
    };

    /// <summary>Answers what fails on the way with a problem.</summary>
    public static async Task Catch(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientIsGone;
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            (int status, string sentence) = Told(failure);
            await Answer(context, status, sentence);
        }
    }
}

/// <summary>A request that is wrong, whatever the model.</summary>
/// <param name="status">The status of the answer.</param>
/// <param name="message">One sentence.</param>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public int Status { get; } = status;
}
