using AttnExtract.Ground;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Ablations;

/// <summary>Feed-forward blocks whose output is replaced, so that with zeros only the residual stream goes on.</summary>
/// <param name="Layers">In which layers.</param>
/// <param name="With">What takes the place.</param>
public sealed record MlpAblation(IndexSet Layers, Replacement With) : Ablation
{
    /// <inheritdoc/>
    public override string ToString() => $"mlp {Layers}={With}";

    /// <inheritdoc/>
    internal override IEnumerable<SiteEdit> Edits(AblationContext context) =>
        Layers.Within(context.Model.Spec.LayerCount, "layer", context.Model.Name)
            .Select(layer => SiteAblation.Edit(HookName.MlpOut(layer), With, context));
}
