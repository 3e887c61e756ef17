using System.Text;

namespace AttnExtract.Ground;

/// <summary>
/// Names that mean one plain file of a folder on every system. Windows refuses some characters, takes dots and spaces at the end for nothing, and has
/// devices in every folder, whatever their extension (https://learn.microsoft.com/windows/win32/fileio/naming-a-file).
/// </summary>
internal static class PortableName
{
    // What file systems take is 255 bytes, of which UTF-8 needs up to three a character; an extension and a number come behind.
    private const int MostCharacters = 80;

    private const char Instead = '-';

    private static readonly string[] Devices =
    [
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. "0123456789¹²³".SelectMany(digit => new[] { $"COM{digit}", $"LPT{digit}" }),
    ];

    /// <summary>Whether a name is one, and not the way to another folder.</summary>
    public static bool Is(string name) =>
        name is not ("" or "." or "..") && !name.Any(IsRefused) && !IsLostAtEnd(name[^1]) && !IsDevice(name);

    /// <summary>A name as near to a text as can be: what some system would not take is a hyphen. Two texts may get the same one.</summary>
    public static string Of(string text)
    {
        StringBuilder name = new();
        foreach (Rune rune in text.EnumerateRunes().Take(MostCharacters))
        {
            name.Append(rune.IsBmp && IsRefused((char)rune.Value) ? $"{Instead}" : $"{rune}");
        }

        for (int i = name.Length - 1; i >= 0 && IsLostAtEnd(name[i]); i--)
        {
            name[i] = Instead;
        }

        int stem = StemOf($"{name}").Length;
        return IsDevice($"{name}") ? $"{name.Insert(stem, Instead)}" : $"{name}";
    }

    private static bool IsRefused(char character) => char.IsControl(character) || "<>:\"/\\|?*".Contains(character);

    private static bool IsLostAtEnd(char character) => character is '.' or ' ';

    private static bool IsDevice(string name) => Devices.Contains(StemOf(name).TrimEnd(' '), StringComparer.OrdinalIgnoreCase);

    private static string StemOf(string name) => name.Split('.')[0];
}
