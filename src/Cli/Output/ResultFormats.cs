using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Render.Formats;

namespace AttnExtract.Cli.Output;

/// <summary>The formats of a kind of result: those of figures, then those that keep it.</summary>
internal sealed class ResultFormats<TKept>
{
    private readonly Registry<ResultFormat<TKept>> _byExtension;

    /// <summary>Puts them together.</summary>
    /// <param name="kept">The formats that keep it.</param>
    public ResultFormats(IEnumerable<ResultFormat<TKept>> kept)
    {
        All = [.. FigureFormat.All.Select(format => new ResultFormat<TKept>(format)), .. kept];
        _byExtension = Registry<ResultFormat<TKept>>.OfFiles("a figure or table", one => one.Extensions, All);
    }

    /// <summary>Every format.</summary>
    public ImmutableArray<ResultFormat<TKept>> All { get; }

    /// <summary>Where a command line wants the result.</summary>
    /// <exception cref="UsageException">A format is unknown.</exception>
    public IReadOnlyList<OutputTarget<ResultFormat<TKept>>> Read(Invocation call) =>
        Options.OutputOptions.Read(call, _byExtension.Get, All.Select(format => format.Extensions[0]));
}
