using System.Globalization;

namespace AttnExtract.Cli.Options;

/// <summary>Reads lists such as <c>0-3,5</c>.</summary>
internal static class NumberRanges
{
    // No model comes near; a slip of the hand must not fill the memory.
    private const int Most = 9999;

    /// <summary>The numbers in the order in which they were typed, each once.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">What was typed.</param>
    /// <exception cref="UsageException">It is not such a list.</exception>
    public static IReadOnlyList<int> Parse(string option, string text)
    {
        List<int> numbers = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-', 2);
            int first = Number(ends[0]);
            int last = ends.Length == 1 ? first : Number(ends[1]);
            if (last < first)
            {
                throw Bad();
            }

            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return [.. numbers.Distinct()];

        int Number(string digits) =>
            int.TryParse(digits.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= Most
                ? number
                : throw Bad();

        UsageException Bad() => new(Messages.BadRange(option, text));
    }
}
