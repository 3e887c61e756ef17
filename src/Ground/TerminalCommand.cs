namespace AttnExtract.Ground;

/// <summary>Characters that a terminal, or whoever sets a text, would obey instead of showing them.</summary>
internal static class TerminalCommand
{
    /// <summary>Control characters, line separators, and what changes the direction of writing.</summary>
    public static bool Is(char character) =>
        char.IsControl(character) || character is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
