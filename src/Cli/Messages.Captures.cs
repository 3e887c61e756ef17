using AttnExtract.Cli.Output;

namespace AttnExtract.Cli;

/// <content>What is said of captures.</content>
internal static partial class Messages
{
    /// <summary>A capture that goes nowhere.</summary>
    public static string NoCaptureTarget(IEnumerable<string> extensions) =>
        $"Where should the numbers go? Give a file, -o run{extensions.First()}; formats are {Listed(extensions)}.";

    /// <summary>A capture was written.</summary>
    public static string WroteCapture(WrittenRecord written) => Wrote(written, Count(written.Record.Parts.Sum(part => part.Sites.Count), "site"));

    /// <summary>A capture of many texts was written into one file.</summary>
    public static string WroteCaptures(IReadOnlyList<string> files, int sites, int texts) =>
        Wrote(files, $"{Count(sites, "site")} of each of {Count(texts, "text")}");

    /// <summary>What to try after a capture.</summary>
    /// <param name="file">The file, or null where none stays.</param>
    /// <param name="text">What it calls its first text; null where it keeps one.</param>
    /// <param name="hasPatterns">Whether there is something to draw.</param>
    public static string AfterCapture(string? file, string? text, bool hasPatterns) => file is not null && hasPatterns
        ? $"Next: attn figure --from {Quoted(text is null ? file : $"{file}/{text}")} -o {Quoted(Path.ChangeExtension(file, ".png"))}"
        : "Next: in Python, numpy.load or safetensors.numpy.load_file reads it; its keys are the names that attn list sites shows.";
}
