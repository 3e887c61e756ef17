using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>Whole layers that are left out: what enters them leaves them.</summary>
/// <param name="Layers">Which.</param>
public sealed record LayerAblation(IndexSet Layers) : Ablation
{
    /// <summary>What stands after the equals sign.</summary>
    internal const string Skip = "skip";

    /// <inheritdoc cref="MlpAblation.Kind"/>
    public AttentionKind? Kind { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{AttentionPlace.Prefix(Kind)}layer {Layers}={Skip}";

    /// <inheritdoc/>
    internal override IEnumerable<SiteEdit> Edits(AblationContext context)
    {
        AttentionPlace place = AttentionPlace.Of(context.Model, Kind);
        foreach (int layer in place.Layers(Layers))
        {
            Dictionary<int, Tensor> entered = []; // [token, hidden] of each text of the batch
            yield return new SiteEdit(place.InStack(HookSite.ResidualPre, layer), (target, text) => entered[text.Row] = target.clone());
            yield return new SiteEdit(place.InStack(HookSite.ResidualPost, layer), (target, text) => target.copy_(entered[text.Row]));
        }
    }
}
