using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>Heads whose output is replaced before the output projection, or whose attention is made uniform.</summary>
/// <param name="Heads">Which.</param>
/// <param name="With">What takes the place.</param>
public sealed record HeadAblation(HeadSelection Heads, Replacement With) : Ablation
{
    /// <summary>In which attention of a model with an encoder and a decoder; null for its encoder's, and for the only stack's.</summary>
    public AttentionKind? Kind { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{AttentionPlace.Prefix(Kind)}{Heads}={With}";

    /// <inheritdoc/>
    internal override IEnumerable<SiteEdit> Edits(AblationContext context)
    {
        HookSite site = With is UniformReplacement ? HookSite.Scores : HookSite.Z;
        AttentionPlace place = AttentionPlace.Of(context.Model, Kind);
        foreach (IGrouping<int, int> layer in place.ByLayer(Heads))
        {
            HookName name = place.Name(site, layer.Key);
            Tensor? values = context.Value(With, name); // [head, token or 1, head size]
            yield return new SiteEdit(name, (target, text) =>
            {
                foreach (int head in layer)
                {
                    using Tensor one = target.select(0, head); // [token, head size] or [query, key]
                    using Tensor? value = values?.select(0, head); // [token or 1, head size]
                    With.Apply(one, value, text);
                }
            });
        }
    }
}
