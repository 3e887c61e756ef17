using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using CsCheck;

namespace AttnExtract.Render.Tests.Layout;

public sealed class PanelNoteTests
{
    private const int Cells = 8;

    [Fact]
    public void A_note_stands_beside_its_point()
    {
        FigureLayout layout = Layout([new(new CurvePoint(3, 4), "2.11")]);

        Rect cells = layout.Panels[0].Cells;
        TextMark note = Assert.Single(layout.Texts, text => text.Role == TextRole.Note);
        double side = cells.Width / Cells;
        Assert.InRange(note.Bounds.X, cells.X + (3.5 * side), cells.X + (4.5 * side));
        Assert.Equal(cells.Y + (4.5 * side), note.Bounds.Y + (note.Bounds.Height / 2), 1e-6);
    }

    [Fact]
    public void Notes_cover_neither_each_other_nor_leave_the_panel() =>
        Gen.Select(Gen.Double[-0.5, Cells - 0.5], Gen.Double[-0.5, Cells - 0.5]).Array[1, 40].Sample(
            points =>
            {
                FigureLayout layout = Layout([.. points.Select((point, i) => new PanelNote(new CurvePoint(point.Item1, point.Item2), $"{i}.{i}"))]);

                TextMark[] notes = [.. layout.Texts.Where(text => text.Role == TextRole.Note)];
                Assert.NotEmpty(notes);
                Assert.All(notes.Index(), note =>
                {
                    Assert.True(layout.Panels[0].Cells.Contains(note.Item.Bounds));
                    Assert.DoesNotContain(notes[..note.Index], other => other.Bounds.Overlaps(note.Item.Bounds));
                });
            },
            iter: 50);

    [Fact]
    public void Notes_come_back_from_the_manifest()
    {
        Figure figure = FigureOf([new(new CurvePoint(3, 4.25), "2.11"), new(new CurvePoint(0, 0), "0.0")]);

        Figure again = FigureManifest.FromJson(FigureManifest.ToJson(figure), "the manifest");

        Assert.Equal(figure.Panels[0].Notes, again.Panels[0].Notes);
        Assert.Equal(figure.ToPng(), again.ToPng());
    }

    private static FigureLayout Layout(PanelNote[] notes) => FigureLayout.Create(FigureOf(notes), new FontMeasure(FontSet.Bundled));

    private static Figure FigureOf(PanelNote[] notes) => new()
    {
        Panels = [new Panel(0, 0, "", new Matrix(Cells, Cells, Enumerable.Repeat(0.5, Cells * Cells).ToArray())) { Notes = [.. notes] }],
        CellPixels = 60,
    };
}
