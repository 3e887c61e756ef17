using System.Text.Json;
using AttnExtract.Cli.Output;
using AttnExtract.Render;

namespace AttnExtract.Cli.Lists;

/// <summary>One thing that there are several of.</summary>
internal abstract class ListSubject
{
    /// <summary>What is typed after <c>attn list</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The same as a figure; null where there is nothing to see.</summary>
    public virtual Figure? ToFigure() => null;

    /// <summary>That figure in pages of A4, for formats that have pages.</summary>
    public virtual IReadOnlyList<Figure> ToPages() => ToFigure() is { } only ? [only] : [];

    /// <summary>Writes one plain line an entry.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="colors">How colours are shown there.</param>
    public abstract void WriteText(TextWriter output, TerminalColors colors);

    /// <summary>Writes the same as one JSON value.</summary>
    public abstract void WriteJson(Utf8JsonWriter json);
}
