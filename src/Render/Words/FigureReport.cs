using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Words;

/// <summary>What a figure's cells come out as: limits, colours and texts, in numbers instead of pixels.</summary>
public static class FigureReport
{
    /// <summary>Looks at every panel, in the figure's order.</summary>
    /// <exception cref="AttnExtractException">The options contradict each other or the numbers.</exception>
    public static IReadOnlyList<PanelReport> Report(this Figure figure) =>
        [.. figure.Panels.Zip(FigureScales.Resolve(figure), (panel, scale) => new PanelReport(
            panel.Title,
            scale.Norm.Vmin,
            scale.Norm.Vmax,
            panel.Values.Rows,
            panel.Values.Columns,
            [.. panel.Values.Numbers().Select(value => double.IsNaN(value) ? (Rgba?)null : scale[value])],
            figure.Annotation is null ? [] : [.. CellTexts.Of(panel, scale, figure.Annotation)]))];

    /// <summary>
    /// Writes the report as JSON: <c>vmin</c>, <c>vmax</c>, <c>cells</c> ([r, g, b, a] or null, row after row) and
    /// <c>texts</c> of the only panel, or of each under <c>panels</c>.
    /// </summary>
    public static void WriteReport(this Figure figure, Stream output)
    {
        IReadOnlyList<PanelReport> panels = figure.Report();
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        if (panels.Count == 1)
        {
            Write(panels[0], json);
        }
        else
        {
            json.WriteStartArray("panels");
            foreach (PanelReport panel in panels)
            {
                json.WriteStartObject();
                Write(panel, json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(PanelReport panel, Utf8JsonWriter json)
    {
        json.WriteString("title", panel.Title);
        json.WriteNumber("vmin", panel.Vmin);
        json.WriteNumber("vmax", panel.Vmax);
        json.WriteStartArray("cells");
        for (int row = 0; row < panel.Rows; row++)
        {
            json.WriteStartArray();
            for (int column = 0; column < panel.Columns; column++)
            {
                Write(panel.Cells[(row * panel.Columns) + column], json);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("texts");
        foreach (CellText text in panel.Texts)
        {
            json.WriteStartObject();
            json.WriteNumber("row", text.Row);
            json.WriteNumber("col", text.Column);
            json.WriteString("text", text.Text);
            json.WriteString("colour", text.Color.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Rgba? cell, Utf8JsonWriter json)
    {
        if (cell is not { } color)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        json.WriteNumberValue(color.R);
        json.WriteNumberValue(color.G);
        json.WriteNumberValue(color.B);
        json.WriteNumberValue(color.A);
        json.WriteEndArray();
    }
}

/// <summary>What the cells of one heatmap come out as.</summary>
/// <param name="Title">The panel's title.</param>
/// <param name="Vmin">The lower limit that came out.</param>
/// <param name="Vmax">The upper limit that came out.</param>
/// <param name="Rows">How many rows of cells.</param>
/// <param name="Columns">How many columns of cells.</param>
/// <param name="Cells">The colours, row after row from the top; null where there is no number.</param>
/// <param name="Texts">The numbers written into the cells.</param>
public sealed record PanelReport(
    string Title, double Vmin, double Vmax, int Rows, int Columns, IReadOnlyList<Rgba?> Cells, IReadOnlyList<CellText> Texts);
