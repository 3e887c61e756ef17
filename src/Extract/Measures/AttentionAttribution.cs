using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>
/// Self-attention attribution; Hao et al. 2021, equation 3: A ⊙ ∫ ∂F(αA)/∂A dα, by the sum over 20 values of α; layer by layer,
/// the other layers as they are.
/// </summary>
internal static class AttentionAttribution
{
    // The number of the paper, section 3.
    private const int Steps = 20;

    /// <summary>Attributions: [layer][head, query, key].</summary>
    public static IReadOnlyList<DenseArray> Of(MeasureRun run)
    {
        using ModelTurn turn = ModelTurn.WithGradients(run.Model);
        Tensor[] entering = EnteringLayers(run, turn);
        return [.. Enumerable.Range(0, run.Place.Spec.LayerCount).Select(layer => OfLayer(run, turn, layer, entering))];
    }

    // What enters each layer of the first stack, and what leaves it, is the same for every step: [layer + 1][1, token, hidden]
    private static Tensor[] EnteringLayers(MeasureRun run, ModelTurn turn)
    {
        using IDisposable noGradients = no_grad();
        turn.Run(run.Model.Batch([run.Encoding]), out Tensor[] entering);
        return entering;
    }

    private static DenseArray OfLayer(MeasureRun run, ModelTurn turn, int layer, Tensor[] entering)
    {
        // A decoder that reads an encoder runs whole after it.
        int first = run.Place.Stack == StackOrder.First ? layer : entering.Length - 1;
        using IDisposable scope = NewDisposeScope();
        Tensor? sum = null; // [head, query, key]
        Tensor? plain = null; // [head, query, key]
        foreach (int[] steps in Enumerable.Range(1, Steps).Chunk(run.BatchSize))
        {
            using IDisposable inner = NewDisposeScope();
            Tensor factors = NewTensor.Of(Array.ConvertAll(steps, step => (double)step / Steps), entering[first].dtype, entering[first].device)
                .view(-1, 1, 1, 1); // [step, 1, 1, 1]
            Tensor? scaled = null;
            using IDisposable scaling = run.Model.Hooks[run.Place.Name(HookSite.Pattern, layer)].Attach(pattern =>
            {
                plain ??= pattern[0].detach().MoveToOuterDisposeScope();
                return scaled = (pattern * factors).detach().requires_grad_(true); // [step, head, query, key]
            });

            ModelInput input = run.Model.Batch([.. steps.Select(_ => run.Encoding)]);
            Tensor scores = run.Target.Score(turn.RunFrom(first, entering[first].expand(steps.Length, -1, -1), input)); // [step]
            Tensor gradient = Gradients.Of(scores, [scaled!])[0].sum([0]); // [head, query, key]
            sum = (sum?.Plus(gradient) ?? gradient).MoveToOuterDisposeScope();
        }

        return PrunedHeads.Mark(SiteReader.Copy((plain! * sum!).DividedBy(Steps)), run.Place.Spec, layer);
    }
}
