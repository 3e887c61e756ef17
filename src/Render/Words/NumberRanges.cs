namespace AttnExtract.Render.Words;

/// <summary>Writes numbers as people list them.</summary>
internal static class NumberRanges
{
    /// <summary>For 0, 1, 2, 3, 5: <c>0-3,5</c>.</summary>
    public static string Text(IReadOnlyList<int> numbers)
    {
        List<string> ranges = [];
        for (int i = 0; i < numbers.Count; i++)
        {
            int first = i;
            while (i + 1 < numbers.Count && numbers[i + 1] == numbers[i] + 1)
            {
                i++;
            }

            ranges.Add(first == i ? $"{numbers[i]}" : $"{numbers[first]}-{numbers[i]}");
        }

        return string.Join(",", ranges);
    }
}
