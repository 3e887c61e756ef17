using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>Some tokens' values are zero: they are attended to as before, but have nothing to say; Mohebbi et al. 2023.</summary>
/// <param name="Heads">In which heads.</param>
/// <param name="Tokens">Whose values.</param>
public sealed record ValueAblation(HeadSelection Heads, IndexSet Tokens) : Ablation
{
    /// <inheritdoc cref="HeadAblation.Kind"/>
    public AttentionKind? Kind { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{AttentionPlace.Prefix(Kind)}{Heads}:v{Tokens}=zero";

    /// <inheritdoc/>
    internal override IEnumerable<SiteEdit> Edits(AblationContext context)
    {
        AttentionPlace place = AttentionPlace.Of(context.Model, Kind);
        foreach (IGrouping<int, int> layer in place.ByLayer(Heads))
        {
            yield return new SiteEdit(place.Name(HookSite.V, layer.Key), (target, text) =>
            {
                using Tensor tokens = NewTensor.Indices(Tokens.Within(text.Length, "token", "the text"), target.device);
                foreach (int head in layer)
                {
                    using Tensor one = target.select(0, head); // [token, head size]
                    one.IndexFillInPlace(0, tokens, 0);
                }
            });
        }
    }
}
