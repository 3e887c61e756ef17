namespace AttnExtract.Extract.Vectors;

/// <summary>One way to keep vectors in a file.</summary>
public abstract class VectorFormat
{
    private protected VectorFormat()
    {
    }

    /// <summary>The extension that chooses it, with its dot.</summary>
    public abstract string Extension { get; }

    /// <summary>What it is, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>Writes vectors.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="stream">Where to; it can seek.</param>
    public void Write(TextVectors vectors, Stream stream) => Write(CorpusVectors.Of(vectors), stream);

    /// <inheritdoc cref="Write(TextVectors, Stream)"/>
    public abstract void Write(CorpusVectors vectors, Stream stream);
}
