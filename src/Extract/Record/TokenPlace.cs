using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Extract;

/// <summary>A token of a text as somebody names it: its position, or what it says.</summary>
public static class TokenPlace
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
            0 => throw new AttnExtractException(
                $"No token of the text is '{typed}'; give one of those that attn tokenize TEXT shows, or its position, which is a whole number from 0 up."),
            _ => throw new AttnExtractException(
                $"The token '{typed}' stands {places.Length} times, at {string.Join(", ", places[..^1])} and {places[^1]}; give one of these positions."),
        };
    }

    private static IEnumerable<int> Places(IReadOnlyList<RecordToken> tokens, Func<string, bool> says) =>
        tokens.Index().Where(token => says(token.Item.Text)).Select(token => token.Index);
}
