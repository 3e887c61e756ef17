using System.Globalization;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>A token of a text as somebody types it: its position, or what it says.</summary>
internal static class TokenPlace
{
    // How vocabularies write that a token begins a word or goes on with one.
    private static readonly char[] Marks = ['▁', 'Ġ', '#'];

    /// <summary>The 0-based position that is meant.</summary>
    /// <param name="typed">A whole number is a position, whatever the tokens say.</param>
    /// <param name="tokens">The tokens.</param>
    /// <exception cref="AttnExtractException">No token says so, or several do.</exception>
    public static int Of(string typed, IReadOnlyList<RecordToken> tokens)
    {
        if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out int position))
        {
            return position;
        }

        int[] places = [.. Places(tokens, token => token == typed)];
        places = places.Length > 0 ? places : [.. Places(tokens, token => token.Trim(Marks).Equals(typed, StringComparison.OrdinalIgnoreCase))];
        return places.Length switch
        {
            1 => places[0],
            0 => throw new AttnExtractException(Messages.NoSuchToken(typed)),
            _ => throw new AttnExtractException(Messages.ManyTokens(typed, places)),
        };
    }

    private static IEnumerable<int> Places(IReadOnlyList<RecordToken> tokens, Func<string, bool> says) =>
        tokens.Index().Where(token => says(token.Item.Text)).Select(token => token.Index);
}
