using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Vectors;

/// <summary>One vector for each of some texts. Plain values.</summary>
public sealed record TextVectors
{
    /// <summary>The texts.</summary>
    public required ImmutableArray<TextPair> Texts { get; init; }

    /// <summary>Their vectors: [text, dimension]</summary>
    public required DenseArray Values { get; init; }

    /// <summary>How hidden states became one vector, as <c>modules.json</c> of the model's folder says.</summary>
    public required string Pooling { get; init; }

    /// <summary>What was written before every text; empty for nothing.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>How many tokens of a text a vector was made of at most, special ones counted; what came after them was cut off.</summary>
    public int MaximumLength { get; init; } = int.MaxValue;

    /// <summary>How many texts were cut off.</summary>
    public int TruncatedTexts { get; init; }

    /// <summary>Where the numbers come from; its truncated tokens are those of all texts.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Writes the vectors to a file, whole or not at all.</summary>
    /// <param name="path">The file; its extension chooses one of <see cref="VectorFormats.All"/>.</param>
    /// <exception cref="AttnExtractException">The extension is unknown, or the file cannot be written.</exception>
    public void Save(string path)
    {
        VectorFormat format = VectorFormats.For(path);
        AtomicFile.Write(path, stream => format.Write(this, stream));
    }
}
