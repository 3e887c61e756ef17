using AttnExtract.Ground;

namespace AttnExtract.Model.Text.Alignment;

/// <summary>
/// How many steps of work one text may take, counted alike on every machine: a tokenizer file may ask for more than any computer has,
/// by texts that grow from step to step, by tokens that are searched for at every letter, or by expressions that backtrack.
/// </summary>
/// <param name="length">How long the text is, in UTF-16 units.</param>
internal sealed class TextBudget(int length)
{
    // Sound tokenizers take some dozens of steps a unit.
    private const long StepsOfAnyText = 4_000_000;
    private const long StepsAUnit = 1_000;

    // Expressions that look ahead are run by a matcher whose steps nobody counts.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly long _granted = StepsOfAnyText + (StepsAUnit * length);
    private long _spent;
    private TimeSpan _searched;

    /// <summary>Takes so many steps.</summary>
    /// <exception cref="AttnExtractException">There are not so many left.</exception>
    public void Spend(long steps)
    {
        _spent += steps;
        if (_spent > _granted)
        {
            throw new AttnExtractException(
                $"The tokenizer would take more than {_granted} steps for a text of {length} characters, which no sound one does; "
                + "look at the added tokens and the normalizer of its tokenizer.json.");
        }
    }

    /// <summary>Takes the time of a search whose steps nobody counts.</summary>
    /// <exception cref="AttnExtractException">The searches of this text took too long in all.</exception>
    public void Spend(TimeSpan search, string expression)
    {
        _searched += search;
        if (_searched >= Patience)
        {
            throw TooSlow(expression);
        }
    }

    /// <summary>That an expression takes too long.</summary>
    public static AttnExtractException TooSlow(string expression, Exception? cause = null) => new(
        $"The tokenizer's regular expression '{expression}' did not come to an end on this text within {Patience.TotalSeconds} s.", cause);

    /// <summary>How long one search may take.</summary>
    public static TimeSpan LongestSearch => Patience;
}
