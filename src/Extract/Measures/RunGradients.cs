using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>One run backwards: what the target gains by every attention weight, and by every head.</summary>
/// <param name="OfPatterns">A ⊙ ∂F/∂A: [layer][head, query, key].</param>
/// <param name="OfHeads">|Σ z ⊙ ∂F/∂z| over tokens and dimensions, the derivative by a gate on the head: [layer, head].</param>
internal sealed record RunGradients(IReadOnlyList<DenseArray> OfPatterns, DenseArray OfHeads)
{
    /// <summary>Runs the text forwards and backwards.</summary>
    public static RunGradients Of(MeasureRun run)
    {
        using ModelTurn turn = ModelTurn.WithGradients(run.Model);
        List<Tensor> patterns = [];
        List<Tensor> outputs = [];
        using IDisposable watchingPatterns = run.Model.Hooks.Attach(HookSite.Pattern.Path, (_, pattern) => Keep(patterns, pattern));
        using IDisposable watchingOutputs = run.Model.Hooks.Attach(HookSite.Z.Path, (_, z) => Keep(outputs, z));

        Tensor score = run.Target.Score(turn.Run([run.Encoding])); // [1]
        Tensor[] gradients = Gradients.Of(score, [.. patterns, .. outputs]);

        using IDisposable noGradients = no_grad();
        StackSpec spec = run.Model.Spec;
        return new RunGradients(
            [
                .. patterns.Zip(gradients, (pattern, gradient) => SiteReader.Copy((pattern * gradient)[0]))
                    .Select((maps, layer) => PrunedHeads.Mark(maps, spec, layer)),
            ],
            OfLayers([.. outputs.Zip(gradients.Skip(patterns.Count), (z, gradient) => (z * gradient)[0].sum([1, 2]).abs())], spec));
    }

    // [head] of every layer to [layer, head]
    private static DenseArray OfLayers(IReadOnlyList<Tensor> layers, StackSpec spec)
    {
        IEnumerable<DenseArray> marked = layers.Select((heads, layer) => PrunedHeads.Mark(SiteReader.Copy(heads), spec, layer));
        return new DenseArray(marked.SelectMany(heads => heads.Values.ToArray()).ToArray(), layers.Count, spec.HeadCount);
    }

    // Weights ask for no gradient, so the first pattern starts the graph that all later ones belong to.
    private static Tensor Keep(List<Tensor> kept, Tensor value)
    {
        Tensor tracked = value.requires_grad ? value : value.detach().requires_grad_(true);
        kept.Add(tracked);
        return tracked;
    }
}
