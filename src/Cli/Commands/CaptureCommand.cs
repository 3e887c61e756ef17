using System.CommandLine;
using System.Text.Json;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Formats;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;

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
        new("attn capture -i corpus.txt --store float16 -o maps.h5", "a corpus in one HDF5 file, a group a text"),
    ];

    /// <inheritdoc/>
    public override Argument<string> Argument => TextOptions.Text;

    /// <inheritdoc/>
    public override IReadOnlyList<Option> OwnOptions =>
    [
        OutputOptions.Output, OutputOptions.Format,
        TextOptions.Input, .. TextOptions.OfFiles,
        TextOptions.Pair, .. TargetOptions.All, TextOptions.Truncate, ModelOptions.Model, ModelOptions.Refresh,
        ModelOptions.GlobalTokens,
        RunOptions.Sites, SelectionOptions.Layers, SelectionOptions.Heads, RunOptions.Precision, RunOptions.Device, RunOptions.Store, RunOptions.Verify,
        .. AblationOptions.All,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        new(OutputOptions.Output, new(
            OutputOptions.Output.HelpName,
            $"{OutputOptions.OfTexts.Value.Description}; an .h5 file keeps all")),
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
        CaptureFiles files = new(call, targets, texts.Count, RunOptions.StoreOf(call));

        PretrainedModel model = ModelRun.Load(call, options, precision, texts: texts);
        files.Write(texts.Select(text => ModelRun.Capture(call, model, text, options)), written => Report(call, written));
        files.Say();
    }

    private static void Report(Invocation call, IEnumerable<WrittenRecord> written)
    {
        if (call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(call.Shell, TextOptions.AreMany(call), written, WriteJson);
            return;
        }

        foreach (WrittenRecord _ in written)
        {
            // Each is written when it is asked for.
        }
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
