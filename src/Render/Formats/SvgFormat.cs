using System.Globalization;
using System.Text;
using System.Xml;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Painting;

namespace AttnExtract.Render.Formats;

/// <summary>Scalable Vector Graphics: text stays text, in a font that the file carries as far as it is used.</summary>
internal sealed class SvgFormat : FigureFormat
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    private const string LinkNamespace = "http://www.w3.org/1999/xlink";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineChars = "\n",
        CloseOutput = false,
    };

    /// <inheritdoc/>
    public override string Extension => ".svg";

    /// <inheritdoc/>
    public override string Description => "scalable, with selectable text, for the web and for editing";

    /// <inheritdoc/>
    public override bool IsDrawing => true;

    /// <inheritdoc/>
    public override void Write(FigureDocument document, Stream output) => Write(document, document.Drawing, output);

    /// <summary>Writes a figure as it is on a certain page.</summary>
    internal static void Write(FigureDocument document, FigureLayout layout, Stream output)
    {
        using XmlWriter xml = XmlWriter.Create(output, Settings);
        xml.WriteStartElement("svg", Namespace);
        xml.WriteAttributeString("xmlns", "xlink", null, LinkNamespace);
        xml.WriteAttributeString("width", Number(layout.Width / layout.Dpi) + "in");
        xml.WriteAttributeString("height", Number(layout.Height / layout.Dpi) + "in");
        xml.WriteAttributeString("viewBox", $"0 0 {Number(layout.Width)} {Number(layout.Height)}");
        xml.WriteAttributeString("role", "img");
        xml.WriteAttributeString("xml", "space", "http://www.w3.org/XML/1998/namespace", "preserve");
        xml.WriteElementString("title", Namespace, Printable(document.Title));
        xml.WriteElementString("desc", Namespace, Printable(document.Description));
        xml.WriteStartElement("metadata", Namespace);
        xml.WriteAttributeString("id", FigureManifest.Keyword);
        xml.WriteString(document.Manifest);
        xml.WriteEndElement();
        WriteFonts(xml, layout, document.Fonts);
        WriteRect(xml, new(0, 0, layout.Width, layout.Height), layout.Theme.Background);
        WriteCells(xml, layout);
        WriteBars(xml, layout);
        WriteCurves(xml, layout);
        WriteLines(xml, layout);
        WriteTexts(xml, layout, document.Fonts);
        xml.WriteEndElement();
    }

    private static void WriteFonts(XmlWriter xml, FigureLayout layout, FontSet fonts)
    {
        StringBuilder style = new("text{white-space:pre}image{image-rendering:pixelated}");
        foreach ((FontFace face, byte[] file) in FontSubsets.Of(layout.Texts, fonts))
        {
            string family = EmbeddedFamily(face, fonts);
            style.Append($"@font-face{{font-family:{family};src:url(data:font/ttf;base64,{Convert.ToBase64String(file)})}}");
            style.Append($".{family}{{font-family:{family},{face.Families}}}");
        }

        xml.WriteElementString("style", Namespace, style.ToString());
    }

    private static void WriteCells(XmlWriter xml, FigureLayout layout)
    {
        foreach (PanelLayout panel in layout.Panels.Where(panel => panel.HasCells))
        {
            Matrix values = panel.Panel.Values;
            if (layout.CellStyle == CellStyle.Vector)
            {
                WriteRects(xml, CellRects.Of(panel, layout.Theme.Background));
                continue;
            }

            // Not every viewer knows image-rendering, and the others blur what they enlarge: pixels as on the page.
            (int width, int height) = ((int)Math.Ceiling(panel.Cells.Width / values.Columns), (int)Math.Ceiling(panel.Cells.Height / values.Rows));
            Rgba[] cells = CellRaster.Colors(values, panel.Scale, layout.Theme.Background);
            WriteImage(xml, CellRaster.Enlarged(cells, values.Columns, width, height), values.Columns * width, panel.Cells);
        }
    }

    private static void WriteBars(XmlWriter xml, FigureLayout layout)
    {
        foreach (ColorBarLayout bar in layout.ColorBars)
        {
            Rgba[] colors = BarRaster.Colors(bar);
            (double width, double height) = bar.IsUpright
                ? (bar.Bar.Width, bar.Bar.Height / colors.Length)
                : (bar.Bar.Width / colors.Length, bar.Bar.Height);
            WriteRects(xml, colors.Select((color, i) => (
                bar.IsUpright
                    ? new Rect(bar.Bar.X, bar.Bar.Y + (i * height), width, bar.Bar.Height - (i * height))
                    : new Rect(bar.Bar.X + (i * width), bar.Bar.Y, bar.Bar.Width - (i * width), height),
                color)));
        }
    }

    private static void WriteCurves(XmlWriter xml, FigureLayout layout)
    {
        foreach (PlacedCurve curve in CurvePaths.Of(layout))
        {
            xml.WriteStartElement(curve.IsArea ? "polygon" : "polyline", Namespace);
            xml.WriteAttributeString("points", string.Join(' ', curve.Points.Select(point => $"{Number(point.X)},{Number(point.Y)}")));
            xml.WriteAttributeString("fill", curve.IsArea ? (curve.Color with { A = 255 }).ToString() : "none");
            if (curve.Color.A < 255)
            {
                xml.WriteAttributeString("fill-opacity", Number(curve.Color.A / 255.0));
            }

            if (!curve.IsArea)
            {
                xml.WriteAttributeString("stroke", curve.Color.ToString());
                xml.WriteAttributeString("stroke-width", Number(curve.Width));
                xml.WriteAttributeString("stroke-linejoin", "round");
                if (curve.Dash > 0)
                {
                    xml.WriteAttributeString("stroke-dasharray", Number(curve.Dash));
                }
            }

            xml.WriteEndElement();
        }
    }

    // One path for all lines: thousands of elements would make the file slow to open.
    private static void WriteLines(XmlWriter xml, FigureLayout layout)
    {
        WritePath(xml, LineRects.BetweenCells(layout), layout.CellLineColor);
        WritePath(xml, LineRects.Dividers(layout, shadow: false), LineRects.DividerColors.Line);
        WritePath(xml, LineRects.Dividers(layout, shadow: true), LineRects.DividerColors.Shadow);
        WritePath(xml, LineRects.FramesAndTicks(layout), layout.Theme.Line);
    }

    private static void WriteTexts(XmlWriter xml, FigureLayout layout, FontSet fonts)
    {
        foreach (TextMark mark in layout.Texts)
        {
            double length = mark.Upright ? mark.Bounds.Height : mark.Bounds.Width;
            double x = mark.Align switch { TextAlign.Start => 0, TextAlign.Middle => -length / 2, _ => -length };
            foreach (FontRun run in fonts.Split(mark.Text))
            {
                double width = RunInk.Advance(run, mark.Size);
                xml.WriteStartElement("text", Namespace);
                xml.WriteAttributeString("class", EmbeddedFamily(run.Face, fonts));
                if (mark.Upright)
                {
                    xml.WriteAttributeString("transform", $"translate({Number(mark.X)} {Number(mark.Y)})rotate(-90)");
                    xml.WriteAttributeString("x", Number(x));
                }
                else
                {
                    xml.WriteAttributeString("x", Number(mark.X + x));
                    xml.WriteAttributeString("y", Number(mark.Y));
                }

                xml.WriteAttributeString("font-size", Number(mark.Size));
                xml.WriteAttributeString("fill", mark.Color.ToString());

                if (run.IsRightToLeft)
                {
                    // The run stands where it would from left to right; what is anchored at its left is its end.
                    xml.WriteAttributeString("direction", "rtl");
                    xml.WriteAttributeString("text-anchor", "end");
                }

                // Where a viewer has to take another font, the text still keeps to its place.
                xml.WriteAttributeString("textLength", Number(width));
                xml.WriteAttributeString("lengthAdjust", "spacingAndGlyphs");
                xml.WriteString(run.Text);
                xml.WriteEndElement();
                x += width;
            }
        }
    }

    private static void WriteImage(XmlWriter xml, Rgba[] pixels, int width, Rect target)
    {
        using MemoryStream png = new();
        PngWriter.Write(Rgba.Bytes(pixels), width, null, [], png);
        xml.WriteStartElement("image", Namespace);
        WritePlace(xml, target);
        xml.WriteAttributeString("preserveAspectRatio", "none");
        xml.WriteAttributeString("image-rendering", "optimizeSpeed");

        // SVG 2 has href alone, which Inkscape 1.2 does not know; every viewer knows SVG 1.1's.
        xml.WriteAttributeString("xlink", "href", LinkNamespace, "data:image/png;base64," + Convert.ToBase64String(png.GetBuffer(), 0, (int)png.Length));
        xml.WriteEndElement();
    }

    private static void WritePath(XmlWriter xml, IEnumerable<Rect> rects, Rgba color)
    {
        StringBuilder path = new();
        foreach (Rect rect in rects)
        {
            path.Append($"M{Number(rect.X)} {Number(rect.Y)}h{Number(rect.Width)}v{Number(rect.Height)}h{Number(-rect.Width)}z");
        }

        if (path.Length > 0)
        {
            xml.WriteStartElement("path", Namespace);
            xml.WriteAttributeString("fill", color.ToString());
            xml.WriteAttributeString("d", path.ToString());
            xml.WriteEndElement();
        }
    }

    private static void WriteRects(XmlWriter xml, IEnumerable<(Rect Rect, Rgba Color)> rects)
    {
        // Lines go without: thinner than a pixel of the screen, some of them would vanish.
        xml.WriteStartElement("g", Namespace);
        xml.WriteAttributeString("shape-rendering", "crispEdges");
        foreach ((Rect rect, Rgba color) in rects)
        {
            WriteRect(xml, rect, color);
        }

        xml.WriteEndElement();
    }

    private static void WriteRect(XmlWriter xml, Rect rect, Rgba color)
    {
        xml.WriteStartElement("rect", Namespace);
        WritePlace(xml, rect);
        xml.WriteAttributeString("fill", color.ToString());
        xml.WriteEndElement();
    }

    private static void WritePlace(XmlWriter xml, Rect rect)
    {
        xml.WriteAttributeString("x", Number(rect.X));
        xml.WriteAttributeString("y", Number(rect.Y));
        xml.WriteAttributeString("width", Number(rect.Width));
        xml.WriteAttributeString("height", Number(rect.Height));
    }

    private static string EmbeddedFamily(FontFace face, FontSet fonts) =>
        "f" + fonts.Faces.Index().First(one => one.Item == face).Index.ToString(CultureInfo.InvariantCulture);

    // XML has no control characters and no halves of characters.
    private static string Printable(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => rune.Value is < 0x20 or 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune));

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
