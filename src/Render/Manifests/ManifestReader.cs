using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;

namespace AttnExtract.Render.Manifests;

/// <summary>Reads what <see cref="ManifestWriter"/> writes.</summary>
internal static class ManifestReader
{
    private const int FarthestPanel = 9_999;
    private const int MostCellPixels = 10_000;

    /// <summary>The figure of a document.</summary>
    /// <exception cref="AttnExtractException">It is not such a document, or lacks the numbers.</exception>
    /// <param name="json">The document.</param>
    /// <param name="what">What it is called in messages.</param>
    /// <param name="folder">Where it lies.</param>
    public static Figure Read(string json, string what, string folder)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("attnExtractFigure", out JsonElement version) && version.GetInt32() == ManifestWriter.FormVersion
                ? Checked(Figure(root, what, folder))
                : throw new AttnExtractException($"{what} is not a figure's manifest of form {ManifestWriter.FormVersion}.");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException or OverflowException)
        {
            throw new AttnExtractException($"{what} is not a figure's manifest, or is damaged: {exception.Message}", exception);
        }
    }

    // What no figure has, and what would draw it could not bear.
    private static Figure Checked(Figure figure)
    {
        string? fault =
            figure.Panels.IsEmpty ? "it has no panel"
            : figure.Panels.FirstOrDefault(panel => panel is { Row: < 0 or > FarthestPanel } or { Column: < 0 or > FarthestPanel }) is { } misplaced
                ? FormattableString.Invariant($"a panel stands in row {misplaced.Row} and column {misplaced.Column}")
            : figure.Panels.Any(panel => panel.Values.Rows == 0 || panel.Values.Columns == 0) ? "a panel has no cell"
            : figure.RowLabelStep < 1 || figure.ColumnLabelStep < 1 ? "labels stand at no step"
            : figure.CellPixels is < 1 or > MostCellPixels ? FormattableString.Invariant($"cells are {figure.CellPixels} pixels wide")
            : !(figure.Dpi > 0) || figure.Width <= 0 ? "its page has no size"
            : null;
        return fault is null ? figure : throw new FormatException($"{fault}.");
    }

    private static Figure Figure(JsonElement root, string what, string folder) =>
        new()
        {
            Source = root.TryGetProperty("source", out JsonElement source) ? Source(source) : null,
            Titling = Choice<Titling>(root, "titling"),
            Labels = Choice<LabelPlacement>(root, "labels"),
            RowLabelStep = (int?)Number(root, "rowLabelStep"),
            ColumnLabelStep = (int?)Number(root, "columnLabelStep"),
            StackIdeographs = root.GetProperty("stackIdeographs").GetBoolean(),
            Sharing = Choice<ScaleSharing>(root, "sharing"),
            Square = root.GetProperty("square").GetBoolean(),
            Cells = Choice<CellStyle>(root, "cells"),
            LineWidth = root.GetProperty("lineWidth").GetDouble(),
            LineColor = Rgba.Parse(root.GetProperty("lineColor").GetString()!),
            Theme = Theme.Get(root.GetProperty("theme").GetString()!),
            Font = ManifestFont.Read(root, what, folder),
            CellPixels = (int?)Number(root, "cellPixels"),
            Width = Number(root, "width"),
            Dpi = root.GetProperty("dpi").GetDouble(),
            ColorBar = ColorBar(root.GetProperty("colorBar")),
            Annotation = root.TryGetProperty("annotation", out JsonElement annotation) ? Annotation(annotation) : null,
            Scale = Scale(root.GetProperty("scale")),
            RowHeadings = Strings(root.GetProperty("rowHeadings")),
            ColumnHeadings = Strings(root.GetProperty("columnHeadings")),
            RowLabels = Strings(root.GetProperty("rowLabels")),
            ColumnLabels = Strings(root.GetProperty("columnLabels")),
            RowSegments = Segments(root.GetProperty("rowSegments")),
            ColumnSegments = Segments(root.GetProperty("columnSegments")),
            Caption = [.. root.GetProperty("caption").EnumerateArray().Select(part =>
                new CaptionPart(part.GetProperty("text").GetString()!, Choice<CaptionRole>(part, "role")))],
            Panels = [.. root.GetProperty("panels").EnumerateArray().Select(panel => Panel(panel, what))],
        };

    private static FigureSource Source(JsonElement source) =>
        new(
            source.GetProperty("text").GetString()!,
            source.TryGetProperty("pair", out JsonElement pair) ? pair.GetString() : null,
            Strings(source.GetProperty("tokens")),
            new Provenance
            {
                Model = source.GetProperty("model").GetString()!,
                ModelType = source.GetProperty("modelType").GetString()!,
                WeightsSha256 = source.GetProperty("weightsSha256").GetString()!,
                LayerCount = source.GetProperty("layerCount").GetInt32(),
                HeadCount = source.GetProperty("headCount").GetInt32(),
                PrunedHeads = source.TryGetProperty("prunedHeads", out JsonElement pruned) ? pruned.GetString() : null,
                Precision = source.GetProperty("precision").GetString()!,
                TruncatedTokens = source.GetProperty("truncatedTokens").GetInt32(),
                Ablations = Strings(source.GetProperty("ablations")),
                ReplacedSites = source.TryGetProperty("replacedSites", out JsonElement replaced) ? Strings(replaced) : [],
                Version = source.GetProperty("version").GetString()!,
                Torch = source.GetProperty("torch").GetString()!,
            })
        {
            Policy = source.GetProperty("tokenPolicy").GetString()!,
        };

    private static ColorBarOptions ColorBar(JsonElement bar) =>
        new()
        {
            IsShown = bar.GetProperty("isShown").GetBoolean(),
            Label = bar.GetProperty("label").GetString()!,
            Side = Choice<ColorBarSide>(bar, "side"),
            Ticks = bar.TryGetProperty("ticks", out JsonElement ticks) ? Numbers(ticks) : null,
        };

    private static AnnotationOptions Annotation(JsonElement annotation) =>
        new()
        {
            Format = NumberFormat.Parse(annotation.GetProperty("format").GetString()!),
            Mark = annotation.TryGetProperty("mark", out JsonElement mark) ? mark.GetString() : null,
            WithNumbers = annotation.TryGetProperty("withNumbers", out JsonElement numbers) && numbers.GetBoolean(),
            Size = Number(annotation, "size"),
        };

    private static ScaleOptions Scale(JsonElement scale)
    {
        JsonElement norm = scale.GetProperty("norm");
        return new()
        {
            Colormap = scale.TryGetProperty("colormap", out JsonElement map) ? Map(map) : null,
            Vmin = Number(scale, "vmin"),
            Vmax = Number(scale, "vmax"),
            Center = Number(scale, "center"),
            Robust = scale.GetProperty("robust").GetBoolean(),
            Norm = new()
            {
                Kind = norm.GetProperty("kind").GetString()!,
                Gamma = norm.GetProperty("gamma").GetDouble(),
                Linthresh = Number(norm, "linthresh"),
                Linscale = norm.GetProperty("linscale").GetDouble(),
                LinearWidth = norm.GetProperty("linearWidth").GetDouble(),
                Vcenter = norm.GetProperty("vcenter").GetDouble(),
                Halfrange = Number(norm, "halfrange"),
                Boundaries = norm.TryGetProperty("boundaries", out JsonElement boundaries) ? Numbers(boundaries) : [],
                ColorCount = (int?)Number(norm, "colorCount"),
            },
        };
    }

    private static Colormap Map(JsonElement map)
    {
        string name = map.GetProperty("name").GetString()!;
        Colormap plain = map.TryGetProperty("colors", out JsonElement colors)
            ? Colormaps.Listed(name, [.. colors.EnumerateArray().Select(color => Rgba.Parse(color.GetString()!))])
            : Colormaps.Get(name);
        Rgba? Color(string property) => map.TryGetProperty(property, out JsonElement color) ? Rgba.Parse(color.GetString()!) : null;
        return plain.With(Color("under"), Color("over"), Color("bad"));
    }

    private static Panel Panel(JsonElement panel, string what) =>
        new(
            panel.GetProperty("row").GetInt32(),
            panel.GetProperty("column").GetInt32(),
            panel.GetProperty("title").GetString()!,
            ManifestMatrix.Read(panel.GetProperty("values"), what))
        {
            Name = panel.GetProperty("name").GetString()!,
            Shown = panel.GetProperty("shown").GetString()!,
            Measure = panel.TryGetProperty("measure", out JsonElement measure) ? measure.GetString()! : "",
            RowLabels = panel.TryGetProperty("rowLabels", out JsonElement rows) ? Strings(rows) : null,
            ColumnLabels = panel.TryGetProperty("columnLabels", out JsonElement columns) ? Strings(columns) : null,
            Colormap = panel.TryGetProperty("colormap", out JsonElement map) ? Map(map) : null,
            Annotations = panel.TryGetProperty("annotations", out JsonElement annotations) ? ManifestMatrix.Read(annotations, what) : null,
            AnnotationTexts = panel.TryGetProperty("annotationTexts", out JsonElement texts) ? Strings(texts) : null,
            Curves = panel.TryGetProperty(ManifestCurves.Name, out JsonElement curves) ? ManifestCurves.Read(curves) : [],
            Notes = panel.TryGetProperty(ManifestNotes.Name, out JsonElement notes) ? ManifestNotes.Read(notes) : [],
        };

    private static ImmutableArray<AxisSegment> Segments(JsonElement array) =>
        [.. array.EnumerateArray().Select(segment => new AxisSegment(
            segment.GetProperty("start").GetInt32(), segment.GetProperty("end").GetInt32(), segment.GetProperty("name").GetString()!))];

    private static T Choice<T>(JsonElement parent, string name)
        where T : struct, Enum =>
        Enum.Parse<T>(parent.GetProperty(name).GetString()!);

    private static double? Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement number) ? number.GetDouble() : null;

    private static ImmutableArray<double> Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static ImmutableArray<string> Strings(JsonElement array) => [.. array.EnumerateArray().Select(text => text.GetString()!)];
}
