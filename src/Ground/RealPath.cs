namespace AttnExtract.Ground;

/// <summary>Follows links as the system does, also those that lead to what is not there yet.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>Whether two paths are one: the disks of Windows and macOS, unless somebody chose otherwise, do not tell letters' case apart.</summary>
    public static StringComparer Comparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>The place that a path leads to, without a link on the way to it.</summary>
    /// <exception cref="AttnExtractException">The links have no end.</exception>
    public static string Of(string path)
    {
        // On Windows the two dots go before links are followed, elsewhere after.
        string whole = OperatingSystem.IsWindows() ? Path.GetFullPath(path) : Path.Join(Path.IsPathRooted(path) ? "" : Environment.CurrentDirectory, path);
        string root = Path.GetPathRoot(whole)!;
        string place = root;
        Stack<string> rest = new();
        Push(rest, whole[root.Length..]);
        int links = 0;
        while (rest.TryPop(out string? name))
        {
            string next = Path.Join(place, name);
            if (name == "..")
            {
                place = Path.GetDirectoryName(place) ?? root;
            }
            else if (LinuxFile.IsDescriptor(next) || TargetOf(next) is not { } target)
            {
                place = next;
            }
            else if (++links > MostLinks)
            {
                throw new AttnExtractException($"'{path}' cannot be written: its links lead back to themselves; give the name of a file.");
            }
            else
            {
                string start = Path.GetPathRoot(target) ?? "";
                place = start.Length > 0 ? start : place;
                Push(rest, target[start.Length..]);
            }
        }

        return place;
    }

    private static string? TargetOf(string path) => new FileInfo(path).LinkTarget;

    private static void Push(Stack<string> rest, string path)
    {
        string[] names = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in names.Where(name => name != ".").Reverse())
        {
            rest.Push(name);
        }
    }
}
