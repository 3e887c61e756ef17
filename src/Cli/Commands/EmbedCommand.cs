using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Vectors;
using AttnExtract.Model;

namespace AttnExtract.Cli.Commands;

/// <summary>Makes one vector of every text of a file.</summary>
internal sealed class EmbedCommand : ProgramCommand
{
    private static readonly Argument<string> Texts = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = TextOptions.Input.Description,
    };

    /// <inheritdoc/>
    public override string Name => "embed";

    /// <inheritdoc/>
    public override string Summary => "make one vector of every text";

    /// <inheritdoc/>
    public override string Usage => "FILE  -o FILE | --json  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn embed texts.txt -o vectors.npy", "a row a text, pooled as the model's folder says"),
        new("attn embed texts.txt -o vectors.parquet", "the texts with their vectors, for data frames"),
        new("attn embed texts.txt --pooling cls --layer 3 -o vectors.npy", "the first token's state as it leaves layer 3"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => Texts;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format, .. TextOptions.OfFiles, TextOptions.Pair, .. EmbeddingChoices.All,
        ModelOptions.Model, ModelOptions.Refresh, RunOptions.Precision, RunOptions.Device, RunOptions.Threads, .. RunFolderOptions.All,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Planned => [.. TextOptions.OfFiles, TextOptions.Pair, .. EmbeddingChoices.All, RunOptions.Precision];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>([OutputOptions.OfStudies]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        string[] extensions = [.. VectorFormats.All.Select(format => format.Extension)];
        IReadOnlyList<OutputTarget<VectorFormat>> targets = OutputOptions.Read(call, VectorFormats.For, extensions);
        string file = call.Value(Texts) ?? throw new UsageException(Messages.NoCorpus(call.Command));
        CorpusRun run = new(call, [file], file, () => TextsOf(call, file));
        if (targets.Count == 0 && !call.Has(ReportOptions.Json) && !run.FillsFolder)
        {
            throw new UsageException(Messages.NoVectorTarget(extensions));
        }

        EmbeddingOptions options = EmbeddingChoices.Read(call);
        Precision precision = RunOptions.PrecisionOf(call);
        run.RequireCorpus();
        OutputOptions.Require(call, targets, 1);
        using EmbeddingMerge merge = new();
        if (run.Run(() => ModelRun.Load(call, precision: precision), model => new EmbeddingWork(model, options), merge))
        {
            Report(call, targets, merge.ToVectors());
        }
    }

    private static IEnumerable<TextPair> TextsOf(Invocation call, string file) =>
        TextOptions.StreamSome(call, file).Select(line => new TextPair(line, call.Value(TextOptions.Pair)));

    private static void Report(Invocation call, IReadOnlyList<OutputTarget<VectorFormat>> targets, CorpusVectors vectors)
    {
        call.Timings.Mark("vectors");
        if (vectors.TruncatedTexts > 0)
        {
            call.Note(Messages.CutTexts(vectors));
        }

        OutputBatch.Write(call.Shell, targets, (format, stream) => format.Write(vectors, stream));
        if (call.Has(ReportOptions.Json))
        {
            WriteJson(call, vectors);
        }

        if (targets.Count > 0)
        {
            call.Say(Messages.WroteVectors([.. targets.Select(target => target.Path)], vectors));
        }
    }

    private static void WriteJson(Invocation call, CorpusVectors vectors) => JsonOutput.Write(call.Shell, json =>
    {
        json.WriteStartObject();
        json.WriteString("model", vectors.Provenance.Model);
        json.WriteString("pooling", vectors.Pooling);
        json.WriteString("prompt", vectors.Prompt);
        json.WriteNumber("truncated_texts", vectors.TruncatedTexts);
        json.WriteNumber("truncated_tokens", vectors.Provenance.TruncatedTokens);
        json.WriteTexts("texts", vectors.Chunks.SelectMany(chunk => chunk.Texts).Select(text => text.Text));
        json.WriteArray("vectors", vectors.ToVectors().Values);
        json.WriteEndObject();
    });
}
