namespace AttnExtract.Ground;

/// <summary>Writes any words so that a POSIX shell reads the same ones.</summary>
internal static class ShellWords
{
    private const string Plain = "@%+=:,./-_";

    /// <summary>A command line.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Of));

    /// <summary>One word.</summary>
    public static string Of(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || Plain.Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''")}'";
}
