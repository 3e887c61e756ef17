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

    private readonly long _granted = StepsOfAnyText + (StepsAUnit * length);
    private long _spent;

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

    /// <summary>Takes so many steps for a regular expression.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="aUnit">How many it has taken so far for each UTF-16 unit that it looks at.</param>
    /// <exception cref="AttnExtractException">There are not so many left.</exception>
    public void Spend(long steps, string expression, long aUnit)
    {
        if (_spent + steps > _granted && aUnit > StepsAUnit)
        {
            throw new AttnExtractException(
                $"The tokenizer's regular expression '{expression}' would take more than {_granted} steps for a text of {length} characters, "
                + "which no sound one does; look at the expressions of its tokenizer.json.");
        }

        Spend(steps);
    }
}
