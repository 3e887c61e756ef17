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

    /// <summary>Whether a path names a page.</summary>
    public static bool IsMeant(string path) => path.EndsWith(ViewerPage.Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The page of a text.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="record">What was captured of the text.</param>
    /// <param name="text">The text as it was given.</param>
    /// <param name="measured">What was measured of it.</param>
    /// <param name="canMeasureAgain">Whether <c>attn measure</c> reads the same.</param>
    public static ViewerPage OfText(
        Invocation call, AttentionRecord record, TextPair text, IReadOnlyList<Measurement>? measured = null, bool canMeasureAgain = true)
    {
        string[] pair = [.. text.Pair is { } second ? ViewerCommand.Option(TextOptions.Pair.Name, second) : []];
        string[] target =
        [
            .. text.Target is { } read ? ViewerCommand.Option(TargetOptions.Target.Name, read) : call.Retyped([TargetOptions.Target]),
        ];
        string[] given = [.. call.Retyped([TargetOptions.Language, TargetOptions.MaxNewTokens, TextOptions.Truncate]), .. ModelOf(call)];

        // Where two stacks are read, every map says whose it is.
        string[] kind = [.. record.Kind is null ? call.Retyped([TargetOptions.Attention]) : []];
        return record.ToViewer(
            measured,
            ViewerCommand.Of(
                "figure", [text.Text],
                [
                    .. pair, .. TargetOptions.IsNumber(call) ? [] : target, .. given,
                    .. call.Retyped([TargetOptions.Generate, ModelOptions.GlobalTokens, .. AblationOptions.All]), .. kind,
                ]),
            canMeasureAgain && !call.Has(ModelOptions.GlobalTokens)
                ? ViewerCommand.Of("measure", [text.Text], [.. pair, .. target, .. given, .. call.Retyped(ViewOptions.OfMeasures), .. kind])
                : ViewerCommand.None);
    }

    /// <summary>The page of a run in a file.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="run">The file.</param>
    /// <param name="record">What it holds.</param>
    /// <param name="layers">The layers to show, or null for all.</param>
    /// <param name="heads">The heads to show, or null for all.</param>
    /// <param name="measured">What was measured of it.</param>
    public static ViewerPage OfFile(
        Invocation call, string run, AttentionRecord record, IReadOnlyList<int>? layers, IReadOnlyList<int>? heads,
        IReadOnlyList<Measurement>? measured = null) =>
        record.ToViewer(
            measured, FigureOfFile(call, run), ViewerCommand.None, layers, heads, TargetOptions.KindsOf(call) is [AttentionKind kind] ? kind : null);

    /// <summary>The command that draws a run in a file.</summary>
    public static ViewerCommand FigureOfFile(Invocation call, string run) =>
        new(["figure", .. ViewerCommand.Option(RunFileOptions.From.Name, run), .. call.Retyped(RunFileOptions.OfTokens)]) { ReadsFile = true };

    // What the environment names is said, since it holds here and now alone.
    private static IEnumerable<string> ModelOf(Invocation call) =>
        call.Has(ModelOptions.Model) || call.Shell.Variable(ModelOptions.Variable) is { Length: > 0 }
            ? ViewerCommand.Option(ModelOptions.Model.Name, ModelOptions.ModelOf(call))
            : [];
}
