using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Render;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Cli.Output;

/// <summary>The page of a run, which knows the command line that the run came from.</summary>
internal static class RunPage
{
    /// <summary>What a page is written as, among the formats of figures.</summary>
    public static ResultFormat<ViewerPage> Format { get; } = new(ViewerPage.Extension, (page, stream) => page.Write(stream));

    /// <summary>The options that stay the same in a command that draws one of the maps.</summary>
    public static IReadOnlyList<Option> OfAModel { get; } =
        [TextOptions.Truncate, ModelOptions.Model, ModelOptions.GlobalTokens, .. AblationOptions.All];

    /// <summary>Whether a path names a page.</summary>
    public static bool IsMeant(string path) => path.EndsWith(ViewerPage.Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The page of a record.</summary>
    /// <param name="call">The command line, of a text or of <c>--from</c>.</param>
    /// <param name="record">The record.</param>
    /// <param name="measured">What was measured of its text.</param>
    public static ViewerPage Of(Invocation call, AttentionRecord record, IReadOnlyList<Measurement>? measured = null)
    {
        if (call.Value(RunFileOptions.From) is { } run)
        {
            return record.ToViewer(measured, [RunFileOptions.From.Name, run, .. call.Retyped(RunFileOptions.OfTokens)]);
        }

        string[] text = [record.Source.Text, .. record.Source.Pair is { } pair ? [TextOptions.Pair.Name, pair] : Array.Empty<string>()];
        string[] target = record.Target is null ? [] : [TargetOptions.Target.Name, record.Target.Text];
        return record.ToViewer(
            measured,
            [.. text, .. target, .. call.Retyped([TargetOptions.Language, .. OfAModel])],
            [.. text, .. call.Retyped([MeasureChoices.To, TextOptions.Truncate, ModelOptions.Model])]);
    }
}
