using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Manifests;

/// <summary>Writes a figure as JSON. What is left to its default is left out, so that documents stay readable.</summary>
internal static class ManifestWriter
{
    /// <summary>The version of the document's form.</summary>
    public const int FormVersion = 1;

    /// <summary>The document.</summary>
    public static string Write(Figure figure, IReadOnlyList<ColorScale> scales)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, ReadableJson.Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("attnExtractFigure", FormVersion);
            WriteSource(json, figure.Source);
            WriteChoices(json, figure);
            WriteScale(json, figure.Scale);
            WriteStrings(json, "rowHeadings", figure.RowHeadings);
            WriteStrings(json, "columnHeadings", figure.ColumnHeadings);
            WriteStrings(json, "rowLabels", figure.RowLabels);
            WriteStrings(json, "columnLabels", figure.ColumnLabels);
            WriteSegments(json, "rowSegments", figure.RowSegments);
            WriteSegments(json, "columnSegments", figure.ColumnSegments);
            WriteCaption(json, figure.Caption);
            WritePanels(json, figure, scales);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteSource(Utf8JsonWriter json, FigureSource? source)
    {
        if (source is null)
        {
            return;
        }

        Provenance provenance = source.Provenance;
        json.WriteStartObject("source");
        json.WriteString("text", source.Text);
        WriteOptional(json, "pair", source.Pair);
        WriteStrings(json, "tokens", source.Tokens);
        if (source.KeyText is not null)
        {
            json.WriteString("keyText", source.KeyText);
            WriteStrings(json, "keyTokens", source.KeyTokens);
        }

        json.WriteString("tokenPolicy", source.Policy);
        json.WriteString("model", provenance.Model);
        json.WriteString("modelType", provenance.ModelType);
        json.WriteString("weightsSha256", provenance.WeightsSha256);
        json.WriteNumber("layerCount", provenance.LayerCount);
        json.WriteNumber("headCount", provenance.HeadCount);
        WriteOptional(json, "prunedHeads", provenance.PrunedHeads);
        json.WriteString("precision", provenance.Precision);
        json.WriteNumber("truncatedTokens", provenance.TruncatedTokens);
        WriteStrings(json, "ablations", [.. provenance.Ablations]);
        if (provenance.ReplacedSites.Count > 0)
        {
            WriteStrings(json, "replacedSites", [.. provenance.ReplacedSites]);
        }

        json.WriteString("version", provenance.Version);
        json.WriteString("torch", provenance.Torch);
        json.WriteEndObject();
    }

    private static void WriteChoices(Utf8JsonWriter json, Figure figure)
    {
        WriteOptional(json, "subject", figure.Subject.Length > 0 ? figure.Subject : null);
        WriteOptional(json, "title", figure.Title.Length > 0 ? figure.Title : null);
        WriteOptional(json, "columnAxis", figure.ColumnAxis.Length > 0 ? figure.ColumnAxis : null);
        WriteOptional(json, "rowAxis", figure.RowAxis.Length > 0 ? figure.RowAxis : null);
        if (!figure.DrawsCaption)
        {
            json.WriteBoolean("drawsCaption", false);
        }

        json.WriteString("titling", figure.Titling.ToString());
        json.WriteString("labels", figure.Labels.ToString());
        WriteOptional(json, "rowLabelStep", figure.RowLabelStep);
        WriteOptional(json, "columnLabelStep", figure.ColumnLabelStep);
        json.WriteBoolean("stackIdeographs", figure.StackIdeographs);
        json.WriteString("sharing", figure.Sharing.ToString());
        json.WriteBoolean("square", figure.Square);
        json.WriteString("cells", figure.Cells.ToString());
        json.WriteNumber("lineWidth", figure.LineWidth);
        json.WriteString("lineColor", figure.LineColor.ToString());
        json.WriteString("theme", figure.Theme.Name);
        ManifestFont.Write(json, figure.Font);
        WriteOptional(json, "cellPixels", figure.CellPixels);
        WriteOptional(json, "fontSize", figure.FontSize);
        WriteOptional(json, "quality", figure.Quality);
        WriteOptional(json, "width", figure.Width);
        json.WriteNumber("dpi", figure.Dpi);
        json.WriteStartObject("colorBar");
        json.WriteBoolean("isShown", figure.ColorBar.IsShown);
        json.WriteString("label", figure.ColorBar.Label);
        json.WriteString("side", figure.ColorBar.Side.ToString());
        WriteNumbers(json, "ticks", figure.ColorBar.Ticks);
        json.WriteEndObject();
        if (figure.Annotation is { } annotation)
        {
            json.WriteStartObject("annotation");
            json.WriteString("format", annotation.Format.ToString());
            WriteOptional(json, "mark", annotation.Mark);
            if (annotation.WithNumbers)
            {
                json.WriteBoolean("withNumbers", true);
            }

            WriteOptional(json, "size", annotation.Size);
            json.WriteEndObject();
        }
    }

    private static void WriteScale(Utf8JsonWriter json, ScaleOptions scale)
    {
        json.WriteStartObject("scale");
        WriteColormap(json, scale.Colormap);
        WriteOptional(json, "vmin", scale.Vmin);
        WriteOptional(json, "vmax", scale.Vmax);
        WriteOptional(json, "center", scale.Center);
        json.WriteBoolean("robust", scale.Robust);
        if (scale.FollowsTheme)
        {
            json.WriteBoolean("followsTheme", true);
        }

        json.WriteStartObject("norm");
        json.WriteString("kind", scale.Norm.Kind);
        json.WriteNumber("gamma", scale.Norm.Gamma);
        WriteOptional(json, "linthresh", scale.Norm.Linthresh);
        json.WriteNumber("linscale", scale.Norm.Linscale);
        json.WriteNumber("linearWidth", scale.Norm.LinearWidth);
        json.WriteNumber("vcenter", scale.Norm.Vcenter);
        WriteOptional(json, "halfrange", scale.Norm.Halfrange);
        WriteNumbers(json, "boundaries", scale.Norm.Boundaries.IsEmpty ? null : scale.Norm.Boundaries);
        WriteOptional(json, "colorCount", scale.Norm.ColorCount);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // A registered map is known by its name; one of the user's needs its colours.
    private static void WriteColormap(Utf8JsonWriter json, Colormap? map)
    {
        if (map is null)
        {
            return;
        }

        json.WriteStartObject("colormap");
        json.WriteString("name", map.Name);
        if (map.Kind == ColormapKind.Custom)
        {
            WriteStrings(json, "colors", [.. map.Colors.Select(color => color.ToString())]);
        }

        WriteOptional(json, "under", map.Under?.ToString());
        WriteOptional(json, "over", map.Over?.ToString());
        WriteOptional(json, "bad", map.Bad == Rgba.Transparent ? null : map.Bad.ToString());
        json.WriteEndObject();
    }

    private static void WriteSegments(Utf8JsonWriter json, string name, ImmutableArray<AxisSegment> segments)
    {
        json.WriteStartArray(name);
        foreach (AxisSegment segment in segments)
        {
            json.WriteStartObject();
            json.WriteNumber("start", segment.Start);
            json.WriteNumber("end", segment.End);
            json.WriteString("name", segment.Name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCaption(Utf8JsonWriter json, ImmutableArray<CaptionPart> caption)
    {
        json.WriteStartArray("caption");
        foreach (CaptionPart part in caption)
        {
            json.WriteStartObject();
            json.WriteString("text", part.Text);
            json.WriteString("role", part.Role.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePanels(Utf8JsonWriter json, Figure figure, IReadOnlyList<ColorScale> scales)
    {
        bool withNumbers = ManifestMatrix.IsWritten(figure.Panels.Sum(panel => (long)panel.Values.Rows * panel.Values.Columns));
        json.WriteStartArray("panels");
        foreach ((Panel panel, ColorScale scale) in figure.Panels.Zip(scales))
        {
            json.WriteStartObject();
            json.WriteNumber("row", panel.Row);
            json.WriteNumber("column", panel.Column);
            json.WriteString("title", panel.Title);
            json.WriteString("name", panel.Name);
            json.WriteString("shown", panel.Shown);
            WriteOptional(json, "measure", panel.Measure.Length > 0 ? panel.Measure : null);
            json.WriteNumber("vmin", scale.Norm.Vmin);
            json.WriteNumber("vmax", scale.Norm.Vmax);
            if (panel.Scale is { } own)
            {
                WriteScale(json, own);
            }

            WriteLabels(json, "rowLabels", panel.RowLabels);
            WriteLabels(json, "columnLabels", panel.ColumnLabels);
            WriteColormap(json, panel.Colormap);
            json.WritePropertyName("values");
            ManifestMatrix.Write(json, panel.Values, withNumbers);
            if (panel.Annotations is { } annotations)
            {
                json.WritePropertyName("annotations");
                ManifestMatrix.Write(json, annotations, withNumbers);
            }

            WriteLabels(json, "annotationTexts", panel.AnnotationTexts);
            if (panel.Flow is { } flow)
            {
                ManifestFlow.Write(json, flow);
            }

            if (panel.Chart is { } chart)
            {
                ManifestChart.Write(json, chart);
            }

            if (!panel.Curves.IsEmpty)
            {
                ManifestCurves.Write(json, panel.Curves);
            }

            if (!panel.Notes.IsEmpty)
            {
                ManifestNotes.Write(json, panel.Notes);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLabels(Utf8JsonWriter json, string name, ImmutableArray<string>? labels)
    {
        if (labels is { } own)
        {
            WriteStrings(json, name, own);
        }
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ImmutableArray<double>? numbers)
    {
        if (numbers is not { } values)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (double value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
