namespace AttnExtract.Cli.Cluster;

/// <summary>How this program is started by others.</summary>
internal static class OwnProgram
{
    /// <summary>The words before its arguments: the file to start, and what .NET needs where that is its own.</summary>
    public static IReadOnlyList<string> Words()
    {
        string start = Path.Combine(AppContext.BaseDirectory, "attn");
        return File.Exists(start) ? [start] : [Environment.ProcessPath!, $"{start}.dll"];
    }
}
