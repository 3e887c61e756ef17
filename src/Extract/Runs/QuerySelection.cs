using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Tokens that attend, of whatever text: by their positions, or by what they say.</summary>
public sealed record QuerySelection
{
    private readonly ImmutableArray<string> _names;

    private QuerySelection(ImmutableSortedSet<int> positions, ImmutableArray<string> names) => (Positions, _names) = (positions, names);

    /// <summary>The 0-based positions that were named; those beyond a text's end are left out of it.</summary>
    public ImmutableSortedSet<int> Positions { get; }

    /// <summary>Certain positions.</summary>
    /// <param name="positions">From 0 up; at least one.</param>
    public static QuerySelection At(params IEnumerable<int> positions) => new([.. IndexSet.Of(positions).AsWritten], []);

    /// <summary>Reads positions, ranges and tokens between commas: <c>0-3,5,[SEP]</c>.</summary>
    /// <returns>Whether it is such a text.</returns>
    public static bool TryParse(string text, out QuerySelection selection)
    {
        List<int> positions = [];
        List<string> names = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (IndexSet.TryParse(part, out IndexSet range) && !range.IsAll)
            {
                positions.AddRange(range.AsWritten);
            }
            else
            {
                names.Add(part);
            }
        }

        selection = new([.. positions], [.. names]);
        return names.All(name => name.Length > 0 && !char.IsAsciiDigit(name[0]));
    }

    /// <summary>The positions of a text, ascending.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="AttnExtractException">It has none of the positions, or not exactly one token that says what was named.</exception>
    internal ImmutableArray<int> In(Encoding text)
    {
        ImmutableArray<int> found = [.. Named(text).Concat(Positions.Where(position => position < text.Tokens.Count)).Distinct().Order()];
        return !found.IsEmpty ? found : throw new AttnExtractException(
            $"There is no token {Positions[0]} in “{Encodings.Shown(text.Text)}”, which has tokens 0 to {text.Tokens.Count - 1}; "
            + "name tokens that every text has.")
        {
            RefusedText = text.Text,
        };
    }

    private IEnumerable<int> Named(Encoding text)
    {
        if (_names.IsEmpty)
        {
            return [];
        }

        RecordToken[] tokens = [.. text.Tokens.Select(RecordToken.Of)];
        try
        {
            return [.. _names.Select(name => TokenPlace.Of(name, tokens))];
        }
        catch (AttnExtractException exception)
        {
            string reason = $"{char.ToLowerInvariant(exception.Message[0])}{exception.Message[1..]}";
            throw new AttnExtractException($"“{Encodings.Shown(text.Text)}” cannot be captured: {reason}", exception) { RefusedText = text.Text };
        }
    }
}
