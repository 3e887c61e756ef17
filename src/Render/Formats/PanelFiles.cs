using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using AttnExtract.Ground;
using AttnExtract.Render.Scales;

namespace AttnExtract.Render.Formats;

/// <summary>Takes a figure apart into one figure a panel, in the scale that the panel had among the others.</summary>
public static class PanelFiles
{
    /// <summary>One figure for each panel, large and labelled, in the figure's order.</summary>
    /// <exception cref="AttnExtractException">The numbers have no scale.</exception>
    public static IEnumerable<Figure> Split(this Figure figure)
    {
        IReadOnlyList<ColorScale> scales = FigureScales.Resolve(figure);
        return figure.Panels.Select((panel, i) => figure with
        {
            Panels = [panel with { Row = 0, Column = 0, Scale = null }],
            Scale = (panel.Scale ?? figure.Scale) with { Vmin = scales[i].Norm.Vmin, Vmax = scales[i].Norm.Vmax },
            Sharing = ScaleSharing.Figure,
            Labels = figure.Labels == LabelPlacement.None ? LabelPlacement.None : LabelPlacement.Every,
            Caption = Shown(figure.Caption, panel),
        });
    }

    /// <summary>
    /// Writes one file for each panel into a folder, which is made where it does not exist; a file is named after its
    /// panel, <c>L03-H07.png</c>, and of two of one name the later gets its number behind it.
    /// </summary>
    /// <param name="figure">The figure.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="extension">The format's extension, with the dot.</param>
    /// <returns>The paths, in the figure's order.</returns>
    /// <exception cref="AttnExtractException">The extension is unknown, or the folder cannot be made.</exception>
    public static IReadOnlyList<string> SavePanels(this Figure figure, string folder, string extension = ".png")
    {
        using FileBatch batch = new();
        IReadOnlyList<string> paths = figure.AddPanels(batch, folder, extension);
        batch.Place();
        return paths;
    }

    /// <summary>The same among other files, with which they take their places.</summary>
    /// <inheritdoc cref="SavePanels"/>
    /// <param name="figure">The figure.</param>
    /// <param name="batch">The files.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="extension">The format's extension, with the dot.</param>
    public static IReadOnlyList<string> AddPanels(this Figure figure, FileBatch batch, string folder, string extension = ".png")
    {
        FigureFormat format = FigureFormat.For("panel" + extension);
        batch.MakeFolder(folder);
        Figure[] figures = [.. figure.Split()];
        string[] paths = [.. FileNames(figures).Select(name => Path.Combine(folder, name + format.Extension))];
        try
        {
            Parallel.For(0, figures.Length, i => batch.Add(paths[i], stream => format.Write(figures[i], stream)));
        }
        catch (AggregateException several)
        {
            // What one thread met, the others met, too.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return paths;
    }

    // Where two panels bear one name, or names that some systems hold for one, the later gets its number.
    private static IEnumerable<string> FileNames(Figure[] figures)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach ((int index, Figure figure) in figures.Index())
        {
            string name = figure.Panels[0].Name;
            string number = FormattableString.Invariant($"{index:D3}");
            string free = name.Length == 0 ? $"panel-{number}" : name;
            while (!taken.Add(free))
            {
                free = $"{free}-{number}";
            }

            yield return free;
        }
    }

    private static ImmutableArray<CaptionPart> Shown(ImmutableArray<CaptionPart> caption, Panel panel) =>
        panel.Shown.Length == 0
            ? caption
            : [.. caption.Select(part => part.Role == CaptionRole.Shown ? part with { Text = panel.Shown } : part)];
}
