using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Words;

/// <summary>How captions name the texts that a figure is of.</summary>
internal static class Quotation
{
    // Between two quoted texts.
    private const string AndPair = " + ";
    private const string WithTarget = " with the target ";
    private const string AttendingTo = " attending to ";

    private static readonly string[] Joints = [.. new[] { AndPair, WithTarget, AttendingTo }.Select(joint => $"”{joint}“")];

    /// <summary>A text in quotation marks, or two.</summary>
    public static CaptionPart Of(string text, string? pair) =>
        new($"“{(pair is null ? text : $"{text}”{AndPair}“{pair}").ReplaceLineEndings(" ")}”", CaptionRole.Quote);

    /// <summary>The text of a record, or those between which its attention goes.</summary>
    public static CaptionPart Of(AttentionRecord record) =>
        record.QueryPositions is { } queries && ReferenceEquals(record.Keys, record.Source)
            ? new($"tokens {IndexSet.Text(queries)} of {Of(record.Keys).Text}", CaptionRole.Quote)
            : Of(record.Queries, record.HasOtherKeys ? record.Keys : null);

    /// <summary>One text in quotation marks; of several, how many there are.</summary>
    public static CaptionPart Of(IReadOnlyList<TextPair> texts) =>
        texts is [TextPair only]
            ? only.Target is { } target ? new($"{Of(only.Text, only.Pair).Text}{WithTarget}{Of(target, null).Text}", CaptionRole.Quote)
                : Of(only.Text, only.Pair)
            : new($"{texts.Count} texts{(texts[0].Target is null ? "" : " with their targets")}");

    /// <summary>A text, and what it attends to where that is another.</summary>
    public static CaptionPart Of(RecordText queries, RecordText? keys) =>
        keys is null ? Of(queries) : new($"{Of(queries).Text}{AttendingTo}{Of(keys).Text}", CaptionRole.Quote);

    private static CaptionPart Of(RecordText text) => Of(text.Text, text.Pair);

    /// <summary>The length of the longest of the quoted texts.</summary>
    public static int LongestOf(string quotation) => Quoted(quotation).Max(one => one.Text.Length);

    /// <summary>The same with each quoted text cut after a word; what is cut keeps its closing quotation mark.</summary>
    /// <param name="quotation">One text or several, as they are named here.</param>
    /// <param name="length">How long each may be.</param>
    public static string Shortened(string quotation, int length) =>
        string.Concat(Quoted(quotation).Select(one =>
            (one.Text.Length <= length ? one.Text
                : one.Text.EndsWith('”') ? LabelPlan.CutAtWord(one.Text, Math.Clamp(length, 1, one.Text.Length - 1)) + "”"
                : LabelPlan.CutAtWord(one.Text, length)) + one.Joint));

    // Each with what stands between it and the next.
    private static IEnumerable<(string Text, string Joint)> Quoted(string quotation)
    {
        while (Joints.Select(joint => (At: quotation.IndexOf(joint, StringComparison.Ordinal), Joint: joint)).Where(found => found.At >= 0)
            .OrderBy(found => found.At).FirstOrDefault() is { Joint: { } joint } first)
        {
            yield return (quotation[..(first.At + 1)], joint[1..^1]);
            quotation = quotation[(first.At + joint.Length - 1)..];
        }

        yield return (quotation, "");
    }

    /// <summary>The texts as one, a line each.</summary>
    public static string Lines(IReadOnlyList<TextPair> texts) =>
        string.Join('\n', texts.Select(text =>
            ((text.Pair is null ? text.Text : $"{text.Text} + {text.Pair}") + (text.Target is null ? "" : $" → {text.Target}")).ReplaceLineEndings(" ")));
}
