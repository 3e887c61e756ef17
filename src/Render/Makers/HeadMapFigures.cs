using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales.Bars;

namespace AttnExtract.Render;

/// <summary>Draws heads as points that lie the nearer together the more alike they attend.</summary>
public static class HeadMapFigures
{
    // Cells are only the measure of the page here.
    private const int Cells = 22;
    private const double Margin = 1.5;
    private const double Radius = 0.16;
    private const int Corners = 10;

    // The lightest colours could not be told from the page.
    private const double LightestPosition = 0.92;

    /// <summary>The heads on the plane of <see cref="HeadSurvey.Positions"/>, coloured by layer; those of a kind are named first.</summary>
    public static Figure ToMapFigure(this HeadSurvey survey)
    {
        CurvePoint[] points = Points(survey, out int rows, out int columns);
        (int layers, int heads) = (survey.Provenance.LayerCount, survey.Provenance.HeadCount);
        Colormap colors = Colormaps.Get("viridis");
        int[] kinds = [.. survey.Findings.Select(finding => (finding.Layer * heads) + finding.Head).Distinct()];
        return new()
        {
            Subject = "map of the heads",
            Panels =
            [
                new Panel(0, 0, "", new Matrix(rows, columns, Enumerable.Repeat(double.NaN, rows * columns).ToArray()))
                {
                    Curves =
                    [
                        .. points.Select((point, head) => Dot(point, colors[LightestPosition * (head / heads) / Math.Max(1, layers - 1)])),
                    ],
                    Notes =
                    [
                        .. kinds.Union(Enumerable.Range(0, points.Length))
                            .Select(head => new PanelNote(points[head], $"{head / heads}.{head % heads}")),
                    ],
                },
            ],
            Scale = new() { Vmin = 0, Vmax = 1 },
            ColorBar = ColorBarOptions.None,
            Caption = HeadSurveyFigures.Caption(
                survey,
                new("heads as layer.head, 0-based; colour: layer, the first one darkest"),
                new(FormattableString.Invariant(
                    $"distances: Jensen–Shannon divergence by multidimensional scaling, stress {survey.Stress:0.00}"))),
            Source = HeadSurveyFigures.SourceOf(survey),
        };
    }

    /// <summary>The same of several kinds of attention, side by side.</summary>
    /// <param name="surveys">Surveys of the same texts, one a kind; at least one.</param>
    public static Figure ToMapFigure(this IReadOnlyList<HeadSurvey> surveys) => HeadSurveyFigures.OfKinds(surveys, ToMapFigure);

    // Up is up: rows count downwards. Only distances count, so the map lies on its longer side.
    private static CurvePoint[] Points(HeadSurvey survey, out int rows, out int columns)
    {
        ReadOnlySpan<float> positions = survey.Positions.Values.Span;
        double[] across = new double[positions.Length / 2];
        double[] up = new double[across.Length];
        for (int head = 0; head < across.Length; head++)
        {
            (across[head], up[head]) = (positions[2 * head], positions[(2 * head) + 1]);
        }

        if (up.Max() - up.Min() > across.Max() - across.Min())
        {
            (across, up) = (up, across);
        }

        (double left, double top) = (across.Min(), up.Max());
        double extent = Math.Max(across.Max() - left, top - up.Min());
        double unit = extent > 0 ? extent / Cells : 1;
        columns = (int)Math.Ceiling(((across.Max() - left) / unit) + (2 * Margin));
        rows = (int)Math.Ceiling(((top - up.Min()) / unit) + (2 * Margin));
        return [.. across.Zip(up, (x, y) => Rounded(((x - left) / unit) + Margin - 0.5, ((top - y) / unit) + Margin - 0.5))];
    }

    // Finer than any page; a manifest with all digits would be longer than the picture.
    private static CurvePoint Rounded(double column, double row) => new(Math.Round(column, 3), Math.Round(row, 3));

    private static PanelCurve Dot(CurvePoint point, Rgba color) => new(
        [
            .. Enumerable.Range(0, Corners).Select(corner => Math.Tau * corner / Corners)
                .Select(angle => Rounded(point.Column + (Radius * Math.Cos(angle)), point.Row + (Radius * Math.Sin(angle)))),
        ],
        color,
        IsArea: true);
}
