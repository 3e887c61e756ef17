using AttnExtract.Render.Formats;

namespace AttnExtract.Cli.Output;

/// <summary>The format of a result that can be drawn and can be kept as numbers.</summary>
/// <typeparam name="TKept">What is kept.</typeparam>
internal sealed class ResultFormat<TKept>
{
    private readonly Action<TKept, Stream>? _keep;

    /// <summary>A picture of it.</summary>
    public ResultFormat(FigureFormat figure) => (Extensions, Figure) = (figure.Extensions, figure);

    /// <summary>Its numbers.</summary>
    public ResultFormat(string extension, Action<TKept, Stream> keep) => (Extensions, _keep) = ([extension], keep);

    /// <summary>The extensions that choose it, the usual one first.</summary>
    public IReadOnlyList<string> Extensions { get; }

    /// <summary>The format of the picture, or null where numbers are kept.</summary>
    public FigureFormat? Figure { get; }

    /// <summary>Writes the numbers; nothing where it is a picture.</summary>
    public void Keep(TKept kept, Stream stream) => _keep?.Invoke(kept, stream);
}
