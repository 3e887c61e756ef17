using System.Text.Json;
using AttnExtract.Cli.Commands;
using AttnExtract.Cli.Options;
using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Render;
using AttnExtract.Render.Formats;

namespace AttnExtract.Cli.Output;

/// <summary>Turns records into the files that a command line asks for, and remembers what it wrote.</summary>
/// <param name="call">The command line.</param>
/// <param name="targets">The files.</param>
/// <param name="perHead">A folder for a file a head, or null.</param>
/// <param name="layers">The layers to show, or null for all.</param>
/// <param name="heads">The heads to show, or null for all.</param>
/// <param name="style">What the figures look like.</param>
internal sealed class FigureWriter(
    Invocation call,
    IReadOnlyList<OutputTarget<FigureFormat>> targets,
    string? perHead,
    IReadOnlyList<int>? layers,
    IReadOnlyList<int>? heads,
    Func<Figure, Figure> style)
{
    private readonly List<WrittenRecord> _written = [];

    /// <summary>The layers to show, or null for all.</summary>
    public IReadOnlyList<int>? Layers => layers;

    /// <summary>The heads to show, or null for all.</summary>
    public IReadOnlyList<int>? Heads => heads;

    /// <summary>Refuses what cannot be written, before the work.</summary>
    /// <exception cref="UsageException">There is nothing to write.</exception>
    /// <exception cref="AttnExtractException">A file cannot be written.</exception>
    public void RequireWritable(int count)
    {
        if (targets.Count == 0 && perHead is null)
        {
            throw new UsageException(Messages.NoFigureTarget());
        }

        if (perHead is not null && OutputOptions.ExtensionOf(call) is { } extension)
        {
            OutputOptions.FormatOf("panel" + extension, FigureFormat.For);
        }

        OutputOptions.Require(targets, count);
        if (perHead is not null && File.Exists(perHead))
        {
            throw new AttnExtractException(Messages.FolderIsFile(perHead));
        }
    }

    /// <summary>Writes every file of one record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="index">The 0-based number of its text.</param>
    /// <param name="count">How many texts there are.</param>
    public void Write(AttentionRecord record, int index, int count)
    {
        Figure figure = style(record.ToFigure(layers, heads));
        List<string> files = [];
        foreach (OutputTarget<FigureFormat> target in targets.Select(target => target.For(index, count)))
        {
            target.Write(call.Shell, stream => target.Format.Write(figure, stream));
            files.Add(target.Path);
        }

        if (perHead is not null)
        {
            string folder = count == 1 ? perHead : Path.Combine(perHead, OutputTarget<FigureFormat>.Numbered("text", index, count));
            files.AddRange(figure.SavePanels(folder, OutputOptions.ExtensionOf(call) ?? FigureFormat.Png.Extension));
        }

        call.Timings.Mark("figure");
        _written.Add(new(record, figure.Panels.Length, files));
    }

    /// <summary>Says what was written.</summary>
    public void Report()
    {
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, TextOptions.AreMany(call), _written, WriteJson);
        }

        foreach (WrittenRecord written in _written)
        {
            call.Say(Messages.WroteFigure(written));
        }

        call.Say(Messages.AfterFigure(_written[0].MapCount == 1, call.Has(FigureSourceOptions.From)));
    }

    private void WriteJson(Utf8JsonWriter json, WrittenRecord written)
    {
        JsonOutput.WriteRecord(json, written.Record);
        json.WriteNumbers("layers", layers ?? written.Record.Layers);
        json.WriteNumbers("heads", heads ?? written.Record.Heads);
        json.WriteTexts("files", written.Files);
    }
}
