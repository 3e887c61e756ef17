using AttnExtract.Extract;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Ground;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Render;

/// <summary>The command lines that make again what a record holds, as far as the record tells them.</summary>
internal static class RecordCommands
{
    private const string BeforeFile = "before.safetensors";
    private const string AfterFile = "after.safetensors";

    /// <summary>Draws a record's maps.</summary>
    public static ViewerCommand Figure(AttentionRecord record) => Of("figure", record);

    /// <summary>Measures a record's text, but for the name of the measure; of a changed model there is no such command.</summary>
    public static ViewerCommand Measure(AttentionRecord record) =>
        record.Provenance.Ablations.Count > 0 ? ViewerCommand.None : Of("measure", record);

    /// <summary>Keeps two runs and compares them.</summary>
    public static ViewerCommand Difference(RecordComparison comparison)
    {
        (ViewerCommand before, ViewerCommand after) = (Of("capture", comparison.Before), Of("capture", comparison.After));
        return before == ViewerCommand.None || after == ViewerCommand.None
            ? ViewerCommand.None
            : new(["diff", BeforeFile, AfterFile])
            {
                Before = [before.WritingTo(BeforeFile), after.WritingTo(AfterFile)],
                NeedsFolder = before.NeedsFolder || after.NeedsFolder,
            };
    }

    // What another program saved names no model, and tokens that a model wrote no text.
    private static ViewerCommand Of(string command, AttentionRecord record)
    {
        Provenance provenance = record.Provenance;
        if (provenance.Input == RunInput.Tokens || provenance.ModelType.Length == 0 || provenance.ReplacedSites.Count > 0
            || !provenance.Ablations.All(CanBeTyped))
        {
            return ViewerCommand.None;
        }

        bool isBundled = provenance.IsOfBundledModel;
        return ViewerCommand.Of(
            command, [record.Source.Text],
            [
                .. record.Source.Pair is { } pair ? ViewerCommand.Option("--pair", pair) : [],
                .. record.Target is { } target ? ViewerCommand.Option("--target", target.Text) : [],
                .. provenance.Input == RunInput.TextOfEncoder ? ViewerCommand.Option("--attention", AttentionKind.Encoder.Name) : [],
                .. isBundled ? [] : ViewerCommand.Option("--model", provenance.Model),
                .. provenance.TruncatedTokens > 0 ? ["--truncate"] : Array.Empty<string>(),
                .. provenance.Ablations.SelectMany(ablation => ViewerCommand.Option("--ablate", ablation)),
            ]) with
        {
            NeedsFolder = !isBundled && !provenance.Model.Contains('/'),
        };
    }

    // What took the place of what was switched off may have come from texts that nobody knows any more.
    private static bool CanBeTyped(string ablation)
    {
        try
        {
            return Ablate.Parse(ablation).ToString() == ablation;
        }
        catch (AttnExtractException)
        {
            return false;
        }
    }
}
