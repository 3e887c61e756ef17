using AttnExtract.Ground;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Ablations;

/// <summary>Feed-forward blocks whose output is replaced, so that with zeros only the residual stream goes on.</summary>
/// <param name="Layers">In which layers.</param>
/// <param name="With">What takes the place.</param>
public sealed record MlpAblation(IndexSet Layers, Replacement With) : Ablation
{
    /// <summary>In which stack of a model with an encoder and a decoder; null for its encoder, and for the only stack.</summary>
    public AttentionKind? Kind { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{AttentionPlace.Prefix(Kind)}mlp {Layers}={With}";

    /// <inheritdoc/>
    internal override IEnumerable<SiteEdit> Edits(AblationContext context)
    {
        AttentionPlace place = AttentionPlace.Of(context.Model, Kind);
        return place.Layers(Layers).Select(layer => SiteAblation.Edit(place.InStack(HookSite.MlpOut, layer), With, context));
    }
}
