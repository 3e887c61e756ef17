namespace AttnExtract.Testing;

/// <summary>
/// Where the numbers that judge us lie: the project's own copy, or another root of the same layout named by
/// <c>ATTN_REFERENCE</c>. Tests walk the cases they find and name none of their own.
/// </summary>
internal static class ReferenceData
{
    /// <summary>The folder that holds <c>AttnExtract.sln</c>.</summary>
    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    /// <summary>The project's own copy.</summary>
    public static string OwnRoot { get; } = Path.Combine(RepositoryRoot, "tests", "Reference");

    /// <summary>The root that tests read: <c>ATTN_REFERENCE</c> when set, else <c>tests/Reference</c>.</summary>
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("ATTN_REFERENCE") is { Length: > 0 } other ? Path.GetFullPath(other) : OwnRoot;

    /// <summary>The bundled default model.</summary>
    public static string BundledModel { get; } = Path.Combine(RepositoryRoot, "models", "all-MiniLM-L6-v2");

    /// <summary>
    /// The folders directly under <paramref name="subject"/> that hold <paramref name="file"/>, in ordinal order.
    /// A root without a single one is an error, so that a test that walks them cannot pass by finding nothing.
    /// </summary>
    public static IReadOnlyList<string> Folders(string subject, string file = "cases.json")
    {
        string parent = Path.Combine(Root, subject);
        string[] folders = Directory.Exists(parent)
            ? [.. Directory.GetDirectories(parent).Where(folder => File.Exists(Path.Combine(folder, file))).Order(StringComparer.Ordinal)]
            : [];
        return folders.Length > 0
            ? folders
            : throw new InvalidOperationException($"'{parent}' holds no folder with {file}; a reference root needs at least one case.");
    }

    /// <summary>Those of <see cref="Folders"/> that are of a kind; where the root has none of that kind, those of the project's own copy.</summary>
    public static IReadOnlyList<string> FoldersWhere(string subject, Func<string, bool> isMeant)
    {
        string[] folders = [.. Folders(subject).Where(isMeant)];
        return folders.Length > 0
            ? folders : [.. Directory.GetDirectories(Path.Combine(OwnRoot, subject)).Where(isMeant).Order(StringComparer.Ordinal)];
    }

    /// <summary>A folder that a test needs by name: the root's, or the project's own copy of it.</summary>
    public static string FolderOf(string subject, string name)
    {
        string folder = Path.Combine(Root, subject, name);
        return Directory.Exists(folder) ? folder : Path.Combine(OwnRoot, subject, name);
    }

    /// <summary>The path of one reference file, which must exist.</summary>
    public static string FileAt(params string[] parts)
    {
        string path = Path.Combine([Root, .. parts]);
        return File.Exists(path) ? path : throw new InvalidOperationException($"The reference root lacks '{path}'.");
    }

    private static string FindRepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AttnExtract.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No AttnExtract.sln above '{AppContext.BaseDirectory}'.");
    }
}
