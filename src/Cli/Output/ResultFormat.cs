using AttnExtract.Render.Formats;

namespace AttnExtract.Cli.Output;

/// <summary>The format of a result that can be drawn and can be kept as numbers.</summary>
/// <typeparam name="TKept">What is kept.</typeparam>
internal sealed class ResultFormat<TKept>
{
    private readonly Action<TKept, Stream>? _keep;

    /// <summary>A picture of it.</summary>
    public ResultFormat(FigureFormat figure) => (Extension, Figure) = (figure.Extension, figure);

    /// <summary>Its numbers.</summary>
    public ResultFormat(string extension, Action<TKept, Stream> keep) => (Extension, _keep) = (extension, keep);

    /// <summary>The extension that chooses it.</summary>
    public string Extension { get; }

    /// <summary>The format of the picture, or null where numbers are kept.</summary>
    public FigureFormat? Figure { get; }

    /// <summary>Writes the numbers; nothing where it is a picture.</summary>
    public void Keep(TKept kept, Stream stream) => _keep?.Invoke(kept, stream);
}
