namespace AttnExtract.Cli.Cluster;

/// <summary>How this program is started by others.</summary>
internal static class OwnProgram
{
    /// <summary>The words before its arguments: the file that starts it, and where .NET itself runs it, what .NET needs.</summary>
    public static IReadOnlyList<string> Words()
    {
        // Of a .NET tool, what starts it does not lie beside it.
        string started = Environment.ProcessPath!;
        string start = Path.GetFileNameWithoutExtension(started) == "attn" ? started : Path.Combine(AppContext.BaseDirectory, "attn");
        return File.Exists(start) ? [start] : [started, $"{start}.dll"];
    }
}
