namespace AttnExtract.Extract.Tables;

/// <summary>Tables of corpora in parts that fit into memory, cut behind the text with which a part has rows enough, whatever chunk it is in.</summary>
internal static class TableParts
{
    // As many rows as a row group of Parquet is best read with, or a few more.
    private const int EnoughRows = 1 << 16;

    /// <summary>The parts, at least one.</summary>
    /// <param name="things">What the rows are of, a text after the other.</param>
    /// <param name="rowsOf">How many rows one has.</param>
    /// <param name="toTable">Makes a table of some of them.</param>
    public static IEnumerable<Table> Of<T>(IEnumerable<T> things, Func<T, int> rowsOf, Func<IReadOnlyList<T>, Table> toTable)
    {
        List<T> part = [];
        int rows = 0;
        bool isFirst = true;
        foreach (T thing in things)
        {
            part.Add(thing);
            rows += rowsOf(thing);
            if (rows >= EnoughRows)
            {
                yield return toTable(part);
                (part, rows, isFirst) = ([], 0, false);
            }
        }

        if (isFirst || part.Count > 0)
        {
            yield return toTable(part);
        }
    }
}
