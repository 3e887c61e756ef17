using AttnExtract.Cli.Options;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Running;

/// <summary>Runs the model that a command line names: loads it with a head start for what takes longest, and captures.</summary>
internal static class ModelRun
{
    /// <summary>Loads the model.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="options">What will be kept of a run; what the model does not have is refused before it is loaded.</param>
    /// <param name="precision">The type to compute in.</param>
    /// <param name="meanwhile">What else may begin in the background.</param>
    /// <exception cref="AttnExtractException">It cannot be loaded, or has not what is asked for.</exception>
    public static PretrainedModel Load(
        Invocation call, CaptureOptions? options = null, Precision precision = Precision.Float32, Action? meanwhile = null)
    {
        string folder = ModelOptions.FolderOf(call);
        options?.RequireIn(PretrainedModel.ReadSpec(folder), PretrainedModel.NameOf(folder));
        HeadStart.ForModel();
        meanwhile?.Invoke();
        PretrainedModel model = call.Shell.Models.Load(folder, precision);
        call.Timings.Mark("model");
        return model;
    }

    /// <summary>Captures one text, and proves the run where the command line asks for that.</summary>
    /// <exception cref="AttnExtractException">The text cannot be read, or the run does not agree with its proof.</exception>
    public static AttentionRecord Capture(Invocation call, PretrainedModel model, TextPair text, CaptureOptions options)
    {
        if (call.Has(RunOptions.Verify))
        {
            Verification verification = model.Verify(text, options.Truncate);
            call.Timings.Mark("proof");
            if (!verification.Holds)
            {
                throw new AttnExtractException(verification.ToString());
            }

            call.Say(verification.ToString());
        }

        AttentionRecord record = model.Capture([text], options)[0];
        call.Timings.Mark("capture");
        return record;
    }
}
