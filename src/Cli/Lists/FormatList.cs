using System.Text.Json;
using AttnExtract.Cli.Output;
using AttnExtract.Extract.Formats;
using AttnExtract.Extract.Measures.Formats;
using AttnExtract.Extract.Tables;
using AttnExtract.Extract.Vectors;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Cli.Lists;

/// <summary>The formats that <c>-o</c> takes, by extension.</summary>
internal sealed class FormatList : ListSubject
{
    private static IEnumerable<(string Extension, string Command, string Description)> Entries =>
    [
        .. FigureFormat.All.SelectMany(format => format.Extensions.Select(extension => (extension, "figure", format.Description))),
        (ViewerPage.Extension, "view", ViewerPage.Description),
        .. RecordFormats.All.SelectMany(format => format.Extensions.Select(extension => (extension, "capture", format.Description))),
        .. TableFormats.All.Select(format => (format.Extension, "ablate", format.Description)),
        .. MeasurementFormats.All.Select(format => (format.Extension, "measure", format.Description)),
        .. VectorFormats.All.Select(format => (format.Extension, "embed", format.Description)),
    ];

    /// <summary>Every extension, with its dot.</summary>
    public static IEnumerable<string> Extensions => Entries.Select(entry => entry.Extension).Distinct();

    /// <inheritdoc/>
    public override string Name => "formats";

    /// <inheritdoc/>
    public override void WriteText(TextWriter output, TerminalColors colors) => output.Write(TextTable.Of(
        [], [.. Entries.Select(entry => (string[])[entry.Extension, $"attn {entry.Command}", entry.Description])]));

    /// <inheritdoc/>
    public override void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach ((string extension, string command, string description) in Entries)
        {
            json.WriteStartObject();
            json.WriteString("extension", extension);
            json.WriteString("command", command);
            json.WriteString("description", description);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
