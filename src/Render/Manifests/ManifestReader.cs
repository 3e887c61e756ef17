using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales.Bars;

namespace AttnExtract.Render.Manifests;

/// <summary>Reads what <see cref="ManifestWriter"/> writes. Whatever it cannot be is told by its name, with what it may be.</summary>
internal static class ManifestReader
{
    private const string FormName = "attnExtractFigure";
    private const int MostCellPixels = 10_000;

    /// <summary>The figure of a document.</summary>
    /// <exception cref="AttnExtractException">It is not such a document, or lacks the numbers.</exception>
    /// <param name="json">The document.</param>
    /// <param name="what">What it is called in messages.</param>
    /// <param name="folder">Where it lies.</param>
    public static Figure Read(string json, string what, string folder)
    {
        JsonElement document = StrictJson.Read(
            what, Encoding.UTF8.GetBytes(json), (ref Utf8JsonReader reader) => JsonElement.ParseValue(ref reader));
        JsonPart root = JsonPart.Root(document, what);
        if (root.Find(FormName) is not { } form || !form.Is(JsonValueKind.Number) || form.Element.GetDouble() != ManifestWriter.FormVersion)
        {
            throw new AttnExtractException($"{what} is not a figure's manifest of form {ManifestWriter.FormVersion}.");
        }

        Figure figure = Figure(root, what, folder);
        ManifestFit.Require(figure, root);
        return figure;
    }

    private static Figure Figure(JsonPart root, string what, string folder) =>
        new()
        {
            Source = root.Find("source") is { } source ? ManifestSource.Read(source) : null,
            Subject = root.Text("subject", ""),
            Title = root.Text("title", ""),
            ColumnAxis = root.Text("columnAxis", ""),
            RowAxis = root.Text("rowAxis", ""),
            DrawsCaption = root.Flag("drawsCaption", true),
            Titling = root.Get("titling").AsChoice<Titling>(),
            Labels = root.Get("labels").AsChoice<LabelPlacement>(),
            RowLabelStep = root.Find("rowLabelStep")?.AsWhole(1),
            ColumnLabelStep = root.Find("columnLabelStep")?.AsWhole(1),
            StackIdeographs = root.Get("stackIdeographs").AsFlag(),
            Sharing = root.Get("sharing").AsChoice<ScaleSharing>(),
            Square = root.Get("square").AsFlag(),
            Cells = root.Get("cells").AsChoice<CellStyle>(),
            LineWidth = root.Get("lineWidth").AsFinite(0, Render.Figure.MostLineWidth),
            LineColor = ManifestScale.Color(root.Get("lineColor")),
            Theme = root.Get("theme").Made(Theme.Get),
            Font = root.Find(ManifestFont.Name) is { } font ? ManifestFont.Read(font, what, folder) : Fonts.FigureFont.Bundled,
            CellPixels = root.Find("cellPixels")?.AsWhole(1, MostCellPixels),
            FontSize = root.Find("fontSize")?.AsPositive(),
            Quality = root.Find("quality")?.AsWhole(1, 100),
            Width = root.Find("width")?.AsPositive(),
            Dpi = root.Get("dpi").AsPositive(),
            ColorBar = ColorBar(root.Get("colorBar")),
            Annotation = root.Find("annotation") is { } annotation ? Annotation(annotation) : null,
            Scale = ManifestScale.Read(root.Get("scale")),
            RowHeadings = Texts(root.Get("rowHeadings")),
            ColumnHeadings = Texts(root.Get("columnHeadings")),
            RowLabels = Texts(root.Get("rowLabels")),
            ColumnLabels = Texts(root.Get("columnLabels")),
            RowSegments = Segments(root.Get("rowSegments")),
            ColumnSegments = Segments(root.Get("columnSegments")),
            Caption = [.. root.Get("caption").Items().Select(part => new CaptionPart(part.Text("text"), part.Get("role").AsChoice<CaptionRole>()))],
            Panels = [.. root.Get("panels").Items().Select(panel => ManifestPanel.Read(panel, what))],
        };

    private static ColorBarOptions ColorBar(JsonPart bar) =>
        new()
        {
            IsShown = bar.Get("isShown").AsFlag(),
            Label = bar.Text("label"),
            Side = bar.Get("side").AsChoice<ColorBarSide>(),
            Ticks = bar.Find("ticks") is { } ticks ? Numbers(ticks) : null,
        };

    private static AnnotationOptions Annotation(JsonPart annotation) =>
        new()
        {
            Format = annotation.Get("format").Made(NumberFormat.Parse),
            Mark = annotation.Find("mark")?.AsText(),
            WithNumbers = annotation.Flag("withNumbers", false),
            Size = annotation.Find("size")?.AsPositive(),
        };

    private static ImmutableArray<AxisSegment> Segments(JsonPart list) =>
        [.. list.Items().Select(segment => new AxisSegment(segment.Get("start").AsWhole(0), segment.Get("end").AsWhole(0), segment.Text("name")))];

    /// <summary>A list of numbers.</summary>
    internal static ImmutableArray<double> Numbers(JsonPart list) => [.. list.Items().Select(number => number.AsFinite())];

    /// <summary>A list of texts.</summary>
    internal static ImmutableArray<string> Texts(JsonPart list) => [.. list.Items().Select(text => text.AsText())];
}
