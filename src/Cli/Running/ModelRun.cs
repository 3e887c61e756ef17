using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hub;
using AttnExtract.Model.Text;

namespace AttnExtract.Cli.Running;

/// <summary>Runs the model that a command line names: finds its folder, loads it with a head start for what takes longest, and captures.</summary>
internal static class ModelRun
{
    /// <summary>The folder of the model, downloaded where the command line names a model on the Hub.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="withWeights">False where configuration and tokenizer are enough.</param>
    /// <exception cref="AttnExtractException">There is no such model, or it cannot be had.</exception>
    public static string FolderOf(Invocation call, bool withWeights = true) => FolderOf(call, ModelOptions.ModelOf(call), withWeights);

    private static string FolderOf(Invocation call, string model, bool withWeights)
    {
        if (call.Shell.ModelFolder(model) is { } served)
        {
            return served;
        }

        if (Directory.Exists(model))
        {
            return model;
        }

        using DownloadBar progress = new(call);
        return HubModel.FolderOf(model, ModelOptions.HubSettingsOf(call, withWeights), progress);
    }

    /// <summary>Loads the model.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="options">What will be kept of a run; what the model does not have is refused before it is loaded.</param>
    /// <param name="precision">The type to compute in.</param>
    /// <param name="meanwhile">What else may begin in the background.</param>
    /// <param name="texts">What it will read; what it does not know of them is remarked.</param>
    /// <param name="name">Another model than the command line's first.</param>
    /// <exception cref="AttnExtractException">It cannot be loaded, or has not what is asked for.</exception>
    public static PretrainedModel Load(
        Invocation call, CaptureOptions? options = null, Precision precision = Precision.Float32, Action? meanwhile = null,
        IEnumerable<TextPair>? texts = null, string? name = null)
    {
        RunOptions.Share(call);
        PretrainedFolder folder = PretrainedFolder.Open(FolderOf(call, name ?? ModelOptions.ModelOf(call), withWeights: true));
        options?.RequireIn(folder.Structure, folder.Name);
        TargetOptions.RemarkUnreadLanguage(call, folder);
        ComputeDevice device = RunOptions.DeviceOf(call);
        HeadStart.ForModel();
        meanwhile?.Invoke();
        PretrainedModel model = call.Shell.Models.Load(folder, precision, ModelOptions.GlobalTokensOf(call), device);
        call.Timings.Mark("model");
        UnknownTokens.Remark(call, model.Tokenizer, model.Folder, model.Name, texts ?? []);
        return model;
    }

    /// <summary>What is read of a text: it, or with what the model writes itself.</summary>
    /// <exception cref="AttnExtractException">The model would have to write, and cannot.</exception>
    public static ReadText Read(Invocation call, PretrainedModel model, TextPair text, CaptureOptions options)
    {
        text = TargetOptions.InColumns(model, text);
        if (TargetOptions.MustGenerate(call, model, text, options))
        {
            Generation written = model.Generate(text, TargetOptions.MostTokens(call));
            call.Timings.Mark("generation");
            call.Say(Messages.Generated(WrittenText.Of(written)));
            return new(text, written);
        }

        return new(WithoutUnread(model, text, options), null);
    }

    /// <summary>A text without a target that nothing reads, because the encoder alone is looked at.</summary>
    public static TextPair WithoutUnread(PretrainedModel model, TextPair text, CaptureOptions options) =>
        options.Kinds?.SequenceEqual([AttentionKind.Encoder]) == true && model.CanGenerate() ? text with { Target = null } : text;

    /// <summary>Captures one text, and proves the run where the command line asks for that.</summary>
    /// <exception cref="AttnExtractException">The text cannot be read, or the run does not agree with its proof.</exception>
    public static AttentionRecord Capture(Invocation call, PretrainedModel model, TextPair text, CaptureOptions options) =>
        Capture(call, model, Read(call, model, text, options), options);

    /// <inheritdoc cref="Capture(Invocation, PretrainedModel, TextPair, CaptureOptions)"/>
    public static AttentionRecord Capture(Invocation call, PretrainedModel model, ReadText read, CaptureOptions options)
    {
        Prove(call, model, read, options);
        AttentionRecord record = read.Written is { } written ? model.Capture(written.Encoding, options) : model.Capture([read.Text], options)[0];
        call.Timings.Mark("capture");
        return record;
    }

    /// <summary>What is read of a text of a corpus, as tokens, and proved where the command line asks for that.</summary>
    /// <exception cref="AttnExtractException">The text cannot be read, or the run does not agree with its proof.</exception>
    public static Encoding Encode(Invocation call, PretrainedModel model, TextPair text, CaptureOptions options)
    {
        ReadText read = Read(call, model, text, options);
        Prove(call, model, read, options);
        return read.Written?.Encoding ?? model.Encode(read.Text, options.Truncate);
    }

    private static void Prove(Invocation call, PretrainedModel model, ReadText read, CaptureOptions options)
    {
        if (!call.Has(RunOptions.Verify))
        {
            return;
        }

        Verification verification = read.Written is { } written ? model.Verify(written.Encoding) : model.Verify(read.Text, options.Truncate);
        call.Timings.Mark("proof");
        if (!verification.Holds)
        {
            throw new AttnExtractException(verification.ToString());
        }

        call.Say(verification.ToString());
    }
}
