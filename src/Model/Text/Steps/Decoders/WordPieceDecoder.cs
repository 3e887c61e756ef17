using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;


namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>
/// Joins words with spaces and continuations without; optionally takes the spaces before punctuation and English contractions away.
/// </summary>
internal sealed class WordPieceDecoder(string prefix, bool cleanup) : ITokenDecoder
{
    // What the libraries call clean_up_tokenization, in its order.
    private static readonly (string From, string To)[] Contractions =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public string Name => "WordPiece";

    public static WordPieceDecoder Read(JsonPart part) => new(part.Text("prefix", "##"), part.Flag("cleanup", true));

    public IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget) =>
        [.. tokens.Select((token, index) => Clean(
            index == 0 ? token
            : token.StartsWith(prefix, StringComparison.Ordinal) ? token[prefix.Length..]
            : $" {token}"))];

    private string Clean(string token) =>
        cleanup ? Contractions.Aggregate(token, (text, pair) => text.Replace(pair.From, pair.To, StringComparison.Ordinal)) : token;
}
