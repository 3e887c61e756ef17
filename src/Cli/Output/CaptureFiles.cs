using AttnExtract.Cli.Options;
using AttnExtract.Extract;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Cli.Output;

/// <summary>The files of captures: of some formats one a text, of others one of all texts, into which each is written before the next is run.</summary>
internal sealed class CaptureFiles
{
    private readonly Invocation _call;
    private readonly IReadOnlyList<OutputTarget<RecordFormat>> _targets;
    private readonly OutputTarget<RecordFormat>[] _ofAll;
    private readonly int _count;
    private readonly RecordPrecision _store;
    private readonly List<string> _said = [];
    private bool _hasPatterns;
    private int _sites;

    /// <summary>Chooses the files of so many texts.</summary>
    /// <exception cref="UsageException">Several records would mix on standard output.</exception>
    /// <exception cref="AttnExtractException">A file cannot be written.</exception>
    public CaptureFiles(Invocation call, IReadOnlyList<OutputTarget<RecordFormat>> targets, int count, RecordPrecision store)
    {
        (_call, _targets, _count, _store) = (call, targets, count, store);
        _ofAll = [.. targets.Where(IsOfAll)];
        if (_ofAll.FirstOrDefault(target => target.IsStream && target.Format is SeriesRecordFormat { IsInParts: true }) is { } stream)
        {
            throw new UsageException(Messages.NotOneFile(stream.Path, stream.Format.Extensions[0]));
        }

        OutputOptions.Require(call, OfEach, count);
        OutputOptions.Require(call, _ofAll, 1);
    }

    private OutputTarget<RecordFormat>[] OfEach => [.. _targets.Where(target => !IsOfAll(target))];

    /// <summary>Writes them; they take their places when the last text is written, and those of one text when it is.</summary>
    /// <param name="records">The records, made as they are written.</param>
    /// <param name="report">Goes through what was written, and so has it written.</param>
    /// <exception cref="AttnExtractException">A text cannot be captured, or a file not be written.</exception>
    public void Write(IEnumerable<AttentionRecord> records, Action<IEnumerable<WrittenRecord>> report)
    {
        using OutputBatch batch = new(_call.Shell);
        Begin(batch, [], records, report);
        batch.Place();
    }

    /// <summary>Says what was written, and what to do with it.</summary>
    public void Say()
    {
        foreach (string line in _said)
        {
            _call.Say(line);
        }

        if (_ofAll.Length > 0)
        {
            _call.Say(Messages.WroteCaptures([.. _ofAll.Select(target => target.Path)], _sites, _count));
        }

        OutputTarget<RecordFormat>? kept = _targets.FirstOrDefault(target => !target.IsStream);
        string? first = kept is not null && IsOfAll(kept) ? SeriesRecordFormat.NameOf(0) : null;
        _call.Say(Messages.AfterCapture(kept?.For(0, first is null ? _count : 1).Path, first, _hasPatterns));
    }

    private bool IsOfAll(OutputTarget<RecordFormat> target) => target.Format is SeriesRecordFormat series && (_count > 1 || series.IsInParts);

    // One within the other, so that all are open while the texts are run.
    private void Begin(
        OutputBatch batch, List<RecordSeries> open, IEnumerable<AttentionRecord> records, Action<IEnumerable<WrittenRecord>> report)
    {
        if (open.Count == _ofAll.Length)
        {
            report(Written(records, open));
            return;
        }

        OutputTarget<RecordFormat> next = _ofAll[open.Count];
        batch.Add(next, (files, stream) =>
        {
            using RecordSeries series = ((SeriesRecordFormat)next.Format).Begin(files, next.Path, stream, _store);
            open.Add(series);
            Begin(batch, open, records, report);
            series.Finish();
        });
    }

    private IEnumerable<WrittenRecord> Written(IEnumerable<AttentionRecord> records, IReadOnlyList<RecordSeries> open)
    {
        foreach ((int i, AttentionRecord record) in records.Index())
        {
            OutputTarget<RecordFormat>[] ofThis = [.. OfEach.Select(target => target.For(i, _count))];
            OutputBatch.Write(_call.Shell, ofThis, (format, stream) => format.Write(record, stream, _store));
            foreach (RecordSeries series in open)
            {
                series.Add(record);
            }

            _call.Timings.Mark("files");
            WrittenRecord written = new(
                record, record.Sites.Count, [.. record.Parts.Select(part => new ShownSize(part.Tokens.Count, null)).Distinct()], TokenPolicy.Plain.Unit,
                [.. ofThis.Select(target => target.Path)]);
            if (i == 0)
            {
                (_sites, _hasPatterns) = (record.Parts.Sum(part => part.Sites.Count), record.Parts.Any(part => part.Layers.Count > 0));
            }

            if (ofThis.Length > 0)
            {
                _said.Add(Messages.WroteCapture(written));
            }

            yield return written with { Files = [.. _targets.Select(target => IsOfAll(target) ? target.Path : target.For(i, _count).Path)] };
        }
    }
}
