using System.Text.Json;
using AttnExtract.Cli.Output;
using AttnExtract.Render;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Gallery;

namespace AttnExtract.Cli.Lists;

/// <summary>The colormaps by kind, with a strip of their colours where the terminal has any.</summary>
internal sealed class ColormapList : ListSubject
{
    private const int SwatchWidth = 24;

    /// <inheritdoc/>
    public override string Name => "colormaps";

    /// <inheritdoc/>
    public override Figure ToFigure() => ColormapGallery.Figure();

    /// <inheritdoc/>
    public override IReadOnlyList<Figure> ToPages() => ColormapGallery.Pages();

    /// <inheritdoc/>
    public override void WriteText(TextWriter output, TerminalColors colors)
    {
        int width = Colormaps.All.Max(map => map.Name.Length);
        foreach ((string name, ColormapKind kind) in Colormaps.All)
        {
            string line = $"{name.PadRight(width)}  {kind.ToString().ToLowerInvariant(),-13}";
            output.WriteLine(colors.IsOn ? $"{line}  {colors.Swatch(Colormaps.Get(name), SwatchWidth)}" : line.TrimEnd());
        }
    }

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach ((string name, ColormapKind kind) in Colormaps.All)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("reversed", name + "_r");
            json.WriteString("kind", kind.ToString().ToLowerInvariant());
            json.WriteNumber("colors", Colormaps.Get(name).Colors.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
