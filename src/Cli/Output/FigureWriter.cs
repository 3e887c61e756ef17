using System.Text.Json;
using AttnExtract.Cli.Options;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Render;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Cli.Output;

/// <summary>Turns records into the files that a command line asks for, or shows them on its terminal; remembers what it wrote.</summary>
/// <param name="call">The command line.</param>
/// <param name="files">The files.</param>
/// <param name="pages">The pages to look around in that go beside them.</param>
/// <param name="layers">The layers to show, or null for all.</param>
/// <param name="heads">The heads to show, or null for all.</param>
internal sealed class FigureWriter(
    Invocation call, FigureFiles files, IReadOnlyList<OutputTarget<ResultFormat<ViewerPage>>> pages, IReadOnlyList<int>? layers, IReadOnlyList<int>? heads)
{
    private readonly Func<Figure, Figure> _style = FigureOptions.Read(call);
    private readonly TokenPolicy _policy = PolicyOptions.PolicyOf(call);
    private readonly MeanPanels _means = PolicyOptions.MeansOf(call);
    private readonly List<WrittenRecord> _written = [];

    /// <summary>Refuses what cannot be written, before the work.</summary>
    /// <exception cref="UsageException">There is nothing to write, and no terminal to show it on.</exception>
    /// <exception cref="AttnExtractException">A file cannot be written.</exception>
    public void RequireWritable(int count)
    {
        if (files.IsEmpty && pages.Count == 0 && !TerminalView.IsWanted(call))
        {
            throw new UsageException(Messages.NoFigureTarget());
        }

        files.Require(count);
        OutputOptions.Require(call, pages, count);
    }

    /// <summary>Writes every file of one record, or shows it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="text">Its text as it was given; null for a run in a file.</param>
    /// <param name="index">The 0-based number of its text.</param>
    /// <param name="count">How many texts there are.</param>
    public void Write(AttentionRecord record, TextPair? text, int index, int count)
    {
        Figure figure = _style(TargetOptions.WantsAll(call) && record.Kind is not null
            ? record.ToKindsFigure(layers, heads, _policy, _means)
            : record.ToFigure(layers, heads, _policy, _means));
        if (files.IsEmpty && pages.Count == 0)
        {
            files.Warn(figure);
            // Of several kinds of attention this one need not have all that is shown.
            TerminalView.WriteHeads(
                call, record, [.. (layers ?? record.Layers).Where(record.Layers.Contains)], [.. (heads ?? record.Heads).Where(record.Heads.Contains)]);
            TerminalView.Write(call, figure);
        }
        else
        {
            bool isOfKinds = TargetOptions.WantsAll(call);
            IEnumerable<ShownSize> sizes = figure.Panels.Select(panel => panel.Values).Select(map => new ShownSize(
                map.Rows, (isOfKinds ? map.Columns != map.Rows : record.HasOtherKeys) ? map.Columns : null));
            _written.Add(new(record, figure.Panels.Length, [.. sizes.Distinct()], _policy.Unit, WriteFiles(record, text, figure, index, count)));
        }
    }

    private IReadOnlyList<string> WriteFiles(AttentionRecord record, TextPair? text, Figure figure, int index, int count)
    {
        using OutputBatch batch = new(call.Shell);
        if (!files.IsEmpty)
        {
            files.Add(batch, figure, index, count);
        }

        if (pages.Count > 0)
        {
            ViewerPage shown = text is null
                ? RunPage.OfFile(call, call.Value(RunFileOptions.From)!, record, layers, heads)
                : RunPage.OfText(call, record, text);
            ViewerPage page = shown with
            {
                Colormap = figure.Scale.Colormap is { Kind: not ColormapKind.Custom } map ? map.Name : null,
                Theme = call.Has(PageOptions.Theme) ? figure.Theme : null,
            };
            batch.Add(pages.Select(target => target.For(index, count)), (format, stream) => format.Keep(page, stream));
        }

        return batch.Place();
    }

    /// <summary>Writes every file of the mean over texts, or shows it.</summary>
    /// <param name="records">A record of each text.</param>
    public void WriteMean(IReadOnlyList<AttentionRecord> records)
    {
        Figure figure = _style(records.ToMeanFigure(layers, heads, _policy, _means));
        string texts = Messages.Count(records.Count, "text");
        files.WriteOnly(figure, written => Messages.Wrote(
            written, $"{Messages.Count(figure.Panels.Length, "attention map")}, the mean over {texts}"));
    }

    /// <summary>Says what was written.</summary>
    public void Report()
    {
        if (_written.Count == 0)
        {
            return;
        }

        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, TextOptions.AreMany(call), _written, WriteJson);
        }

        foreach (WrittenRecord written in _written)
        {
            call.Say(Messages.WroteFigure(written));
        }

        WrittenRecord first = _written[0];
        if (NextSteps.AfterFigure(call, layers ?? first.Record.Layers, heads ?? first.Record.Heads, first.Sizes[0].Rows) is { Length: > 0 } next)
        {
            call.Say(next);
        }
    }

    private void WriteJson(Utf8JsonWriter json, WrittenRecord written)
    {
        JsonOutput.WriteRecord(json, written.Record);
        json.WriteNumbers("layers", layers ?? written.Record.Layers);
        json.WriteNumbers("heads", heads ?? written.Record.Heads);
        json.WriteTexts("files", written.Files);
    }
}

/// <summary>What came of one record.</summary>
/// <param name="Record">The record.</param>
/// <param name="MapCount">How many maps each file shows.</param>
/// <param name="Sizes">How large they are; of one kind of attention all alike.</param>
/// <param name="Unit">What is counted, tokens or words.</param>
/// <param name="Files">The files.</param>
internal sealed record WrittenRecord(AttentionRecord Record, int MapCount, IReadOnlyList<ShownSize> Sizes, string Unit, IReadOnlyList<string> Files);

/// <summary>How large a map is.</summary>
/// <param name="Rows">How many tokens or words it has rows of.</param>
/// <param name="Keys">How many columns, where these are of another text; else null.</param>
internal sealed record ShownSize(int Rows, int? Keys);
