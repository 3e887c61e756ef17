using AttnExtract.Render.Formats;
using SkiaSharp;

namespace AttnExtract.Render.Tests.Formats;

public sealed class PagePictureTests
{
    // Numbers light and dark in cells, labels level and upright, lines between cells, a colour bar, two panels.
    private static readonly Figure Annotated = new()
    {
        Panels = [Panel(0, 1), Panel(1, 3)],
        RowLabels = [.. Samples.Sentence],
        ColumnLabels = [.. Samples.Sentence],
        Annotation = new(),
        LineWidth = 1,
        Title = "a title",
    };

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(100)]
    public void Some_rows_are_those_of_the_whole(int rows)
    {
        FigureDocument document = new(Annotated);
        using SKSurface whole = PagePicture.Paint(document);
        using SKPixmap expected = whole.PeekPixels();
        int height = expected.Height;
        int[] firsts = rows == 1 ? [0, height / 3, height - 1] : [.. Enumerable.Range(0, (height + rows - 1) / rows).Select(band => band * rows)];
        foreach (int first in firsts)
        {
            int count = Math.Min(rows, height - first);
            using SKSurface some = PagePicture.Paint(document, first, count);
            using SKPixmap pixels = some.PeekPixels();
            Assert.True(
                expected.GetPixelSpan().Slice(first * expected.RowBytes, count * expected.RowBytes).SequenceEqual(pixels.GetPixelSpan()),
                $"Rows from {first} on differ.");
        }
    }

    private static Panel Panel(int column, int seed) =>
        new(0, column, $"{column}", new Matrix(9, 9, Enumerable.Range(0, 81).Select(i => (i * seed * 7) % 81 / 80.0).ToArray()));
}
