using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>
/// Proves a run by computing it twice: from its own queries, keys and values in double precision, without the code of the
/// forward pass; and by the fused kernel, which shares no step with the explicit path between projections.
/// </summary>
public static partial class ModelRuns
{
    /// <summary>Runs a text with and without anybody watching and recomputes each layer's attention.</summary>
    /// <param name="model">A model without hooks attached.</param>
    /// <param name="text">The text.</param>
    /// <param name="truncate">Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</param>
    /// <exception cref="AttnExtractException">The text is empty or too long.</exception>
    public static Verification Verify(this PretrainedModel model, TextPair text, bool truncate = false)
    {
        lock (model.Encoder)
        {
            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            return Run(model, model.Batch([Encodings.Of(model, text, truncate)]));
        }
    }

    private static Verification Run(PretrainedModel model, EncoderInput input)
    {
        Tensor fused = model.Encoder.call(input); // [1, token, hidden]

        Dictionary<string, nn.Module> modules = model.Encoder.named_modules().ToDictionary(module => module.name, module => module.module);
        Dictionary<HookName, Tensor> seen = [];
        List<LayerVerification> layers = [];
        List<Action> detach = [];
        using IDisposable watching = model.Hooks.Attach("layers.*.attention.*", (name, value) =>
        {
            seen[name] = value.to(ScalarType.Float64);
            return null;
        });
        for (int layer = 0; layer < model.Spec.LayerCount; layer++)
        {
            int number = layer;
            Attention attention = (Attention)modules[$"layers.{layer}.attention"];
            var remover = attention.register_forward_hook((_, _, run, output) =>
            {
                layers.Add(Compare(number, seen, output.to(ScalarType.Float64), attention, run, model.Spec));
                seen.Clear();
                return output;
            });
            detach.Add(remover.remove);
        }

        try
        {
            Tensor watched = model.Encoder.call(input); // [1, token, hidden]
            return new Verification([.. layers], LargestDifference(watched, fused));
        }
        finally
        {
            detach.ForEach(remove => remove());
        }
    }

    private static LayerVerification Compare(
        int layer, Dictionary<HookName, Tensor> seen, Tensor output, Attention attention, EncoderRun run, EncoderSpec spec)
    {
        Tensor q = attention.OfHeads(seen[HookName.Q(layer)], 1); // [1, head, query, head size]
        Tensor k = attention.OfHeads(seen[HookName.K(layer)], 1); // [1, head, key, head size]
        Tensor v = attention.OfHeads(seen[HookName.V(layer)], 1); // [1, head, key, head size]
        Parameter weight = attention.get_parameter("output.weight")!; // [hidden, head × head size]

        Tensor scores = einsum("bhqd,bhkd->bhqk", q, k).Times(spec.ScoreScale); // [1, head, query, key]
        if (attention.ScoreBias(q.to(weight.dtype), k.to(weight.dtype), run) is { } positions)
        {
            scores = scores.Plus(positions.to(ScalarType.Float64)); // [1, head, query, key]
        }

        Tensor pattern = nn.functional.softmax(Unseen(scores, spec.WindowOf(layer), spec.IsCausal), -1); // [1, head, query, key]
        Tensor z = einsum("bhqk,bhkd->bqhd", pattern, v).flatten(2); // [1, query, head × head size]
        Tensor recomputed = z.matmul(weight.to(ScalarType.Float64).t()); // [1, query, hidden]
        if (spec.Biases.HasFlag(BiasSlots.AttentionOutput))
        {
            recomputed = recomputed.Plus(attention.get_parameter("output.bias")!.to(ScalarType.Float64)); // [1, query, hidden]
        }

        return new LayerVerification(
            layer,
            LargestDifference(pattern, attention.OfHeads(seen[HookName.Pattern(layer)], 1)),
            LargestDifference(recomputed, output) / Math.Max(1, output.abs().max().item<double>()));
    }

    /// <summary>Scores with −∞ where a token is too far away to be seen, or comes later; written out by the definition.</summary>
    private static Tensor Unseen(Tensor scores, int? window, bool isCausal)
    {
        long length = scores.shape[^1];
        Tensor unseen = zeros(length, length, dtype: ScalarType.Bool); // [query, key]
        if (window is { } reach)
        {
            Tensor all = ones(length, length, dtype: ScalarType.Bool); // [query, key]
            unseen = unseen.logical_or(all.triu(reach + 1)).logical_or(all.tril(-reach - 1)); // [query, key]
        }

        if (isCausal)
        {
            unseen = unseen.logical_or(ones(length, length, dtype: ScalarType.Bool).triu(1)); // [query, key]
        }

        return scores.MaskedFill(unseen, double.NegativeInfinity); // [1, head, query, key]
    }

    private static double LargestDifference(Tensor left, Tensor right) =>
        left.numel() == 0 ? 0 : (left - right).abs().max().to(ScalarType.Float64).item<double>();
}
