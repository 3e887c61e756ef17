using AttnExtract.Ground;

namespace AttnExtract.Render.Manifests;

/// <summary>One heatmap of a figure, read from JSON.</summary>
internal static class ManifestPanel
{
    private const int FarthestPlace = 9_999;

    /// <summary>Reads one of the list.</summary>
    /// <param name="panel">The heatmap.</param>
    /// <param name="what">What the document is called in messages.</param>
    public static Panel Read(JsonPart panel, string what) =>
        new(
            panel.Get("row").AsWhole(0, FarthestPlace),
            panel.Get("column").AsWhole(0, FarthestPlace),
            panel.Text("title"),
            ManifestMatrix.Read(panel.Get("values"), what))
        {
            Name = Name(panel.Get("name")),
            Shown = panel.Text("shown"),
            Measure = panel.Text("measure", ""),
            Scale = panel.Find("scale") is { } scale ? ManifestScale.Read(scale) : null,
            RowLabels = panel.Find("rowLabels") is { } rows ? ManifestReader.Texts(rows) : null,
            ColumnLabels = panel.Find("columnLabels") is { } columns ? ManifestReader.Texts(columns) : null,
            Colormap = panel.Find("colormap") is { } map ? ManifestScale.Map(map) : null,
            Annotations = panel.Find("annotations") is { } annotations ? ManifestMatrix.Read(annotations, what) : null,
            AnnotationTexts = panel.Find("annotationTexts") is { } texts ? ManifestReader.Texts(texts) : null,
            Flow = panel.Find(ManifestFlow.Name) is { } flow ? ManifestFlow.Read(flow) : null,
            Chart = panel.Find(ManifestChart.Name) is { } chart ? ManifestChart.Read(chart) : null,
            Curves = panel.Find(ManifestCurves.Name) is { } curves ? ManifestCurves.Read(curves) : [],
            Notes = panel.Find(ManifestNotes.Name) is { } notes ? ManifestNotes.Read(notes) : [],
        };

    // It becomes the name of a file, whatever the system's folders are parted by.
    private static string Name(JsonPart name) => name.AsText() is string text && text.AsSpan().IndexOfAny("/\\") < 0
        ? text : throw name.Expected("the name of a file without its folder");
}
