using AttnExtract.Render.Formats;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Tests.Formats;

/// <summary>What files of a figure have in common is made once.</summary>
public sealed class FigureDocumentTests
{
    private static readonly Figure Narrow = Samples.Record(2, 3, Samples.Sentence).ToFigure() with { Width = 3.3 };

    [Fact]
    public void Everything_is_made_once()
    {
        FigureDocument document = new(Narrow);

        Assert.Same(document.Layout, document.Layout);
        Assert.Same(document.Warnings, document.Warnings);
        Assert.Same(document.Description, document.Description);
        Assert.Same(document.Manifest, document.Manifest);
    }

    [Fact]
    public void One_document_writes_what_the_figure_writes_in_every_format()
    {
        FigureDocument document = new(Narrow);

        Assert.Equal(Narrow.Warnings(), document.Warnings);
        Assert.All(FigureFormat.All, format => Assert.Equal(
            Bytes(stream => format.Write(Narrow, stream)), Bytes(stream => format.Write(document, stream))));
    }

    private static byte[] Bytes(Action<Stream> write)
    {
        using MemoryStream stream = new();
        write(stream);
        return stream.ToArray();
    }
}
