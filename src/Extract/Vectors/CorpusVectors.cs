namespace AttnExtract.Extract.Vectors;

/// <summary>One vector for each text of a corpus, of which a chunk at a time is in memory.</summary>
public sealed record CorpusVectors
{
    /// <summary>How many texts there are.</summary>
    public required int Count { get; init; }

    /// <summary>How many numbers a vector has.</summary>
    public required int Width { get; init; }

    /// <summary>How hidden states became one vector: <see cref="TextVectors.Pooling"/>.</summary>
    public required string Pooling { get; init; }

    /// <summary>What was written before every text; empty for nothing.</summary>
    public required string Prompt { get; init; }

    /// <summary>How many tokens of a text a vector was made of at most: <see cref="TextVectors.MaximumLength"/>.</summary>
    public required int MaximumLength { get; init; }

    /// <summary>How many texts were cut off.</summary>
    public required int TruncatedTexts { get; init; }

    /// <summary>Where the numbers come from; its truncated tokens are those of all texts.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>The vectors, read chunk by chunk whenever they are asked for.</summary>
    public required IEnumerable<TextVectors> Chunks { get; init; }

    /// <summary>Everything in memory.</summary>
    public TextVectors ToVectors()
    {
        TextVectors[] chunks = [.. Chunks];
        return chunks.Length == 1 ? chunks[0] : chunks[0] with
        {
            Texts = [.. chunks.SelectMany(chunk => chunk.Texts)],
            Values = new DenseArray(chunks.SelectMany(chunk => chunk.Values.Values.ToArray()).ToArray(), Count, Width),
            TruncatedTexts = TruncatedTexts,
            Provenance = Provenance,
        };
    }

    /// <summary>Vectors that are in memory already.</summary>
    internal static CorpusVectors Of(TextVectors vectors) => new()
    {
        Count = vectors.Texts.Length,
        Width = vectors.Values.Shape[1],
        Pooling = vectors.Pooling,
        Prompt = vectors.Prompt,
        MaximumLength = vectors.MaximumLength,
        TruncatedTexts = vectors.TruncatedTexts,
        Provenance = vectors.Provenance,
        Chunks = [vectors],
    };
}
