using System.CommandLine;
using System.Text.Json;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Extract.Formats;
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
    public override string Usage => "TEXT | -i FILE  -o FILE | -o FOLDER/  [options]";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("attn capture \"The cat sat on the mat.\" -o run.safetensors", "every attention map, for attn figure --from run.safetensors"),
        new("attn capture \"The cat sat.\" --sites attention.z,final.out --layers 0-2 -o run.npz", "other sites, for NumPy"),
        new("attn capture -i corpus.txt --store float16 -o maps.h5", "a corpus in one HDF5 file, a group a text"),
        new("attn capture -i corpus.txt -o run/", "the same in chunks that are kept as they are done, for attn merge run/ -o maps.h5"),
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
        RunOptions.Sites, SelectionOptions.Layers, SelectionOptions.Heads, SelectionOptions.Queries,
        RunOptions.Precision, RunOptions.Device, RunOptions.Store, RunOptions.Verify,
        .. AblationOptions.All, RunOptions.Threads, .. RunFolderOptions.All,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Option> Planned =>
    [
        .. TextOptions.OfFiles, TextOptions.Pair, .. TargetOptions.All, TextOptions.Truncate, ModelOptions.GlobalTokens,
        RunOptions.Sites, SelectionOptions.Layers, SelectionOptions.Heads, SelectionOptions.Queries,
        RunOptions.Precision, RunOptions.Store, .. AblationOptions.All,
    ];

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<Option, OptionWords> OwnWords { get; } = new Dictionary<Option, OptionWords>(
    [
        new(OutputOptions.Output, new(
            OutputOptions.Output.HelpName,
            $"{OutputOptions.OfTexts.Value.Description}; an .h5 file keeps all; FOLDER/ keeps every chunk that is done, and is for attn merge")),
        TargetOptions.OfTexts,
    ]);

    /// <inheritdoc/>
    protected override void Execute(Invocation call)
    {
        string[] extensions = [.. RecordFormats.All.SelectMany(format => format.Extensions)];
        IEnumerable<RecordFormat> ofStreams = RecordFormats.All.Where(format => format is not SeriesRecordFormat { IsInParts: true });
        IReadOnlyList<OutputTarget<RecordFormat>> targets =
            OutputOptions.Read(call, RecordFormats.For, ofStreams.SelectMany(format => format.Extensions));
        if (targets.Count == 0 && RunFolderOptions.FolderOf(call) is null)
        {
            throw new UsageException(Messages.NoCaptureTarget(extensions));
        }

        CaptureOptions options = new()
        {
            Sites = RunOptions.SitesOf(call) ?? CaptureOptions.Default.Sites,
            Layers = SelectionOptions.Read(call, SelectionOptions.Layers),
            Heads = SelectionOptions.Read(call, SelectionOptions.Heads),
            Queries = SelectionOptions.QueriesOf(call),
            Kinds = TargetOptions.KindsOf(call),
            Ablations = AblationOptions.Read(call),
            Truncate = call.Has(TextOptions.Truncate),
        };
        CaptureRun run = new(call, targets, options, RunOptions.StoreOf(call), RunOptions.PrecisionOf(call));
        if (TextOptions.AreMany(call))
        {
            run.OfCorpus(Report);
        }
        else
        {
            run.OfText(Report);
        }
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
