using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Experiments.Patches;
using AttnExtract.Extract.Experiments.Sweeps;
using AttnExtract.Extract.Metrics;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Puts values of one run into another.</summary>
public static partial class ModelRuns
{
    // In single precision, less is rounding.
    private const double LeastDifference = 1e-6;

    /// <summary>Patches a text's run with a source's.</summary>
    /// <inheritdoc cref="Patch(PretrainedModel, TextPair, TextPair, PatchOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="text">The text whose run is patched.</param>
    /// <param name="source">The text whose values are put into it, of as many tokens.</param>
    /// <param name="options">Where, what at a time, and what it is judged by.</param>
    public static Patching Patch(this PretrainedModel model, string text, string source, PatchOptions? options = null) =>
        model.Patch(new TextPair(text), new TextPair(source), options);

    /// <summary>
    /// Puts the source's values into the text's run, one head or one token of a site at a time, and says what share of the difference between
    /// the two runs each restores.
    /// </summary>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="text">The text whose run is patched.</param>
    /// <param name="source">The text whose values are put into it, of as many tokens.</param>
    /// <param name="options">Where, what at a time, and what it is judged by.</param>
    /// <exception cref="AttnExtractException">
    /// The texts have different numbers of tokens or end in the same number, or the model has not what the options ask for; the message says what.
    /// </exception>
    public static Patching Patch(this PretrainedModel model, TextPair text, TextPair source, PatchOptions? options = null)
    {
        options ??= PatchOptions.Default;
        using HookWatch watch = new();
        HookSite site = options.Site;
        PatchUnit unit = options.By ?? PatchUnit.Of(site);
        int axis = unit.AxisOf(site);
        Metric metric = EndMetric(options.Metric)
            ?? Metric.DropOf(MeasureTarget.DefaultOf(model) ?? new SimilarityTarget(source, options.Truncate));
        Encoding plain = Encodings.Of(model, text, options.Truncate);
        Encoding other = Encodings.Of(model, source, options.Truncate);
        PromptDifference.RequireNone(plain, other);

        (int rows, int columns) = (site.PerLayer ? model.Spec.LayerCount : 1, unit.ColumnsOf(model.Spec, plain.Tokens.Count));
        bool[] isThere =
        [
            .. from row in Enumerable.Range(0, rows)
               from column in Enumerable.Range(0, columns)
               select unit == PatchUnit.Position || model.Spec.HasHead(row, column),
        ];
        using AblationContext context = new(model, [plain], options.Truncate);
        using VariantRunner runner = new(context, metric, plain);
        using SourceStates states = new(model, Hidden(other, plain, runner.Encoding), site);
        double whole = runner.Run([[states.Everything()]])[0].Effect;
        if (Math.Abs(whole) < LeastDifference)
        {
            throw new AttnExtractException(
                $"The {metric.Quantity} is the same for the text and the source, so that there is nothing to restore; give texts that differ in it, "
                + "or another metric.");
        }

        int[] places = [.. Enumerable.Range(0, isThere.Length).Where(place => isThere[place])];
        MetricReading[] readings = runner.Run(
        [
            .. places.Select(place => new[] { states.Slice(HookName.Of(site, site.PerLayer ? place / columns : null), axis, place % columns) }),
        ]);
        double[] values = new double[isThere.Length];
        Array.Fill(values, double.NaN);
        foreach ((int place, MetricReading reading) in places.Zip(readings))
        {
            values[place] = reading.Effect / whole;
        }

        return new Patching
        {
            Text = text,
            Source = source,
            Tokens = [.. plain.Tokens.Select(RecordToken.Of)],
            SourceTokens = [.. other.Tokens.Select(RecordToken.Of)],
            Site = site.Path,
            Unit = unit.Name,
            Metric = metric.Name,
            Meaning = metric.Quantity,
            Plain = double.IsNaN(runner.Plain) ? 0 : runner.Plain,
            Whole = metric.IsDistance ? whole : runner.Plain - whole,
            Rows = rows,
            Columns = columns,
            Values = [.. values],
            Provenance = ProvenanceOf(
                model, watch, plain.TruncatedCount + other.TruncatedCount, [$"{site.Path}={Replacement.Resample(source.Text)}, {unit.Description} in turn"]),
        };
    }

    // Maps are compared from the patched layer on, so that there is no one number that all of the source restores.
    private static Metric? EndMetric(Metric? metric) => metric == Metric.PatternDivergence
        ? throw new AttnExtractException(
            $"The metric '{metric}' compares other layers for each patch, so that shares of it cannot be compared; take one of the run's end, such as hidden.")
        : metric;

    // What the metric hides from the model in the text is hidden in the source too.
    private static Encoding Hidden(Encoding source, Encoding text, Encoding read) => source with
    {
        Tokens = [.. source.Tokens.Select((token, i) => read.Tokens[i] == text.Tokens[i] ? token : read.Tokens[i])],
    };
}
