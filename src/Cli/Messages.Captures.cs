using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

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

    /// <summary>What cannot go into a stream.</summary>
    public static string NotOneFile(string path, string extension) =>
        $"'{path}' takes one file, and {extension} has others beside it; give the name of a file, or another format.";

    /// <summary>How much a corpus will come to.</summary>
    public static string Expected(RecordVolume volume, double bytes, double free) => $"{Amount(volume)}: {FreeMemory.Text(bytes)} expected{Free(free)}.";

    /// <summary>How much it will come to cannot be told.</summary>
    public static string UnknownSize(double free) => $"How much it comes to depends on what the decoder writes{Free(free)}.";

    /// <summary>More than a disk has room for.</summary>
    public static string NoRoom(string path, RecordVolume volume, double bytes, double free) =>
        $"'{path}' was not begun: {Amount(volume)} come to at least {FreeMemory.Text(bytes)}, but {FreeMemory.Text(free)} are free on its disk; keep fewer "
        + $"layers, heads or queries ({SelectionOptions.Layers.Name}, {SelectionOptions.Heads.Name}, {SelectionOptions.Queries.Name}) "
        + $"or fewer digits ({RunOptions.Store.Name} float16), or take another disk.";

    /// <summary>What to try after a capture.</summary>
    /// <param name="file">The file, or null where none stays.</param>
    /// <param name="text">What it calls its first text; null where it keeps one.</param>
    /// <param name="hasPatterns">Whether there is something to draw.</param>
    public static string AfterCapture(string? file, string? text, bool hasPatterns) => file is not null && hasPatterns
        ? $"Next: attn figure --from {Quoted(text is null ? file : $"{file}/{text}")} -o {Quoted(Path.ChangeExtension(file, ".png"))}"
        : "Next: docs/python.md shows how Python reads it; its keys are the names that attn list sites shows.";

    private static string Amount(RecordVolume volume) => $"{Plural.Of(volume.Texts, "text")} of {Plural.Of(volume.Tokens, "token")} together";

    private static string Free(double bytes) => double.IsFinite(bytes) ? $", {FreeMemory.Text(bytes)} free" : "";
}
