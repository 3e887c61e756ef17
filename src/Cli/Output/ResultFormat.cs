using System.Collections.Immutable;
using AttnExtract.Extract.Tables;
using AttnExtract.Ground;
using AttnExtract.Render.Formats;

namespace AttnExtract.Cli.Output;

/// <summary>The format of a result that can be drawn and can be kept as a table.</summary>
internal sealed class ResultFormat
{
    private readonly FigureFormat? _figure;
    private readonly TableFormat? _table;

    private ResultFormat(FigureFormat? figure, TableFormat? table)
    {
        _figure = figure;
        _table = table;
    }

    /// <summary>Every format.</summary>
    public static ImmutableArray<ResultFormat> All { get; } =
    [
        .. FigureFormat.All.Select(format => new ResultFormat(format, null)),
        .. TableFormats.All.Select(format => new ResultFormat(null, format)),
    ];

    private static Registry<ResultFormat> ByExtension { get; } = new(
        one => [one.Extension],
        (typed, didYouMean, _) => Messages.NoResultFormat(typed, All.Select(format => format.Extension)) + didYouMean,
        All)
    {
        AreExtensions = true,
    };

    /// <summary>The extension that chooses it.</summary>
    public string Extension => _figure?.Extension ?? _table!.Extension;

    /// <summary>Whether it is a picture.</summary>
    public bool IsFigure => _figure is not null;

    /// <summary>The format that a path's extension chooses.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says what there is.</exception>
    public static ResultFormat For(string path) => ByExtension.Get(path);

    /// <summary>Writes the one or the other.</summary>
    public void Write(FigureDocument figure, Table table, Stream stream)
    {
        _figure?.Write(figure, stream);
        _table?.Write(table, stream);
    }
}
