using System.Collections.Immutable;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>Where in a text stand the tokens that statistics ask for.</summary>
internal sealed class TokenLayout
{
    private readonly int[][] _same; // [query][elsewhere]

    /// <summary>Looks through a text.</summary>
    /// <param name="encoding">The text.</param>
    /// <param name="separatorId">The separator of the model; null where it has none.</param>
    /// <param name="comesTwice">Whether the second half of what is not special repeats the first.</param>
    /// <param name="otherQueries">How many tokens of another text attend to these; null where these attend to one another.</param>
    public TokenLayout(Encoding encoding, int? separatorId, bool comesTwice = false, int? otherQueries = null)
    {
        IReadOnlyList<EncodingToken> tokens = encoding.Tokens;
        Length = tokens.Count;
        QueryCount = otherQueries ?? Length;
        IsOfOneText = otherQueries is null;
        Separators = [.. Enumerable.Range(0, Length).Where(i => tokens[i].Id == separatorId)];
        Punctuation = [.. Enumerable.Range(0, Length).Where(i => !tokens[i].IsSpecial && IsPunctuation(tokens[i].Text))];
        ILookup<int, int> places = Enumerable.Range(0, Length).ToLookup(i => tokens[i].Id);
        _same = IsOfOneText ? [.. Enumerable.Range(0, Length).Select(query => places[tokens[query].Id].Where(key => key != query).ToArray())] : [];
        RepeatedCount = _same.Count(elsewhere => elsewhere.Length > 0);
        Distances = [.. Enumerable.Range(1 - Length, (2 * Length) - 1).Select(offset => (float)Math.Abs(offset))];
        Stretches = [.. StretchesBetween(Separators, Length)];
        Half = comesTwice ? tokens.Count(token => !token.IsSpecial) / 2 : 0;
        SecondHalf = tokens.TakeWhile(token => token.IsSpecial).Count() + Half;
    }

    /// <summary>How many tokens there are to attend to.</summary>
    public int Length { get; }

    /// <summary>How many tokens attend.</summary>
    public int QueryCount { get; }

    /// <summary>Whether tokens attend to one another; else nothing is known of how far one is from another.</summary>
    public bool IsOfOneText { get; }

    /// <summary>Where separators stand.</summary>
    public ImmutableArray<int> Separators { get; }

    /// <summary>Where punctuation stands.</summary>
    public ImmutableArray<int> Punctuation { get; }

    /// <summary>How many tokens stand elsewhere in the text as well.</summary>
    public int RepeatedCount { get; }

    /// <summary>|offset| for offsets from 1 − length to length − 1.</summary>
    public ImmutableArray<float> Distances { get; }

    /// <summary>What lies between separators: first place, and one past the last.</summary>
    public ImmutableArray<(int Start, int End)> Stretches { get; }

    /// <summary>How many tokens come twice; 0 where it is not known of any.</summary>
    public int Half { get; }

    /// <summary>Where they come the second time.</summary>
    public int SecondHalf { get; }

    /// <summary>Where else the token of a query stands.</summary>
    public ReadOnlySpan<int> SameAs(int query) => _same[query];

    /// <summary>Whether a token is nothing but punctuation, whatever its vocabulary writes around it.</summary>
    public static bool IsPunctuation(string token)
    {
        string text = token.StartsWith("##", StringComparison.Ordinal) && token.Length > 2 ? token[2..] : token.TrimStart('▁', 'Ġ');
        return text.Length > 0 && text.EnumerateRunes().All(rune => System.Text.Rune.IsPunctuation(rune));
    }

    private static IEnumerable<(int Start, int End)> StretchesBetween(ImmutableArray<int> separators, int length)
    {
        int start = 0;
        foreach (int end in separators.Append(length))
        {
            if (end > start)
            {
                yield return (start, end);
            }

            start = end + 1;
        }
    }
}
