namespace AttnExtract.Ground;

/// <summary>What lies under a passing name until it gets its own, so that it can be taken away whatever happens.</summary>
internal static class UnfinishedFiles
{
    private const int MostTries = 100;

    private const string Prefix = ".attn-";
    private const string Suffix = ".tmp";

    private static readonly Lock Renaming = new();
    private static readonly HashSet<string> Names = [];

    /// <summary>Makes something under a passing name.</summary>
    /// <param name="folder">The folder that it is made in, so that it need not cross file systems.</param>
    /// <param name="make">Makes it, under the path that it is given.</param>
    /// <returns>The path, and what was made.</returns>
    public static (string Path, T Made) Begin<T>(string folder, Func<string, T> make)
    {
        string path = Path.Join(folder, $"{Prefix}{Path.GetRandomFileName()}{Suffix}");
        lock (Renaming)
        {
            T made = make(path);
            Names.Add(path);
            return (path, made);
        }
    }

    /// <summary>Whether a path is a passing name.</summary>
    public static bool IsNamed(string path) =>
        Path.GetFileName(path) is { } name && name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>Gives it its own name.</summary>
    public static void Finish(string path, Action rename)
    {
        lock (Renaming)
        {
            rename();
            Names.Remove(path);
        }
    }

    /// <summary>Does what must be done whole, or not at all, when the process is ended from outside.</summary>
    public static T Whole<T>(Func<T> action)
    {
        lock (Renaming)
        {
            return action();
        }
    }

    /// <summary>Takes it away.</summary>
    public static void Drop(string path)
    {
        lock (Renaming)
        {
            Delete(path);
            Names.Remove(path);
        }
    }

    /// <summary>Takes everything away. From then on whoever begins or finishes something waits for the end of the process.</summary>
    public static void Abandon()
    {
        Renaming.Enter();
        foreach (string path in Names)
        {
            // Whoever fills a folder may still do so.
            for (int i = 0; i < MostTries && !TryDelete(path); i++)
            {
                Thread.Sleep(1);
            }
        }
    }

    private static bool TryDelete(string path)
    {
        try
        {
            Delete(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Deleting what is not there is no error.
    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
