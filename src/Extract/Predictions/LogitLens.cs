using System.Collections.Immutable;
using AttnExtract.Extract.Tables;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Predictions;

/// <summary>
/// What the word head makes of the hidden states on their way: of what enters the first layer, then of what leaves each; nostalgebraist
/// 2020. Plain values.
/// </summary>
public sealed record LogitLens
{
    /// <summary>The text.</summary>
    public required TextPair Text { get; init; }

    /// <summary>Its tokens.</summary>
    public required ImmutableArray<RecordToken> Tokens { get; init; }

    /// <summary>Whether a word is guessed for after a token, as by models that read forwards only; else for the token's own place.</summary>
    public required bool IsForNext { get; init; }

    /// <summary>What is kept of the words' probabilities: [layer + 1, token, word], first of what enters the first layer.</summary>
    public required DenseArray Probabilities { get; init; }

    /// <summary>The words' indices into the vocabulary, in the order of <see cref="Probabilities"/>.</summary>
    public required ImmutableArray<int> Ids { get; init; }

    /// <summary>Every one of them as the vocabulary writes it; <c>#</c> and the index for a row of the table that no entry has.</summary>
    public required IReadOnlyDictionary<int, string> Words { get; init; }

    /// <summary>Where the numbers come from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>How many places in the model: the layers and one.</summary>
    public int Rows => Probabilities.Shape[0];

    /// <summary>How many words are kept at each place.</summary>
    public int Count => Probabilities.Shape[2];

    /// <summary>What a row is called: <c>embed</c>, <c>L0</c>, …</summary>
    public static string NameOf(int row) => row == 0 ? "embed" : $"L{row - 1}";

    /// <summary>The likeliest word at a place.</summary>
    /// <param name="row">0 for what enters the first layer, 1 for what leaves it, …</param>
    /// <param name="token">The 0-based token.</param>
    public (string Word, double Probability) Likeliest(int row, int token)
    {
        int first = Start(row, token);
        int best = first + Ranking.Highest(Probabilities.Values.Span.Slice(first, Count));
        return (Words[Ids[best]], Probabilities.Values.Span[best]);
    }

    /// <summary>The words at a place, in the order of <see cref="Probabilities"/>.</summary>
    /// <inheritdoc cref="Likeliest"/>
    public IEnumerable<string> WordsAt(int row, int token) => Enumerable.Range(Start(row, token), Count).Select(i => Words[Ids[i]]);

    /// <summary>One row a word; what enters the first layer is layer −1.</summary>
    public Table ToTable()
    {
        int[] all = [.. Enumerable.Range(0, Ids.Length)];
        float[] probabilities = Probabilities.Values.ToArray();
        int TokenOf(int i) => i / Count % Tokens.Length;
        return new Table(
            TableColumn.Of("layer", all.Select(i => (i / Count / Tokens.Length) - 1)),
            TableColumn.Of("position", all.Select(TokenOf)),
            TableColumn.Of("token", all.Select(i => Tokens[TokenOf(i)].Text)),
            TableColumn.Of("id", all.Select(i => Ids[i])),
            TableColumn.Of("word", all.Select(i => Words[Ids[i]])),
            TableColumn.Of("probability", all.Select(i => (double)probabilities[i])));
    }

    private int Start(int row, int token) => ((row * Tokens.Length) + token) * Count;
}
