using AttnExtract.Ground;

namespace AttnExtract.Extract.Texts;

/// <summary>What is said of columns that a table has not.</summary>
internal static class ColumnNames
{
    private const int MostNamed = 12;

    /// <summary>A column that is not there.</summary>
    public static AttnExtractException Missing(string what, string column, IReadOnlyList<string> names) => new Registry<string>(
        name => [name],
        (typed, didYouMean, _) => $"{what} has no column '{typed}'; there are {Listed(names)}.{didYouMean}",
        names).Unknown(column);

    /// <summary>A table of which nobody said which column holds the texts.</summary>
    public static AttnExtractException Unsaid(string what, IReadOnlyList<string> names) => new(
        $"{what} has the columns {Listed(names)}; say which holds the texts, such as --column {names.FirstOrDefault() ?? "text"}.");

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "");
}
