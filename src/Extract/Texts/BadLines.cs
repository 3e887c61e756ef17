using AttnExtract.Ground;

namespace AttnExtract.Extract.Texts;

/// <summary>Lines of a file that cannot be read: an error, or counted and left out.</summary>
/// <param name="what">What the file is called in messages.</param>
/// <param name="areLeftOut">Whether they are left out.</param>
internal sealed class BadLines(string what, bool areLeftOut)
{
    /// <summary>How many were left out.</summary>
    public int Count { get; private set; }

    /// <summary>What was wrong with the first; null where there is none.</summary>
    public string? First { get; private set; }

    /// <summary>Counts one.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="wrong">What is wrong with it, as in « has no 'text' ».</param>
    /// <exception cref="AttnExtractException">They are not to be left out.</exception>
    public void Add(long number, string wrong)
    {
        if (!areLeftOut)
        {
            throw new AttnExtractException($"Line {number} of {what} {wrong}; mend it, or leave such lines out (--skip-bad).");
        }

        Leave($"line {number} {wrong}");
    }

    /// <summary>A line that takes in all that follows, so that nothing would be left if it were left out.</summary>
    /// <param name="what">What the file is called in messages.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="wrong">What is wrong with it.</param>
    public static AttnExtractException InAll(string what, long number, string wrong) =>
        new($"Line {number} of {what} {wrong}, so that all that follows would belong to it; mend it.");

    /// <summary>Reads something, and counts it where it is refused.</summary>
    /// <returns>Whether it was read.</returns>
    /// <exception cref="AttnExtractException">It cannot be read, and is not to be left out.</exception>
    public bool Passes(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (AttnExtractException exception) when (areLeftOut)
        {
            Leave(exception.Message.TrimEnd('.'));
            return false;
        }
    }

    private void Leave(string wrong)
    {
        Count++;
        First ??= wrong;
    }
}
