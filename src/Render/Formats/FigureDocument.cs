using AttnExtract.Ground;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Formats;

/// <summary>
/// A figure on its way to files: the page, and what a file says about itself besides. Each is made when it is first asked for, and once,
/// into however many files the figure goes.
/// </summary>
public sealed class FigureDocument
{
    private readonly Lazy<IReadOnlyList<ColorScale>> _scales;
    private readonly Lazy<FigureLayout> _layout;
    private readonly Lazy<FigureLayout> _drawing;
    private readonly Lazy<IReadOnlyList<string>> _warnings;
    private readonly Lazy<IReadOnlyList<string>> _drawingWarnings;
    private readonly Lazy<string> _description;
    private readonly Lazy<string> _manifest;

    /// <summary>Takes a figure.</summary>
    public FigureDocument(Figure figure)
    {
        Figure = figure;
        _scales = new(() => FigureScales.Resolve(figure));
        _layout = new(() => FigureLayout.Create(figure, _scales.Value, Grain.Pixels, new FontMeasure(Fonts)));
        _drawing = new(() => FigureLayout.Create(figure, _scales.Value, Grain.Exact, new FontMeasure(Fonts)));
        _warnings = new(() => FigureAdvice.Of(figure, _scales.Value[0], _layout, Grain.Pixels));
        _drawingWarnings = new(() => FigureAdvice.Of(figure, _scales.Value[0], _drawing, Grain.Exact));
        _description = new(figure.Describe);
        _manifest = new(() => ManifestWriter.Write(figure, _scales.Value));
    }

    /// <summary>The figure.</summary>
    public Figure Figure { get; }

    /// <summary>The page of a picture: in whole pixels.</summary>
    /// <exception cref="AttnExtractException">The numbers have no scale, or the width is too small for the panels.</exception>
    public FigureLayout Layout => _layout.Value;

    /// <summary>The page of a drawing: nothing is rounded to pixels.</summary>
    /// <exception cref="AttnExtractException">The numbers have no scale, or the width is too small for the panels.</exception>
    public FigureLayout Drawing => _drawing.Value;

    /// <summary>What it is written in.</summary>
    internal FontSet Fonts => Figure.Font.Fonts;

    /// <summary>What would mislead in the figure or could not be read; empty where there is nothing to say.</summary>
    /// <exception cref="AttnExtractException">The figure cannot be drawn.</exception>
    public IReadOnlyList<string> Warnings => _warnings.Value;

    /// <summary>The same of the files that are written: of pictures, if there are any, in which type is smaller than in drawings.</summary>
    /// <exception cref="AttnExtractException">The figure cannot be drawn.</exception>
    public IReadOnlyList<string> WarningsOf(IEnumerable<FigureFormat> formats) =>
        (formats.All(format => format.IsDrawing) ? _drawingWarnings : _warnings).Value;

    /// <summary>The figure in a few words.</summary>
    public string Title => Figure.Title.Length > 0 ? Figure.Title
        : Figure.Source is { } source ? $"{(Figure.Subject.Length > 0 ? Sentence.Begun(Figure.Subject) : "Attention")} of {source.Provenance.Model}"
        : Figure.Panels is [{ Title: { Length: > 0 } only }] ? only
        : Figure.Panels.Length == 1 ? "Heatmap" : "Heatmaps";

    /// <summary>The figure for somebody who cannot see it.</summary>
    public string Description => _description.Value;

    /// <summary>How to draw the figure again.</summary>
    public string Manifest => _manifest.Value;
}
