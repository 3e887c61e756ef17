using AttnExtract.Cli;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Running;
using AttnExtract.Serve.Requests;

namespace AttnExtract.Serve.Runs;

/// <summary>Runs a command line in this process, on a model that is loaded already where it was asked for before.</summary>
internal static class CommandRun
{
    /// <summary>Runs it.</summary>
    /// <param name="fields">The command, and what would be typed after it.</param>
    /// <param name="served">The model.</param>
    /// <param name="extension">The extension of what it writes; <see cref="ServedCommand.Report"/> for a report.</param>
    /// <param name="models">Where its model is, or will be.</param>
    /// <exception cref="Exception">What the command line would end with.</exception>
    public static CommandAnswer Of(RequestFields fields, ServedModel served, string extension, ModelShelf models)
    {
        MemoryStream output = new();
        using MemoryStream error = new();

        // The models outlive it, and are chosen by the request alone.
        Shell shell = new(() => Stream.Null, output, error, models)
        {
            Variable = name => name == ModelOptions.Variable ? null : Environment.GetEnvironmentVariable(name),
            ModelFolder = name => name == served.Shown ? served.Folder : null,
        };
        fields.Served.Command.Run(fields.ToArguments(served.Shown), shell);
        shell.Out.Flush();
        shell.SayRemarks();
        string[] remarks = System.Text.Encoding.UTF8.GetString(error.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ReadOnlyMemory<byte> written = output.GetBuffer().AsMemory(0, (int)output.Length);
        return new(
            written, ContentTypeOf(extension), [.. remarks.Select(remark => remark.Replace(Messages.Failed(""), "", StringComparison.Ordinal))]);
    }

    private static string ContentTypeOf(string extension) => extension switch
    {
        ServedCommand.Report or ".json" => "application/json",
        ".png" => "image/png",
        ".svg" => "image/svg+xml",
        ".pdf" => "application/pdf",
        ".webp" => "image/webp",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".html" => "text/html; charset=utf-8",
        ".csv" => "text/csv; charset=utf-8",
        ".tsv" => "text/tab-separated-values; charset=utf-8",
        _ => "application/octet-stream",
    };
}

/// <summary>What a run came to.</summary>
/// <param name="Bytes">The answer.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Remarks">What is to be said besides.</param>
internal sealed record CommandAnswer(ReadOnlyMemory<byte> Bytes, string ContentType, IReadOnlyList<string> Remarks)
{
    /// <summary>Whether the answer is JSON.</summary>
    public bool IsJson => ContentType == "application/json";
}
