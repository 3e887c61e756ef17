using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Render.Words;

/// <summary>How captions name the texts that a figure is of.</summary>
internal static class Quotation
{
    /// <summary>A text in quotation marks, or two.</summary>
    public static CaptionPart Of(string text, string? pair) =>
        new($"“{(pair is null ? text : $"{text}” + “{pair}").ReplaceLineEndings(" ")}”", CaptionRole.Quote);

    /// <summary>The text of a record, or those between which its attention goes.</summary>
    public static CaptionPart Of(AttentionRecord record) =>
        record.QueryPositions is { } queries && ReferenceEquals(record.Keys, record.Source)
            ? new($"tokens {IndexSet.Text(queries)} of {Of(record.Keys).Text}", CaptionRole.Quote)
            : Of(record.Queries, record.HasOtherKeys ? record.Keys : null);

    /// <summary>One text in quotation marks; of several, how many there are.</summary>
    public static CaptionPart Of(IReadOnlyList<TextPair> texts) =>
        texts is [TextPair only]
            ? only.Target is { } target ? new($"{Of(only.Text, only.Pair).Text} with the target {Of(target, null).Text}", CaptionRole.Quote)
                : Of(only.Text, only.Pair)
            : new($"{texts.Count} texts{(texts[0].Target is null ? "" : " with their targets")}");

    /// <summary>A text, and what it attends to where that is another.</summary>
    public static CaptionPart Of(RecordText queries, RecordText? keys) =>
        keys is null ? Of(queries) : new($"{Of(queries).Text} attending to {Of(keys).Text}", CaptionRole.Quote);

    private static CaptionPart Of(RecordText text) => Of(text.Text, text.Pair);

    /// <summary>The texts as one, a line each.</summary>
    public static string Lines(IReadOnlyList<TextPair> texts) =>
        string.Join('\n', texts.Select(text =>
            ((text.Pair is null ? text.Text : $"{text.Text} + {text.Pair}") + (text.Target is null ? "" : $" → {text.Target}")).ReplaceLineEndings(" ")));
}
