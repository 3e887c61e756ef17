using AttnExtract.Model.Hooks;
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
    public static IReadOnlyList<DenseArray> Of(MeasureRun run) =>
        [.. Enumerable.Range(0, run.Model.Spec.LayerCount).Select(layer => OfLayer(run, layer))];

    private static DenseArray OfLayer(MeasureRun run, int layer)
    {
        lock (run.Model.Encoder)
        {
            using IDisposable scope = NewDisposeScope();
            Tensor? sum = null; // [head, query, key]
            Tensor? plain = null; // [head, query, key]
            foreach (int[] steps in Enumerable.Range(1, Steps).Chunk(run.BatchSize))
            {
                using IDisposable inner = NewDisposeScope();
                Tensor factors = tensor(Array.ConvertAll(steps, step => (double)step / Steps)).view(-1, 1, 1, 1); // [step, 1, 1, 1]
                Tensor? scaled = null;
                using IDisposable scaling = run.Model.Hooks[HookName.Pattern(layer)].Attach(pattern =>
                {
                    plain ??= pattern[0].detach().MoveToOuterDisposeScope();
                    return scaled = (pattern * factors.to(pattern.dtype)).detach().requires_grad_(true); // [step, head, query, key]
                });

                Tensor scores = run.Target.Score(run.Model.Encoder.call(run.Model.Batch([.. steps.Select(_ => run.Encoding)]))); // [step]
                Tensor gradient = autograd.grad([scores.sum()], [scaled!])[0].sum([0]); // [head, query, key]
                sum = (sum is null ? gradient : sum + gradient).detach().MoveToOuterDisposeScope();
            }

            return PlainArrays.Of(plain! * sum! / Steps);
        }
    }
}
