using System.Globalization;
using System.Xml.Linq;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using SkiaSharp;

namespace AttnExtract.Render.Tests.Formats;

public sealed class SvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";
    private static readonly XNamespace Link = "http://www.w3.org/1999/xlink";

    private static readonly Figure Grid =
        Samples.Record(2, 3, ["[CLS]", "the  cat", "<&>\"'", "猫坐a", "🤖", "[SEP]"], "a & b < c 猫").ToFigure().With(colormap: "Greens_r");

    [Fact]
    public void Every_text_is_text_and_stands_where_the_layout_says()
    {
        FigureLayout layout = new FigureDocument(Grid).Drawing;
        XElement[] texts = [.. Read(Grid).Descendants(Svg + "text")];

        string[] expected = [.. layout.Texts.SelectMany(text => FontSet.Bundled.Split(text.Text)).Select(run => run.Text)];
        Assert.Equal(expected, texts.Select(text => text.Value));
        TextMark title = layout.Texts.First(text => text.Role == TextRole.Title);
        XElement drawn = texts.First(text => text.Value == title.Text);
        Assert.Equal(title.Bounds.X, Number(drawn, "x"), 0.01);
        Assert.Equal(title.Y, Number(drawn, "y"), 0.01);
        Assert.Equal(title.Bounds.Width, Number(drawn, "textLength"), 0.2);
    }

    [Fact]
    public void Every_panel_is_one_picture_of_its_cells()
    {
        FigureLayout layout = new FigureDocument(Grid).Drawing;
        XElement[] images = [.. Read(Grid).Descendants(Svg + "image")];

        Assert.Equal(layout.Panels.Count, images.Length);
        foreach ((PanelLayout panel, XElement image) in layout.Panels.Zip(images))
        {
            Assert.Equal(
                [panel.Cells.X, panel.Cells.Y, panel.Cells.Width, panel.Cells.Height],
                ((string[])["x", "y", "width", "height"]).Select(side => Number(image, side)),
                (expected, written) => Math.Abs(expected - written) < 0.001);
            using SKBitmap picture = SKBitmap.Decode(System.Convert.FromBase64String(image.Attribute(Link + "href")!.Value.Split(',')[1]));
            Matrix values = panel.Panel.Values;
            int side = picture.Width / values.Columns;
            for (int i = 0; i < values.Rows * values.Columns; i++)
            {
                (int row, int column) = (i / values.Columns, i % values.Columns);
                SKColor pixel = picture.GetPixel((column * side) + (side / 2), (row * side) + (side / 2));
                Assert.Equal(panel.Scale[values[row, column]], new Rgba(pixel.Red, pixel.Green, pixel.Blue));
            }
        }
    }

    [Fact]
    public void Cells_as_rectangles_paint_the_same_colours()
    {
        Figure figure = Grid with { Cells = CellStyle.Vector };
        FigureLayout layout = new FigureDocument(figure).Drawing;
        XElement first = Read(figure).Elements(Svg + "g").First();

        PanelLayout panel = layout.Panels[0];
        for (int i = 0; i < panel.Panel.Values.Rows * panel.Panel.Values.Columns; i++)
        {
            (int row, int column) = (i / panel.Panel.Values.Columns, i % panel.Panel.Values.Columns);
            double side = panel.Cells.Width / panel.Panel.Values.Columns;
            Rect middle = new(panel.Cells.X + ((column + 0.5) * side), panel.Cells.Y + ((row + 0.5) * side), 0, 0);
            XElement top = first.Elements().Last(rect =>
                new Rect(Number(rect, "x"), Number(rect, "y"), Number(rect, "width"), Number(rect, "height")).Contains(middle));
            Assert.Equal(panel.Scale[panel.Panel.Values[row, column]].ToString(), top.Attribute("fill")!.Value);
        }
    }

    [Fact]
    public void Bytes_are_the_same_from_run_to_run() => Assert.Equal(Bytes(Grid), Bytes(Grid));

    private static XElement Read(Figure figure)
    {
        using MemoryStream stream = new(Bytes(figure));
        return XDocument.Load(stream).Root!;
    }

    private static byte[] Bytes(Figure figure)
    {
        using MemoryStream stream = new();
        FigureFormat.Svg.Write(figure, stream);
        return stream.ToArray();
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
