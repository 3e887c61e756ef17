namespace AttnExtract.Model.Text;

/// <summary>The libraries' truncation strategy <c>longest_first</c>, from the right.</summary>
internal static class Truncation
{
    /// <summary>How many tokens of each text stay when there is room for <paramref name="room"/> in all.</summary>
    public static (int First, int Second) LongestFirst(int first, int second, int room)
    {
        if (first + second <= room)
        {
            return (first, second);
        }

        bool firstIsShorter = first < second || first == second;
        int shorter = Math.Min(first, second);
        if (shorter > room || room - shorter < shorter)
        {
            shorter = room / 2;
        }

        int longer = room - shorter;
        return firstIsShorter ? (shorter, longer) : (longer, shorter);
    }
}
