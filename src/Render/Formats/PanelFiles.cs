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
            Panels = [panel with { Row = 0, Column = 0 }],
            Scale = figure.Scale with { Vmin = scales[i].Norm.Vmin, Vmax = scales[i].Norm.Vmax },
            Sharing = ScaleSharing.Figure,
            Labels = figure.Labels == LabelPlacement.None ? LabelPlacement.None : LabelPlacement.Every,
            Caption = Shown(figure.Caption, panel),
        });
    }

    /// <summary>
    /// Writes one file for each panel into a folder, which is made where it does not exist; a file is named after its
    /// panel: <c>L03-H07.png</c>.
    /// </summary>
    /// <param name="figure">The figure.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="extension">The format's extension, with the dot.</param>
    /// <returns>The paths, in the figure's order.</returns>
    /// <exception cref="AttnExtractException">The extension is unknown, or the folder cannot be made.</exception>
    public static IReadOnlyList<string> SavePanels(this Figure figure, string folder, string extension = ".png")
    {
        FigureFormat format = FigureFormat.For("panel" + extension);
        string? made = Make(folder);
        try
        {
            return Write(figure, folder, format);
        }
        catch
        {
            DeleteEmpty(folder, made);
            throw;
        }
    }

    private static string[] Write(Figure figure, string folder, FigureFormat format)
    {
        Figure[] figures = [.. figure.Split()];
        string[] paths = [.. figures.Select((one, i) => Path.Combine(folder, FileName(one.Panels[0], i) + format.Extension))];
        try
        {
            Parallel.For(0, figures.Length, i => format.Save(figures[i], paths[i]));
        }
        catch (AggregateException several)
        {
            // What one thread met, the others met, too.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return paths;
    }

    // The topmost folder that was not there.
    private static string? Make(string folder)
    {
        try
        {
            string? made = null;
            for (string? above = Path.GetFullPath(folder); above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
            {
                made = above;
            }

            Directory.CreateDirectory(folder);
            return made;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AttnExtractException($"The folder '{folder}' cannot be made: {exception.Message} Choose another folder.", exception);
        }
    }

    private static void DeleteEmpty(string folder, string? made)
    {
        string place = Path.GetFullPath(folder);
        while (made is not null && place.Length >= made.Length && !Directory.EnumerateFileSystemEntries(place).Any())
        {
            Directory.Delete(place);
            place = Path.GetDirectoryName(place)!;
        }
    }

    private static string FileName(Panel panel, int index) =>
        panel.Name.Length > 0 ? panel.Name : FormattableString.Invariant($"panel-{index:D3}");

    private static ImmutableArray<CaptionPart> Shown(ImmutableArray<CaptionPart> caption, Panel panel) =>
        panel.Shown.Length == 0
            ? caption
            : [.. caption.Select(part => part.Role == CaptionRole.Shown ? part with { Text = panel.Shown } : part)];
}
