using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>
/// Proves a run by computing it twice: from its own queries, keys and values in double precision, without the code of the
/// forward pass; and by the fused kernel, which shares no step with the explicit path between projections.
/// </summary>
public static partial class ModelRuns
{
    // What follows the name of an attention module in that of its maps.
    private const string ModuleEnd = ".pattern";

    /// <summary>Runs a text with and without anybody watching and recomputes each layer's attention.</summary>
    /// <param name="model">A model without hooks attached.</param>
    /// <param name="text">The text.</param>
    /// <param name="truncate">Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</param>
    /// <exception cref="AttnExtractException">The text is empty or too long.</exception>
    public static Verification Verify(this PretrainedModel model, TextPair text, bool truncate = false)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        return VerifyBatch(model, model.Batch([Encodings.WithTarget(model, text, truncate)]));
    }

    /// <summary>The same for tokens that are known already.</summary>
    /// <param name="model">A model without hooks attached.</param>
    /// <param name="encoding">What it reads.</param>
    public static Verification Verify(this PretrainedModel model, Encoding encoding)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        return VerifyBatch(model, model.Batch([encoding]));
    }

    /// <summary>The same for a batch.</summary>
    internal static Verification VerifyBatch(PretrainedModel model, ModelInput input)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        Tensor fused = turn.Run(input); // [batch, token, hidden]

        Dictionary<string, nn.Module> modules = model.Encoder.named_modules().ToDictionary(module => module.name, module => module.module);
        Dictionary<HookName, Tensor> seen = [];
        List<LayerVerification> layers = [];
        List<Action> detach = [];
        using IDisposable watching = model.Hooks.Observe("*attention.*", See);
        using IDisposable? across = model.Structure.Second is null ? null : model.Hooks.Observe("*.cross.*", See);

        // Every map, of whichever attention, is that of the module whose hook point it passes.
        foreach (HookName pattern in model.Hooks.Names.Where(name => name.Site.IsPattern))
        {
            Attention attention = (Attention)modules[$"{pattern}"[..^ModuleEnd.Length]];
            var remover = attention.register_forward_hook((_, queries, keys, pass, output) =>
            {
                (Tensor? beside, GlobalView? view) = (attention.BesideHeads(queries), attention.GlobalViewOf(keys, pass));
                Proof proof = new(attention, beside, view, pass, model.Structure.VisibilityAt(pattern, input));
                layers.Add(Compare(pattern, seen, output.Exact(), proof, model.Structure[pattern.Stack]));
                seen.Clear();
                return output;
            });
            detach.Add(remover.remove);
        }

        try
        {
            Tensor watched = turn.Run(input); // [batch, token, hidden]
            return new Verification([.. layers], LargestDifference(watched, fused));
        }
        finally
        {
            detach.ForEach(remove => remove());
        }

        // Until its layer is over, in which it is compared.
        void See(HookName name, Tensor value) => seen[name] = value.Exact();
    }

    // What a layer's attention is recomputed with.
    private readonly record struct Proof(Attention Attention, Tensor? Beside, GlobalView? View, StackPass Pass, Visibility Visibility);

    private static LayerVerification Compare(
        HookName name, Dictionary<HookName, Tensor> seen, Tensor output, Proof proof, StackSpec spec)
    {
        (Attention attention, Tensor? beside, GlobalView? view, StackPass pass, Visibility visibility) = proof;
        Tensor q = Seen(HookSite.Q); // [batch, head, query, head size]
        Tensor k = Seen(HookSite.K); // [batch, head, key, head size]
        Tensor v = Seen(HookSite.V); // [batch, head, key, head size]
        Parameter weight = attention.get_parameter("output.weight")!; // [hidden, head × head size]

        Tensor scores = einsum("bhqd,bhkd->bhqk", q, k).Times(spec.ScoreScale); // [batch, head, query, key]
        if (view is not null)
        {
            Tensor ofGlobal = einsum("bhqd,bhkd->bhqk", q, view.Keys.Exact()).Times(spec.ScoreScale); // [batch, head, query, key]
            scores = where(view.Rows.cpu(), ofGlobal, scores); // [batch, head, query, key]
        }

        ScalarType computed = weight.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        if (attention.ScoreBias(q.to(computed, weight.device), k.to(computed, weight.device), pass) is { } positions)
        {
            scores = scores.Plus(positions.Exact()); // [batch, head, query, key]
        }

        scores = spec.ScoreCap is { } cap ? scores.DividedBy(cap).tanh().Times(cap) : scores; // [batch, head, query, key]
        Tensor unseen = Unseen(visibility, scores); // [batch, 1, query, key]
        Tensor pattern = nn.functional.softmax(scores.MaskedFill(unseen, double.NegativeInfinity), -1) // [batch, head, query, key]
            .MaskedFill(unseen.all(-1, keepdim: true), 0);
        Tensor z = einsum("bhqk,bhkd->bqhd", pattern, v).flatten(2); // [batch, query, head × head size]
        if (view is not null)
        {
            Tensor ofGlobal = einsum("bhqk,bhkd->bqhd", pattern, view.Values.Exact()); // [batch, query, head, head size]
            z = where(view.Rows.cpu().squeeze(1), ofGlobal.flatten(2), z); // [batch, query, head × head size]
        }

        Tensor ofHeads = weight.Exact().narrow(1, 0, z.shape[2]).t(); // [head × head size, hidden]
        Tensor recomputed = z.MatrixTimes(ofHeads); // [batch, query, hidden]
        recomputed = beside is null ? recomputed : recomputed.Plus(beside.Exact()); // [batch, query, hidden]
        if (spec.Biases.HasFlag(BiasSlots.AttentionOutput))
        {
            recomputed = recomputed.Plus(attention.get_parameter("output.bias")!.Exact()); // [batch, query, hidden]
        }

        return new LayerVerification(
            name.Layer!.Value,
            LargestDifference(pattern, Seen(HookSite.Pattern)),
            LargestDifference(recomputed, output) / Math.Max(1, output.abs().max().item<double>()));

        Tensor Seen(HookSite site) => attention.OfHeads(seen[HookName.Of(name.Site.IsCross ? site.InCross : site, name.Layer, name.Stack)], 1);
    }

    /// <summary>What cannot be seen, pair by pair: the definition, where the forward pass has tensors made at once.</summary>
    private static Tensor Unseen(Visibility visibility, Tensor scores)
    {
        (int texts, int queries, int keys) = ((int)scores.shape[0], (int)scores.shape[2], (int)scores.shape[3]);
        bool[] unseen = new bool[texts * queries * keys];
        for (int pair = 0; pair < unseen.Length; pair++)
        {
            unseen[pair] = !visibility.Sees(pair / keys / queries, pair / keys % queries, pair % keys);
        }

        return NewTensor.Of(unseen, scores.device).view(texts, 1, queries, keys); // [batch, 1, query, key]
    }

    private static double LargestDifference(Tensor left, Tensor right) =>
        left.numel() == 0 ? 0 : (left - right).abs().max().Exact().item<double>();
}
