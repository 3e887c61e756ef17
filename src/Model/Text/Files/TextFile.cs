using AttnExtract.Ground;

namespace AttnExtract.Model.Text.Files;

/// <summary>Reads text files; what goes wrong is an expected failure.</summary>
internal static class TextFile
{
    /// <exception cref="AttnExtractException">The file cannot be read.</exception>
    public static string[] Lines(string file)
    {
        try
        {
            return WholeFile.Lines(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(file, exception);
        }
    }
}
