using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Output;

/// <summary>Text on its way to a terminal: lines stay lines, and what the terminal would obey instead of showing it becomes a replacement character.</summary>
/// <param name="inner">Where it goes.</param>
internal sealed class CleanWriter(TextWriter inner) : TextWriter
{
    private const char Replacement = '\uFFFD';

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>A text of one line, cleaned.</summary>
    public static string Clean(string text) => text.Any(TerminalCommand.Is)
        ? string.Concat(text.Select(character => TerminalCommand.Is(character) ? Replacement : character))
        : text;

    /// <inheritdoc/>
    public override void Write(char value) => inner.Write(value is not ('\n' or '\t') && TerminalCommand.Is(value) ? Replacement : value);

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
