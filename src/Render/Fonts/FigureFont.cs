using System.Collections.Concurrent;
using System.Security.Cryptography;
using AttnExtract.Ground;
using SkiaSharp;

namespace AttnExtract.Render.Fonts;

/// <summary>
/// The font that a figure is written in; what it lacks comes from the bundled ones. Fonts of the same content are equal, wherever
/// their files lie. A font that was read from a manifest is looked for when something is drawn in it.
/// </summary>
public sealed class FigureFont : IEquatable<FigureFont>
{
    // By the hash of their files, so that a font that is opened again takes no more memory.
    private static readonly ConcurrentDictionary<string, FontSet> Opened = [];

    private readonly Lazy<FontSet> _fonts;

    private FigureFont(string file, string family, string sha256, Func<FontSet> fonts)
    {
        File = file;
        Family = family;
        Sha256 = sha256;
        _fonts = new(fonts);
    }

    /// <summary>The bundled fonts alone: every figure's, unless it chooses another.</summary>
    public static FigureFont Bundled { get; } = new("", "DejaVu Sans", "", () => FontSet.Bundled);

    /// <summary>Its file: a path as it was given, but of an absolute one, which is nobody else's business, only the name; none if bundled.</summary>
    public string File { get; }

    /// <summary>The name that its file gives it.</summary>
    public string Family { get; }

    /// <summary>SHA-256 of its file in lower-case hexadecimal; empty if bundled.</summary>
    public string Sha256 { get; }

    /// <summary>It and the bundled ones.</summary>
    /// <exception cref="AttnExtractException">It is not to be found where a manifest says.</exception>
    internal FontSet Fonts => _fonts.Value;

    /// <summary>Opens a font.</summary>
    /// <param name="path">A TTF, OTF, TTC or WOFF file.</param>
    /// <exception cref="AttnExtractException">The file is not there, or is no font.</exception>
    public static FigureFont Open(string path)
    {
        if (!System.IO.File.Exists(path))
        {
            throw new AttnExtractException($"There is no font file '{path}'.");
        }

        byte[] bytes = Read(path);
        using SKTypeface? typeface = SKTypeface.FromData(SKData.CreateCopy(bytes));
        if (typeface is null || typeface.GlyphCount == 0)
        {
            throw new AttnExtractException($"'{path}' is not a font that can be read; give a TTF, OTF, TTC or WOFF file.");
        }

        string name = Path.IsPathRooted(path) ? Path.GetFileName(path) : path.Replace(Path.DirectorySeparatorChar, '/');
        string hash = Hash(bytes);
        FontSet fonts = Opened.GetOrAdd(hash, _ => FontSet.Bundled.Behind(new FontFace(
            Path.GetFileName(path), $"'{typeface.FamilyName.Replace("'", "")}', sans-serif", () => FontBytes.Copy(bytes))));
        return new(name, typeface.FamilyName, hash, () => fonts);
    }

    /// <summary>The font that a manifest names: its file from here, or beside the manifest.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="family">The name that the file gives it.</param>
    /// <param name="sha256">The hash of the file.</param>
    /// <param name="figure">What the figure is called in messages.</param>
    /// <param name="folder">The folder of the manifest.</param>
    internal static FigureFont Named(string file, string family, string sha256, string figure, string folder) =>
        new(file, family, sha256, () => Find(file, family, sha256, figure, folder));

    /// <inheritdoc/>
    public bool Equals(FigureFont? other) => other?.Sha256 == Sha256;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FigureFont);

    /// <inheritdoc/>
    public override int GetHashCode() => Sha256.GetHashCode(StringComparison.Ordinal);

    private static FontSet Find(string file, string family, string sha256, string figure, string folder)
    {
        if (Opened.TryGetValue(sha256, out FontSet? known))
        {
            return known;
        }

        // A path that came with a figure from elsewhere reaches no further than those of its own kind.
        string beside = Path.Combine(folder, Path.GetFileName(file));
        string[] there = [.. (Path.IsPathRooted(file) ? [beside] : new[] { file, beside }).Where(System.IO.File.Exists)];
        return there.FirstOrDefault(path => Hash(Read(path)) == sha256) is { } found ? Open(found).Fonts : throw new AttnExtractException(
            $"{figure} is written in '{family}' of the font file '{file}', which {(there.Length > 0 ? "has changed since" : "is not there")}; "
            + "give that file with --font FILE, or --font bundled for the bundled fonts.");
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Read(string path)
    {
        try
        {
            return WholeFile.Bytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }
}
