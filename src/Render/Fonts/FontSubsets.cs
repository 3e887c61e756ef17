using AttnExtract.Render.Layout;

namespace AttnExtract.Render.Fonts;

/// <summary>The fonts of one document: each that its texts need, cut down to what they show.</summary>
internal static class FontSubsets
{
    /// <summary>The font files by face, in the order of <see cref="FontSet.Faces"/>.</summary>
    public static IReadOnlyList<(FontFace Face, byte[] File)> Of(IEnumerable<TextMark> texts, FontSet fonts)
    {
        Dictionary<FontFace, (SortedSet<int> CodePoints, SortedSet<ushort> Glyphs)> shown = [];
        foreach (FontRun run in texts.SelectMany(text => fonts.Split(text.Text)))
        {
            if (!shown.TryGetValue(run.Face, out (SortedSet<int> CodePoints, SortedSet<ushort> Glyphs) used))
            {
                shown.Add(run.Face, used = ([], []));
            }

            used.CodePoints.UnionWith(run.Text.EnumerateRunes().Select(rune => rune.Value));
            used.Glyphs.UnionWith(run.IsShaped ? TextShaper.Shape(run).Glyphs : []);
        }

        return
        [
            .. fonts.Faces.Where(shown.ContainsKey)
                .Select(face => (face, FontSubset.Of(face, shown[face].CodePoints, shown[face].Glyphs))),
        ];
    }
}
