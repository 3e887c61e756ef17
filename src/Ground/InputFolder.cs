namespace AttnExtract.Ground;

/// <summary>Looks into folders that a user names, so that one which may not be read is said in one sentence, the same everywhere.</summary>
public static class InputFolder
{
    /// <summary>The files of a folder, with its path before their names.</summary>
    /// <param name="path">The folder, which is there.</param>
    /// <param name="pattern">Which, with * for anything.</param>
    /// <exception cref="AttnExtractException">It cannot be read.</exception>
    public static string[] Files(string path, string pattern = "*") => Look(path, () => Directory.GetFiles(path, pattern));

    /// <summary>The folders of a folder, with its path before their names.</summary>
    /// <inheritdoc cref="Files"/>
    /// <param name="path">The folder, which is there.</param>
    /// <param name="pattern">Which, with * for anything.</param>
    public static string[] Folders(string path, string pattern = "*") => Look(path, () => Directory.GetDirectories(path, pattern));

    /// <summary>Refuses a folder that may not be read, in which nothing is found whatever it holds.</summary>
    /// <param name="path">The folder; one that is not there is nobody's fault here.</param>
    /// <exception cref="AttnExtractException">It cannot be read.</exception>
    public static void RequireReadable(string path)
    {
        if (Directory.Exists(path))
        {
            Files(path);
        }
    }

    private static string[] Look(string path, Func<string[]> entries)
    {
        try
        {
            return entries();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }
}
