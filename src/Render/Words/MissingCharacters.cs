using AttnExtract.Render.Fonts;

namespace AttnExtract.Render.Words;

/// <summary>Says which characters a figure shows a mark for, because no font has them.</summary>
internal static class MissingCharacters
{
    private const int MostNamed = 6;

    /// <summary>What the caption says of them; nothing where there are none.</summary>
    public static IEnumerable<CaptionPart> InCaption(IReadOnlyList<int> codePoints) =>
        codePoints.Count == 0 ? [] : [new($"{FontSet.Mark} stands for {Named(codePoints)}, which no font here has")];

    /// <summary>What is remarked of them; nothing where there are none.</summary>
    public static IEnumerable<string> InWarning(IReadOnlyList<int> codePoints) =>
        codePoints.Count == 0 ? [] :
        [$"No font here has {Named(codePoints)}: {FontSet.Mark} stands in the figure instead; give a font that has them (--font FILE)."];

    private static string Named(IReadOnlyList<int> codePoints) =>
        string.Join(", ", codePoints.Take(MostNamed).Select(codePoint => $"U+{codePoint:X4}"))
        + (codePoints.Count > MostNamed ? FormattableString.Invariant($" and {codePoints.Count - MostNamed} more") : "");
}
