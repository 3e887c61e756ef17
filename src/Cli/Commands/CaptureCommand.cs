using System.CommandLine;
using System.Text.Json;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Cli.Commands;

/// <summary>Keeps the numbers of a run in a file.</summary>
internal sealed class CaptureCommand : ProgramCommand
{
    /// <inheritdoc/>
    public override string Name => "capture";

    /// <inheritdoc/>
    public override string Summary => "keep the numbers: attention maps, or whatever else passes inside the model";

    /// <inheritdoc/>
    public override string Usage => "TEXT | -i FILE  -o FILE  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn capture \"The cat sat on the mat.\" -o run.safetensors", "every attention map, for attn figure --from run.safetensors"),
        new("attn capture \"The cat sat.\" --sites attention.z,final.out --layers 0-2 -o run.npz", "other sites, for NumPy"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format,
        TextOptions.Input, TextOptions.Pair, .. TargetOptions.All, TextOptions.Truncate, ModelOptions.Model, ModelOptions.Refresh,
        ModelOptions.GlobalTokens,
        RunOptions.Sites, SelectionOptions.Layers, SelectionOptions.Heads, RunOptions.Precision, RunOptions.Verify,
        .. AblationOptions.All,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        OutputOptions.OfTexts,
        TargetOptions.OfTexts,
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        string[] extensions = [.. RecordFormats.All.SelectMany(format => format.Extensions)];
        IReadOnlyList<OutputTarget<RecordFormat>> targets = OutputOptions.Read(call, RecordFormats.For, extensions);
        if (targets.Count == 0)
        {
            throw new UsageException(Messages.NoCaptureTarget(extensions));
        }

        CaptureOptions options = new()
        {
            Sites = RunOptions.SitesOf(call) ?? CaptureOptions.Default.Sites,
            Layers = SelectionOptions.Read(call, SelectionOptions.Layers),
            Heads = SelectionOptions.Read(call, SelectionOptions.Heads),
            Kinds = TargetOptions.KindsOf(call),
            Ablations = AblationOptions.Read(call),
            Truncate = call.Has(TextOptions.Truncate),
        };
        Precision precision = RunOptions.PrecisionOf(call);
        IReadOnlyList<TextPair> texts = TextOptions.Read(call);
        OutputOptions.Require(call, targets, texts.Count);

        PretrainedModel model = ModelRun.Load(call, options, precision, texts: texts);
        List<WrittenRecord> written = [];
        for (int i = 0; i < texts.Count; i++)
        {
            AttentionRecord record = ModelRun.Capture(call, model, texts[i], options);
            written.Add(new(
                record, record.Sites.Count, record.Tokens.Count, null, TokenPolicy.Plain.Unit,
                Write(call, record, [.. targets.Select(target => target.For(i, texts.Count))])));
        }

        Report(call, written);
    }

    private static IReadOnlyList<string> Write(Invocation call, AttentionRecord record, IReadOnlyList<OutputTarget<RecordFormat>> targets)
    {
        OutputBatch.Write(call.Shell, targets, (format, stream) => format.Write(record, stream));
        call.Timings.Mark("files");
        return [.. targets.Select(target => target.Path)];
    }

    private static void Report(Invocation call, IReadOnlyList<WrittenRecord> written)
    {
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, TextOptions.AreMany(call), written, WriteJson);
        }

        foreach (WrittenRecord one in written)
        {
            call.Say(Messages.WroteCapture(one));
        }

        string? file = written[0].Files.FirstOrDefault(file => file != OutputOptions.Stdout && !AtomicFile.IsStream(file));
        call.Say(Messages.AfterCapture(file, hasPatterns: written[0].Record.Parts.Any(part => part.Layers.Count > 0)));
    }

    private static void WriteJson(Utf8JsonWriter json, WrittenRecord written)
    {
        JsonOutput.WriteRecord(json, written.Record);
        json.WriteNumbers("heads", written.Record.Heads);
        json.WriteStartObject("sites");
        foreach ((HookName name, DenseArray array) in written.Record.Parts.SelectMany(part => part.Sites))
        {
            json.WriteNumbers($"{name}", array.Shape.Prepend(1));
        }

        json.WriteEndObject();
        json.WriteTexts("files", written.Files);
    }
}
