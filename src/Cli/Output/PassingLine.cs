namespace AttnExtract.Cli.Output;

/// <summary>A line of a terminal's standard error that is written again and again, and wiped away at the end.</summary>
/// <param name="shell">Where it is shown.</param>
internal sealed class PassingLine(Shell shell) : IDisposable
{
    private const int Width = 24;

    private int _shown;

    /// <summary>A bar of which a part is filled.</summary>
    public static string Bar(double part) => $"[{new string('#', (int)(part * Width)).PadRight(Width, '.')}]";

    /// <summary>Shows a text in place of the one before.</summary>
    public void Show(string line)
    {
        // Blanks over what is left of a longer line before.
        shell.Bar.Write($"\r{CleanWriter.Clean(line).PadRight(_shown)}");
        _shown = line.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_shown > 0)
        {
            Show("");
            shell.Bar.Write('\r');
        }
    }
}
