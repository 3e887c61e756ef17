using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Viewer;

/// <summary>
/// Maps to look around in: one HTML file that needs no network, and no program but a browser. Immutable; <c>with</c> makes changed copies.
/// </summary>
public sealed record ViewerPage
{
    /// <summary>The extension of its files, with the dot.</summary>
    public const string Extension = ".html";

    /// <summary>What it is, in a few words.</summary>
    public const string Description = "A page to look around in: every head, in any browser, without a network.";

    /// <summary>The texts; at least one.</summary>
    public required ImmutableArray<ViewerText> Texts { get; init; }

    /// <summary>What the page is called.</summary>
    public string Title { get; init; } = "Attention";

    /// <summary>The model that the title names, which stays as it is where a page speaks another language; null where the title stays whole.</summary>
    public string? Model { get; init; }

    /// <summary>How much of every number is kept.</summary>
    public RecordPrecision Precision { get; init; } = RecordPrecision.Float16;

    /// <summary>The colours that it opens in, by the name of a registered colormap; null for the usual ones.</summary>
    public string? Colormap { get; init; }

    /// <summary>The page's colours; null for what the reader's system prefers.</summary>
    public Theme? Theme { get; init; }

    /// <summary>The language that it opens in: <c>en</c>, <c>zh</c>, or null for the reader's.</summary>
    public string? Language { get; init; }

    /// <summary>How many maps there are to see, without means.</summary>
    public int MapCount => Texts.Sum(text => text.Maps.Sum(maps => maps.Arrays.Length * (maps.Heads?.Length ?? 1)));

    /// <summary>The page of several pages' texts, with the looks of the first.</summary>
    /// <param name="pages">At least one.</param>
    public static ViewerPage Of(IReadOnlyList<ViewerPage> pages) => pages[0] with { Texts = [.. pages.SelectMany(page => page.Texts)] };

    private static Registry<string> Extensions { get; } = Registry<string>.OfFiles("a page", one => [one], [Extension]);

    /// <summary>The extension of a page's path, in whatever case.</summary>
    /// <exception cref="AttnExtractException">It has another.</exception>
    public static string ExtensionOf(string path) => Extensions.Get(path);

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">The file; its extension must be <see cref="Extension"/>.</param>
    /// <exception cref="AttnExtractException">The file cannot be written, or has another extension.</exception>
    public void Save(string path)
    {
        _ = ExtensionOf(path);
        AtomicFile.Write(path, Write);
    }

    /// <summary>Writes the file's bytes to a stream, which stays open.</summary>
    public void Write(Stream output) => ViewerDocument.Write(this, output);
}
