using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Render;

/// <summary>
/// Everything that decides what a figure looks like, and nothing that depends on where it is drawn: panels in a grid,
/// labels, scale, caption, size. Immutable; <see cref="With"/> and <c>with</c> make changed copies.
/// </summary>
public sealed record Figure
{
    /// <summary>The widest that a line can be, in points.</summary>
    public const double MostLineWidth = 1000;

    /// <summary>The heatmaps.</summary>
    public required ImmutableArray<Panel> Panels { get; init; }

    /// <summary>What its numbers say of the model, in a few words for the titles of files; empty for attention.</summary>
    public string Subject { get; init; } = "";

    /// <summary>What stands over all panels; empty for nothing.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the columns of cells are, under all panels; empty for nothing.</summary>
    public string ColumnAxis { get; init; } = "";

    /// <summary>What the rows of cells are, beside all panels; empty for nothing.</summary>
    public string RowAxis { get; init; } = "";

    /// <summary>How panels are named.</summary>
    public Titling Titling { get; init; } = Titling.Panels;

    /// <summary>The headings of the rows of panels, one a row, or none.</summary>
    public ImmutableArray<string> RowHeadings { get; init; } = [];

    /// <summary>The headings of the columns of panels, one a column, or none.</summary>
    public ImmutableArray<string> ColumnHeadings { get; init; } = [];

    /// <summary>The labels of the rows of cells, one a row, or none.</summary>
    public ImmutableArray<string> RowLabels { get; init; } = [];

    /// <summary>The labels of the columns of cells, one a column, or none.</summary>
    public ImmutableArray<string> ColumnLabels { get; init; } = [];

    /// <summary>Every how many rows a label stands; null for as many as have room.</summary>
    public int? RowLabelStep { get; init; }

    /// <summary>Every how many columns a label stands; null for as many as have room.</summary>
    public int? ColumnLabelStep { get; init; }

    /// <summary>Whether Chinese, Japanese and Korean labels under columns stand letter under letter instead of lying.</summary>
    public bool StackIdeographs { get; init; }

    /// <summary>Stretches of rows that are bracketed and divided by a line; empty for none.</summary>
    public ImmutableArray<AxisSegment> RowSegments { get; init; } = [];

    /// <summary>Stretches of columns that are bracketed and divided by a line; empty for none.</summary>
    public ImmutableArray<AxisSegment> ColumnSegments { get; init; } = [];

    /// <summary>Which panels carry the labels.</summary>
    public LabelPlacement Labels { get; init; } = LabelPlacement.Outer;

    /// <summary>Colours and limits.</summary>
    public ScaleOptions Scale { get; init; } = new();

    /// <summary>Which panels share them.</summary>
    public ScaleSharing Sharing { get; init; } = ScaleSharing.Figure;

    /// <summary>Whether and how colour bars are drawn.</summary>
    public ColorBarOptions ColorBar { get; init; } = new();

    /// <summary>How numbers are written into the cells; null for not at all.</summary>
    public AnnotationOptions? Annotation { get; init; }

    /// <summary>The width of lines between cells in points; 0 for none.</summary>
    public double LineWidth { get; init; }

    /// <summary>The colour of lines between cells.</summary>
    public Rgba LineColor { get; init; } = Rgba.White;

    /// <summary>Whether cells are as high as wide; else either side follows the number of cells along it.</summary>
    public bool Square { get; init; } = true;

    /// <summary>How cells are written into SVG and PDF files.</summary>
    public CellStyle Cells { get; init; } = CellStyle.Image;

    /// <summary>Where the numbers come from; null where nobody knows.</summary>
    public FigureSource? Source { get; init; }

    /// <summary>What stands under the panels; empty for no caption.</summary>
    public ImmutableArray<CaptionPart> Caption { get; init; } = [];

    /// <summary>Whether the caption is part of the picture; LaTeX has it either way.</summary>
    public bool DrawsCaption { get; init; } = true;

    /// <summary>The side of a cell in pixels; null for what can be read.</summary>
    public int? CellPixels { get; init; }

    /// <summary>The colours of the page around the cells.</summary>
    public Theme Theme { get; init; } = Theme.Light;

    /// <summary>What it is written in.</summary>
    public FigureFont Font { get; init; } = FigureFont.Bundled;

    /// <summary>The size of labels in points, to which titles, bars and caption keep; null for what goes with the cells.</summary>
    public double? FontSize { get; init; }

    /// <summary>The quality of JPEG and WebP files, from 1 to 100; null for 95 and for lossless.</summary>
    public int? Quality { get; init; }

    /// <summary>The page's width in inches; null for as wide as every label needs to be read.</summary>
    public double? Width { get; init; }

    /// <summary>Pixels an inch. In pictures cells are whole pixels, so that finer pixels also fit a given width better; drawings do not depend on it.</summary>
    public double Dpi { get; init; } = 200;

    /// <summary>A copy with some choices changed; what is left out stays.</summary>
    /// <param name="colormap">A name, a list of colours or a blend, as <see cref="Colormaps.Get"/> reads them.</param>
    /// <param name="vmin">The value of the first colour.</param>
    /// <param name="vmax">The value of the last colour.</param>
    /// <param name="sharing">Which panels share one scale.</param>
    /// <param name="labels">Which panels carry labels.</param>
    /// <param name="colorBar">Whether colour bars are drawn.</param>
    /// <param name="width">The page's width in inches.</param>
    /// <param name="dpi">Pixels an inch.</param>
    /// <exception cref="AttnExtractException">The colormap is unknown.</exception>
    public Figure With(
        string? colormap = null,
        double? vmin = null,
        double? vmax = null,
        ScaleSharing? sharing = null,
        LabelPlacement? labels = null,
        bool? colorBar = null,
        double? width = null,
        double? dpi = null) =>
        this with
        {
            Scale = Scale with
            {
                Colormap = colormap is null ? Scale.Colormap : Colormaps.Get(colormap),
                Vmin = vmin ?? Scale.Vmin,
                Vmax = vmax ?? Scale.Vmax,
            },
            Sharing = sharing ?? Sharing,
            Labels = labels ?? Labels,
            ColorBar = ColorBar with { IsShown = colorBar ?? ColorBar.IsShown },
            Width = width ?? Width,
            Dpi = dpi ?? Dpi,
        };

    /// <summary>The same with their numbers, which are 0, in cells whose key the query cannot see.</summary>
    public Figure ShowingHidden() => this with
    {
        Panels = [.. Panels.Select(panel => panel with { Values = panel.Values.ShowingAll() })],
        Caption = [.. Caption.Where(part => part != TokenView.OfHidden && part != TokenView.OfHiddenText)],
    };

    /// <summary>Whether headings of rows and columns of panels stand in place of titles.</summary>
    internal bool HasHeadings => Titling == Titling.Headings && !(RowHeadings.IsEmpty && ColumnHeadings.IsEmpty);

    /// <summary>Writes the figure to a file, in the format that its extension names; the file is whole or not there.</summary>
    /// <exception cref="AttnExtractException">The extension is unknown, or the file cannot be written.</exception>
    public void Save(string path) => FigureFormat.For(path).Save(this, path);

    /// <summary>The figure as the bytes of a PNG file.</summary>
    public byte[] ToPng()
    {
        using MemoryStream stream = new();
        FigureFormat.Png.Write(this, stream);
        return stream.ToArray();
    }
}

/// <summary>A stretch of rows or columns that belong together, such as the first text of a pair.</summary>
/// <param name="Start">The 0-based first.</param>
/// <param name="End">One past the last.</param>
/// <param name="Name">What stands at its bracket.</param>
public sealed record AxisSegment(int Start, int End, string Name);

/// <summary>How cells are written where the format leaves a choice; a picture of pixels is the same either way.</summary>
public enum CellStyle
{
    /// <summary>One image a panel: small files that every viewer opens quickly.</summary>
    Image,

    /// <summary>Rectangles, crisp at any size and editable one by one; larger files.</summary>
    Vector,
}

/// <summary>Which panels carry the labels of their cells.</summary>
public enum LabelPlacement
{
    /// <summary>Those without a neighbour on that side.</summary>
    Outer,

    /// <summary>Every panel.</summary>
    Every,

    /// <summary>None.</summary>
    None,
}

/// <summary>Which panels share one colour scale.</summary>
public enum ScaleSharing
{
    /// <summary>All of them that show one measure, so that colours compare across the figure.</summary>
    Figure,

    /// <summary>Those of one row of panels.</summary>
    Row,

    /// <summary>None: each shows its own range.</summary>
    Panel,
}
