using System.Collections.Immutable;
using System.Globalization;

namespace AttnExtract.Ground;

/// <summary>Numbers counted from 0, as <c>0-3,5</c>, or <c>*</c> for all that there are.</summary>
public sealed class IndexSet : IEquatable<IndexSet>
{
    // No model and no text comes near; a slip of the hand must not fill the memory.
    internal const int Largest = 99_999;

    private readonly ImmutableSortedSet<int>? _numbers;

    private IndexSet(ImmutableArray<int> written, ImmutableSortedSet<int>? numbers)
    {
        AsWritten = written;
        _numbers = numbers;
    }

    /// <summary>All that there are.</summary>
    public static IndexSet All { get; } = new([], null);

    /// <summary>Whether it stands for all that there are.</summary>
    public bool IsAll => _numbers is null;

    /// <summary>The numbers in the order in which they were given, each once; empty where it stands for all.</summary>
    public ImmutableArray<int> AsWritten { get; }

    /// <summary>Certain numbers.</summary>
    /// <param name="numbers">From 0 up, in any order.</param>
    /// <exception cref="ArgumentException">There is none, or one is negative.</exception>
    public static IndexSet Of(params IEnumerable<int> numbers)
    {
        ImmutableArray<int> written = [.. numbers.Distinct()];
        ImmutableSortedSet<int> set = [.. written];
        return set.Count > 0 && set[0] >= 0 ? new IndexSet(written, set) : throw new ArgumentException("Numbers from 0 up were expected.", nameof(numbers));
    }

    /// <summary>Reads <c>*</c>, or numbers and ranges separated by commas.</summary>
    /// <returns>Whether it is such a text.</returns>
    public static bool TryParse(string text, out IndexSet set)
    {
        set = All;
        if (text.Trim() == "*")
        {
            return true;
        }

        HashSet<int> seen = [];
        List<int> numbers = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !IsNumber(ends[0], out int first) || !IsNumber(ends[^1], out int last) || last < first)
            {
                return false;
            }

            numbers.AddRange(Enumerable.Range(first, last - first + 1).Where(seen.Add));
        }

        set = Of(numbers);
        return true;
    }

    /// <summary>Whether a text that cannot be read has a number beyond the largest.</summary>
    internal static bool IsBeyond(string text) =>
        text.Split(',', '-').Any(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > Largest);

    /// <summary>The numbers, ascending, of so many that there are.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="what">What is counted, for the message: <c>layer</c>, <c>token</c>.</param>
    /// <param name="owner">Whose they are, for the message.</param>
    /// <exception cref="AttnExtractException">A number is too large; the message says what exists.</exception>
    public IReadOnlyList<int> Within(int count, string what, string owner) =>
        _numbers is null ? [.. Enumerable.Range(0, count)]
        : _numbers[^1] < count ? _numbers
        : throw new AttnExtractException(
            $"There is no {what} {_numbers.First(number => number >= count)}: {owner} has {what}s 0 to {count - 1}.");

    /// <inheritdoc/>
    public bool Equals(IndexSet? other) =>
        other is not null && (_numbers is null ? other._numbers is null : other._numbers is not null && _numbers.SetEquals(other._numbers));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as IndexSet);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The shortest text that reads as the same numbers: <c>0-3,5</c>.</summary>
    public override string ToString() => _numbers is null ? "*" : Text(_numbers);

    /// <summary>Numbers as people list them, in their order: for 0, 1, 2, 3, 5 <c>0-3,5</c>.</summary>
    public static string Text(IReadOnlyList<int> numbers) => string.Join(',', Ranges(numbers).Select(Text));

    /// <summary>Numbers as ranges without gaps.</summary>
    internal static IEnumerable<(int First, int Last)> Ranges(IReadOnlyList<int> numbers)
    {
        for (int i = 0; i < numbers.Count; i++)
        {
            int first = i;
            while (i + 1 < numbers.Count && numbers[i + 1] == numbers[i] + 1)
            {
                i++;
            }

            yield return (numbers[first], numbers[i]);
        }
    }

    /// <summary><c>3</c> or <c>0-3</c>.</summary>
    internal static string Text((int First, int Last) range) => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}";

    private static bool IsNumber(string text, out int number) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Largest;
}
