using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>One run backwards: what the target gains by every attention weight, and by every head.</summary>
/// <param name="OfHeads">|Σ z ⊙ ∂F/∂z| over tokens and dimensions, the derivative by a gate on the head: [layer, head].</param>
internal sealed record RunGradients(DenseArray OfHeads)
{
    // Of each attention that took part: [layer][head, query, key]
    private readonly IReadOnlyList<(AttentionPlace Place, IReadOnlyList<DenseArray> Layers)> _patterns = [];

    private RunGradients(DenseArray ofHeads, IReadOnlyList<(AttentionPlace Place, IReadOnlyList<DenseArray> Layers)> patterns)
        : this(ofHeads)
    {
        _patterns = patterns;
    }

    /// <summary>A ⊙ ∂F/∂A of the attention that is looked at: [layer][head, query, key].</summary>
    public required IReadOnlyList<DenseArray> OfPatterns { get; init; }

    /// <summary>The same of a kind of attention in a run of two stacks.</summary>
    public IReadOnlyList<DenseArray> Of(AttentionKind kind) => _patterns.First(one => one.Place.Kind == kind).Layers;

    /// <summary>Runs the text forwards and backwards.</summary>
    public static RunGradients Of(MeasureRun run)
    {
        using ModelTurn turn = ModelTurn.WithGradients(run.Model);
        AttentionPlace[] places = run.Encoding.Target is null ? [run.Place] : [.. AttentionKind.All.Select(kind => AttentionPlace.Of(run.Model, kind))];
        HookName[] patternNames =
            [.. places.SelectMany(place => Enumerable.Range(0, place.Spec.LayerCount).Select(layer => place.Name(HookSite.Pattern, layer)))];
        HookName[] outputNames = [.. Enumerable.Range(0, run.Place.Spec.LayerCount).Select(layer => run.Place.Name(HookSite.Z, layer))];
        Dictionary<HookName, Tensor> kept = [];
        using DisposableList watching = [];
        foreach (HookName name in (HookName[])[.. patternNames, .. outputNames])
        {
            watching.Add(run.Model.Hooks[name].Attach(value => kept[name] = Tracked(value)));
        }

        Tensor score = run.Target.Score(turn.Run([run.Encoding])); // [1]
        HookName[] sources = [.. patternNames, .. outputNames];
        Dictionary<HookName, Tensor> gradients = sources.Zip(Gradients.Of(score, [.. sources.Select(name => kept[name])]))
            .ToDictionary(pair => pair.First, pair => pair.Second);

        using IDisposable noGradients = no_grad();
        (AttentionPlace Place, IReadOnlyList<DenseArray> Layers)[] patterns = [.. places.Select(place => (place, LayersOf(place)))];
        DenseArray ofHeads = OfLayers(
            [.. outputNames.Select(name => (kept[name] * gradients[name])[0].sum([1, 2]).abs())], run.Place.Spec);
        return new RunGradients(ofHeads, patterns) { OfPatterns = patterns.First(one => one.Place.Kind == run.Place.Kind).Layers };

        IReadOnlyList<DenseArray> LayersOf(AttentionPlace place) =>
        [
            .. Enumerable.Range(0, place.Spec.LayerCount).Select(layer =>
            {
                HookName name = place.Name(HookSite.Pattern, layer);
                return PrunedHeads.Mark(SiteReader.Copy((kept[name] * gradients[name])[0]), place.Spec, layer);
            }),
        ];
    }

    // [head] of every layer to [layer, head]
    private static DenseArray OfLayers(IReadOnlyList<Tensor> layers, StackSpec spec)
    {
        IEnumerable<DenseArray> marked = layers.Select((heads, layer) => PrunedHeads.Mark(SiteReader.Copy(heads), spec, layer));
        return new DenseArray(marked.SelectMany(heads => heads.Values.ToArray()).ToArray(), layers.Count, spec.HeadCount);
    }

    // Weights ask for no gradient, so the first pattern starts the graph that all later ones belong to.
    private static Tensor Tracked(Tensor value) => value.requires_grad ? value : value.detach().requires_grad_(true);
}
