using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Render.Colors;

/// <summary>
/// Every registered colormap: matplotlib's and seaborn's, each also reversed under its name with <c>_r</c>. The tables
/// are data (<c>colormaps.json</c>); only the one asked for is read.
/// </summary>
public static class Colormaps
{
    private static readonly Lazy<byte[]> Data = new(ReadData);
    private static readonly Lazy<ImmutableArray<(string Name, ColormapKind Kind)>> Catalog = new(ReadCatalog);

    /// <summary>Seaborn's default for a heatmap.</summary>
    public const string Default = "rocket";

    /// <summary>Seaborn's default for a heatmap with a centre.</summary>
    public const string DefaultCentered = "icefire";

    /// <summary>Names and kinds, without the reversed ones, ordered by kind.</summary>
    public static IReadOnlyList<(string Name, ColormapKind Kind)> All => Catalog.Value;

    /// <summary>
    /// Finds a colormap by name, or makes one: a list of colours (<c>#fff,#00441b</c>, of as many steps as colours), a
    /// blend through colours (<c>white..#00441b</c>, 256 steps), or a file of colours, one a line (<c>mine.txt</c>).
    /// </summary>
    /// <exception cref="AttnExtractException">There is no such name, or a colour in it is none.</exception>
    public static Colormap Get(string name) =>
        ColormapFile.IsMeant(name) ? ColormapFile.Read(name)
        : name.Contains("..", StringComparison.Ordinal) ? Blend(name, [.. name.Split("..").Select(Rgba.Parse)])
        : name.Contains(',') || name.StartsWith('#') ? Listed(name, [.. name.Split(',').Select(Rgba.Parse)])
        : Registered(name);

    /// <summary>Whether a name is that of a file of colours.</summary>
    public static bool IsFile(string name) => ColormapFile.IsMeant(name);

    /// <summary>The colormap that is registered under a name.</summary>
    /// <exception cref="AttnExtractException">There is none.</exception>
    internal static Colormap Registered(string name) => Read(name) ?? throw Unknown(name);

    /// <summary>A map of exactly these colours, as matplotlib's ListedColormap.</summary>
    public static Colormap Listed(string name, ImmutableArray<Rgba> colors) => new(name, ColormapKind.Custom, colors);

    /// <summary>A map of 256 steps that runs evenly through colours, as matplotlib's LinearSegmentedColormap.from_list.</summary>
    public static Colormap Blend(string name, ImmutableArray<Rgba> through)
    {
        const int Count = 256;
        Rgba[] colors = new Rgba[Count];
        for (int i = 0; i < Count; i++)
        {
            double place = (double)i / (Count - 1) * (through.Length - 1);
            int left = Math.Min((int)place, Math.Max(0, through.Length - 2));
            Rgba from = through[left];
            Rgba to = through[Math.Min(left + 1, through.Length - 1)];
            double part = place - left;
            double Mix(byte a, byte b) => (a + ((b - a) * part)) / 255;
            colors[i] = Rgba.FromUnit(Mix(from.R, to.R), Mix(from.G, to.G), Mix(from.B, to.B), Mix(from.A, to.A));
        }

        return new(name, ColormapKind.Custom, [.. colors]);
    }

    private static AttnExtractException Unknown(string name)
    {
        string[] names = [.. All.Select(map => map.Name).Order(StringComparer.OrdinalIgnoreCase)];
        return new Registry<string>(
            one => [one],
            (typed, didYouMean, _) => $"No colormap '{typed}'.{didYouMean} "
                + $"There are {string.Join(", ", names)}; each also reversed, with _r; or write colours: '#fff,#00441b' or 'white..#00441b'.",
            [.. names, .. names.Select(known => known + "_r")]).Unknown(name);
    }

    private static Colormap? Read(string name)
    {
        bool isReversed = name.EndsWith("_r", StringComparison.Ordinal);
        string plain = isReversed ? name[..^2] : name;
        Utf8JsonReader reader = OpenMaps();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(plain))
            {
                reader.Read();
                JsonElement map = JsonElement.ParseValue(ref reader);
                return isReversed ? ParseReversed(plain, map) : Parse(plain, map);
            }

            reader.Skip();
        }

        return null;
    }

    private static Colormap ParseReversed(string name, JsonElement map)
    {
        Colormap backwards = Parse(name, map).Reversed();
        return map.TryGetProperty("reversed", out JsonElement digits)
            ? backwards.WithColors(Table(digits.GetString()!))
            : backwards;
    }

    private static Colormap Parse(string name, JsonElement map)
    {
        ImmutableArray<Rgba> colors = Table(map.GetProperty("colors").GetString()!);
        Colormap plain = new(name, Enum.Parse<ColormapKind>(map.GetProperty("kind").GetString()!, ignoreCase: true), colors);
        if (!map.TryGetProperty("border", out JsonElement border))
        {
            return plain;
        }

        bool[] isLight = [.. colors.Select((_, i) => plain.IsLight((i + 0.5) / colors.Length))];
        foreach (JsonElement index in border.EnumerateArray())
        {
            isLight[index.GetInt32()] ^= true;
        }

        return new(name, plain.Kind, plain.Colors, [.. isLight]);
    }

    private static ImmutableArray<Rgba> Table(string digits)
    {
        Rgba[] colors = new Rgba[digits.Length / 6];
        for (int i = 0; i < colors.Length; i++)
        {
            uint value = uint.Parse(digits.AsSpan(6 * i, 6), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            colors[i] = new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        }

        return [.. colors];
    }

    private static ImmutableArray<(string Name, ColormapKind Kind)> ReadCatalog()
    {
        ImmutableArray<(string Name, ColormapKind Kind)>.Builder maps = ImmutableArray.CreateBuilder<(string, ColormapKind)>();
        Utf8JsonReader reader = OpenMaps();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            string kind = JsonElement.ParseValue(ref reader).GetProperty("kind").GetString()!;
            maps.Add((name, Enum.Parse<ColormapKind>(kind, ignoreCase: true)));
        }

        return maps.ToImmutable();
    }

    // Stands before the first map's name.
    private static Utf8JsonReader OpenMaps()
    {
        Utf8JsonReader reader = new(Data.Value);
        reader.Read();
        while (reader.Read() && !reader.ValueTextEquals("maps"u8))
        {
            reader.Skip();
        }

        reader.Read();
        return reader;
    }

    private static byte[] ReadData()
    {
        using Stream stream = typeof(Colormaps).Assembly.GetManifestResourceStream("AttnExtract.Render.Colors.colormaps.json")!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
