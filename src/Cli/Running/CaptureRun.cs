using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.Captures;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Formats;
using AttnExtract.Model;

namespace AttnExtract.Cli.Running;

/// <summary>Captures of a text or a corpus: straight into files, into the folder of a run, or from there.</summary>
/// <param name="call">The command line.</param>
/// <param name="targets">The files.</param>
/// <param name="options">What is kept.</param>
/// <param name="store">How much of every number is kept.</param>
/// <param name="precision">What is computed in.</param>
internal sealed class CaptureRun(
    Invocation call, IReadOnlyList<OutputTarget<RecordFormat>> targets, CaptureOptions options, RecordPrecision store, Precision precision)
{
    // Large enough for threads to share, and small enough for what a stop loses: maps are large.
    private const int UsualChunk = 64;

    /// <summary>Captures the text of the command line.</summary>
    /// <param name="report">Goes through what was written, and so has it written.</param>
    public void OfText(Action<Invocation, IEnumerable<WrittenRecord>> report)
    {
        IReadOnlyList<TextPair> texts = TextOptions.Read(call);
        new CorpusRun(call, [], null, () => texts).RequireCorpus();
        CaptureFiles files = new(call, targets, texts.Count, store);
        PretrainedModel model = ModelRun.Load(call, options, precision, texts: texts);
        Write(files, texts.Select(text => ModelRun.Capture(call, model, text, options)), report);
    }

    /// <summary>Captures the texts of a file.</summary>
    /// <param name="report">Goes through what was written, and so has it written.</param>
    public void OfCorpus(Action<Invocation, IEnumerable<WrittenRecord>> report)
    {
        if (call.Merged is { } merged)
        {
            Merge(merged, report);
            return;
        }

        CorpusRun run = CorpusRun.OfTexts(call, UsualChunk);
        run.RequireCorpus();
        if (RunFolderOptions.FolderOf(call) is { } folder)
        {
            run.Fill(
                folder, Load, WorkOf,
                (model, chunks) => CaptureForecast.Say(call, VolumeOf(model, run, chunks), folder, store));
            return;
        }

        CaptureFiles files = new(call, targets, run.CountTexts(), store);
        PretrainedModel model = Load();
        CaptureForecast.Say(call, VolumeOf(model, run, run.Chunks), targets, store);
        UnknownTokens unknown = new(model.Tokenizer, model.Folder, model.Name);
        using CaptureWork work = WorkOf(model);
        run.Naming(run.Texts, 0, () => Write(files, work.Capture(run.Texts.Select(unknown.Count)), report));
        unknown.Remark(call);
    }

    private void Merge(RunFolder run, Action<Invocation, IEnumerable<WrittenRecord>> report)
    {
        CaptureFiles files = new(call, targets, run.Plan.Corpus.TextCount, store);
        if (!call.Has(RunFolderOptions.PlanOnly))
        {
            UnknownTokens unknown = new();
            Write(files, run.Partials().Select(unknown.Take).SelectMany(RecordPartial.Read), report);
            CorpusRun.RemarkCorpus(call, run);
            unknown.Remark(call);
        }
    }

    private void Write(CaptureFiles files, IEnumerable<AttentionRecord> records, Action<Invocation, IEnumerable<WrittenRecord>> report)
    {
        files.Write(records, written => report(call, written));
        files.Say();
    }

    private PretrainedModel Load() => ModelRun.Load(call, options, precision);

    private CaptureWork WorkOf(PretrainedModel model) => new(model, options, store, text => ModelRun.Encode(call, model, text, options));

    // Null where it depends on what a decoder writes.
    private RecordVolume? VolumeOf(PretrainedModel model, CorpusRun run, IEnumerable<Chunk<TextPair>> chunks)
    {
        CaptureVolume volume = new(model, options);
        bool isKnown = true;
        foreach (Chunk<TextPair> chunk in chunks)
        {
            run.Naming(chunk, () =>
            {
                foreach (TextPair text in chunk.Texts.Select(text => TargetOptions.InColumns(model, text)))
                {
                    isKnown = isKnown && !TargetOptions.MustGenerate(call, model, text, options);
                    if (isKnown)
                    {
                        volume.Add(model.Encode(ModelRun.WithoutUnread(model, text, options), options.Truncate));
                    }
                }
            });
        }

        call.Timings.Mark("size");
        return isKnown ? volume.Sum : null;
    }
}
