using System.Collections.Immutable;
using System.Runtime.InteropServices;
using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>Runs a model once and keeps what passes its hook points: attach, run, detach.</summary>
public static partial class ModelRuns
{
    /// <summary>Captures one text.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in the run.</param>
    /// <param name="text">The text.</param>
    /// <param name="options">What to keep; every attention map when null.</param>
    /// <exception cref="AttnExtractException">The text is empty or too long, or the options name what does not exist.</exception>
    public static AttentionRecord Capture(this PretrainedModel model, string text, CaptureOptions? options = null) =>
        model.Capture([new TextPair(text)], options)[0];

    /// <summary>Captures one text's attention maps while something is switched off.</summary>
    /// <inheritdoc cref="Capture(PretrainedModel, string, CaptureOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in the run.</param>
    /// <param name="text">The text.</param>
    /// <param name="ablation">What to change.</param>
    /// <param name="more">What else to change, after that.</param>
    public static AttentionRecord Capture(this PretrainedModel model, string text, Ablation ablation, params IEnumerable<Ablation> more) =>
        model.Capture(text, CaptureOptions.Default with { Ablations = [ablation, .. more] });

    /// <summary>Captures a pair of texts that the model reads together.</summary>
    /// <inheritdoc cref="Capture(PretrainedModel, string, CaptureOptions?)"/>
    /// <param name="model">The model; hooks that are attached to it take part in the run.</param>
    /// <param name="text">The first text.</param>
    /// <param name="pair">The second text.</param>
    /// <param name="options">What to keep; every attention map when null.</param>
    public static AttentionRecord Capture(
        this PretrainedModel model, string text, string pair, CaptureOptions? options = null) =>
        model.Capture([new TextPair(text, pair)], options)[0];

    /// <summary>Captures several texts in one batch; padding never reaches a record.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in the run.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="options">What to keep; every attention map when null.</param>
    /// <returns>A record for each text, in order.</returns>
    /// <exception cref="AttnExtractException">A text is empty or too long, or the options name what does not exist.</exception>
    public static IReadOnlyList<AttentionRecord> Capture(
        this PretrainedModel model, IReadOnlyList<TextPair> texts, CaptureOptions? options = null)
    {
        options ??= CaptureOptions.Default;
        options.RequireIn(model.Structure, model.Name);
        ImmutableArray<Encoding> encodings = [.. texts.Select(text => Encodings.WithTarget(model, text, options.Truncate))];
        return model.CaptureEncoded(
            encodings, options, row => encodings[row].Target is null || Encodings.Columns(model, texts[row]) is { Target: not null, TargetLanguage: null }
                ? RunInput.Text
                : Encodings.InputOf(model, encodings[row]));
    }

    /// <summary>The tokens of a text as a capture reads them: with its target, where it has one and the model a decoder to read it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="truncate">Whether a text that is too long is cut off at the end.</param>
    /// <exception cref="AttnExtractException">No token stands for any part of the text, or the model has no decoder to read its target.</exception>
    public static Encoding Encode(this PretrainedModel model, TextPair text, bool truncate = false) => Encodings.WithTarget(model, text, truncate);

    /// <summary>Captures texts that are tokens already.</summary>
    /// <param name="model">The model.</param>
    /// <param name="encodings">The tokens of each text.</param>
    /// <param name="options">What to keep.</param>
    /// <param name="inputOf">What they are beside what is read of such texts; null for the same.</param>
    internal static IReadOnlyList<AttentionRecord> CaptureEncoded(
        this PretrainedModel model, ImmutableArray<Encoding> encodings, CaptureOptions options, Func<int, RunInput>? inputOf = null)
    {
        bool hasTarget = encodings.All(encoding => encoding.Target is not null);
        ImmutableArray<HookName> names = options.Names(model, hasTarget);
        List<KeyValuePair<HookName, DenseArray>>[] captured = [.. encodings.Select(_ => new List<KeyValuePair<HookName, DenseArray>>(names.Length))];

        StackOrder[] stacks = [.. names.Select(name => name.Stack).Distinct()];
        Dictionary<StackOrder, ImmutableArray<int>?>[] queriesOf =
            [.. encodings.Select(encoding => stacks.ToDictionary(stack => stack, stack => options.QueriesOf(encoding.Of(stack))))];
        IReadOnlyDictionary<HookName, HiddenCells>[] hidden;

        using HookWatch watch = new();
        using (ModelTurn turn = ModelTurn.Of(model))
        {
            ModelInput input = model.Batch(encodings);

            // Layers that are alike share one, which makes its tables once.
            Dictionary<(AttentionKind, int?), Visibility> visibilities = [];
            Visibility VisibilityAt(HookName name)
            {
                ref Visibility? visibility = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    visibilities, (AttentionKind.Of(name), model.Structure[name.Stack].WindowOf(name.Layer!.Value)), out _);
                return visibility ??= model.Structure.VisibilityAt(name, input);
            }

            hidden =
            [
                .. encodings.Select((encoding, row) => HiddenCells.Of(
                    names.Where(name => name.Site.IsPattern), VisibilityAt, row, name => Lengths(encoding, name), stack => queriesOf[row][stack])),
            ];

            // Ablations leave hidden what is hidden; somebody else's hook may show it.
            HashSet<HookName> hooked = [.. names.Where(name => model.Hooks[name].HasListeners)];
            turn.Ablate(options.Ablations, encodings, options.Truncate);
            using DisposableList attached = [];
            foreach (HookName name in names)
            {
                HookPoint point = model.Hooks[name];
                SiteReader reader = new(name, options.HeadsOf(model.Structure[name.Stack]), model.Structure[name.Stack]);

                // A pattern that somebody else replaces need not be a distribution any more.
                bool checksRows = name.Site.IsPattern && !point.HasListeners;
                bool checksHidden = name.Site.IsPattern && !hooked.Contains(name);
                TileCopy? tiles = !name.Site.IsPattern ? null
                    : new TileCopy(
                        name, reader, VisibilityAt(name), [.. encodings.Select(encoding => Lengths(encoding, name))],
                        (row, maps) => captured[row].Add(new(name, queriesOf[row][name.Stack] is { } kept ? maps.Rows(kept) : maps)));
                attached.Add(point.Observe(
                    value =>
                    {
                        for (int row = 0; row < captured.Length; row++)
                        {
                            (int queries, int keys) = Lengths(encodings[row], name);
                            Tensor view = reader.View(value, row, queries, keys, queriesOf[row][name.Stack]);
                            captured[row].Add(new(name, reader.Read(view, out float[] sums)));
                            SelfCheck.RequireSound(sums, name, reader.HeadsThere, checksRows);
                        }

                        if (checksHidden)
                        {
                            SelfCheck.RequireHidden(value, name, VisibilityAt(name));
                        }
                    },
                    tiles));
            }

            turn.Run(input, RunMemory.OfKept(model.Structure, names, options, encodings));

            // What somebody else's hook has shown is not hidden.
            hidden = [.. hidden.Zip(captured, (cells, sites) => WithoutShown(cells, sites.Where(site => hooked.Contains(site.Key))))];
        }

        return [.. encodings.Select((encoding, row) => RecordOf(
            model, encoding, captured[row], hidden[row], options,
            ProvenanceOf(model, watch, encoding.TruncatedCount, [.. options.Ablations.Select(ablation => ablation.ToString())]) with
            {
                Input = (inputOf?.Invoke(row) ?? RunInput.Text) is not RunInput.Text and var input ? input
                    : encoding.Target is null && model.Structure.Second is not null ? RunInput.TextOfEncoder
                    : RunInput.Text,
            }))];
    }

    private static IReadOnlyDictionary<HookName, HiddenCells> WithoutShown(
        IReadOnlyDictionary<HookName, HiddenCells> hidden, IEnumerable<KeyValuePair<HookName, DenseArray>> hooked)
    {
        HookName[] shown = [.. hooked.Where(site => hidden.GetValueOrDefault(site.Key)?.AreEmptyIn(site.Value) == false).Select(site => site.Key)];
        return shown.Length == 0 ? hidden : hidden.Where(cells => !shown.Contains(cells.Key)).ToDictionary();
    }

    private static (int Queries, int Keys) Lengths(Encoding encoding, HookName name)
    {
        int queries = encoding.Of(name.Stack).Tokens.Count;
        return (queries, name.Site.IsCross ? encoding.Tokens.Count : queries);
    }

    private static AttentionRecord RecordOf(
        PretrainedModel model, Encoding encoding, List<KeyValuePair<HookName, DenseArray>> captured,
        IReadOnlyDictionary<HookName, HiddenCells> hidden, CaptureOptions options, Provenance provenance)
    {
        RecordText source = TextOf(encoding);
        if (encoding.Target is null)
        {
            return AttentionRecord.OfQueries(source, options.QueriesOf(encoding), options.HeadsOf(model.Spec), captured, provenance, hidden);
        }

        RecordText target = TextOf(encoding.Target);
        ILookup<AttentionKind, KeyValuePair<HookName, DenseArray>> byKind = captured.ToLookup(site => AttentionKind.Of(site.Key));
        return AttentionRecord.Joined([.. (options.Kinds ?? AttentionKind.All).Order(AttentionKind.InForwardOrder).Select(PartOf)], source, target);

        AttentionRecord PartOf(AttentionKind kind)
        {
            StackSpec stack = model.Structure[kind.Stack];
            return kind.Record(
                source, target, options.HeadsOf(stack), [.. byKind[kind]],
                provenance with { LayerCount = stack.LayerCount, HeadCount = stack.HeadCount, PrunedHeads = HeadSelection.OfPruned(stack)?.ToString() },
                hidden, options.QueriesOf(encoding.Of(kind.Stack)));
        }
    }

    private static RecordText TextOf(Encoding encoding) => new(encoding.Text, encoding.Pair, [.. encoding.Tokens.Select(RecordToken.Of)]);

    /// <summary>Where numbers of a model come from; what hooks of others changed on the way is said too.</summary>
    internal static Provenance ProvenanceOf(PretrainedModel model, HookWatch watch, int truncatedTokens, IReadOnlyList<string> ablations) =>
        PlainProvenanceOf(model) with
        {
            TruncatedTokens = truncatedTokens,
            Ablations = [.. ablations, .. watch.Changes],
            ReplacedSites = [.. model.Hooks.Names.Where(watch.HasReplaced).Select(name => name.ToString())],
        };

    private static Provenance PlainProvenanceOf(PretrainedModel model) => new()
    {
        Model = model.Name,
        ModelType = model.Config.ModelType,
        WeightsSha256 = "",
        WeightsHash = model.WeightsHash,
        LayerCount = model.Spec.LayerCount,
        HeadCount = model.Spec.HeadCount,
        PrunedHeads = HeadSelection.OfPruned(model.Spec)?.ToString(),
        Precision = model.Precision.ToString().ToLowerInvariant(),
        Version = ProductVersion.Text,
        Torch = __version__,
    };
}
