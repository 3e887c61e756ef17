using AttnExtract.Extract;

namespace AttnExtract.Render.Words;

/// <summary>How captions name the texts that a figure is of.</summary>
internal static class Quotation
{
    /// <summary>A text in quotation marks, or two.</summary>
    public static CaptionPart Of(string text, string? pair) =>
        new($"“{(pair is null ? text : $"{text}” + “{pair}").ReplaceLineEndings(" ")}”", CaptionRole.Quote);

    /// <summary>One text in quotation marks; of several, how many there are.</summary>
    public static CaptionPart Of(IReadOnlyList<TextPair> texts) =>
        texts is [TextPair only] ? Of(only.Text, only.Pair) : new($"{texts.Count} texts");

    /// <summary>The texts as one, a line each.</summary>
    public static string Lines(IReadOnlyList<TextPair> texts) =>
        string.Join('\n', texts.Select(text => (text.Pair is null ? text.Text : $"{text.Text} + {text.Pair}").ReplaceLineEndings(" ")));
}
