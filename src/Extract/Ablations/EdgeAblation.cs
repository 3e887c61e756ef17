using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>Attention from some tokens to some tokens is cut.</summary>
/// <param name="Heads">In which heads.</param>
/// <param name="Queries">The tokens that attend.</param>
/// <param name="Keys">The tokens that they no longer attend to.</param>
/// <param name="Renormalizes">
/// Whether scores are set to −∞ before the softmax, so that the other weights of a row grow; else weights are set to 0 after it, and
/// the row sums to less than 1.
/// </param>
public sealed record EdgeAblation(HeadSelection Heads, IndexSet Queries, IndexSet Keys, bool Renormalizes) : Ablation
{
    /// <inheritdoc cref="HeadAblation.Kind"/>
    public AttentionKind? Kind { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{AttentionPlace.Prefix(Kind)}{Heads}:{Queries}>{Keys}={(Renormalizes ? "cut" : "zero")}";

    /// <inheritdoc/>
    internal override IEnumerable<SiteEdit> Edits(AblationContext context)
    {
        HookSite site = Renormalizes ? HookSite.Scores : HookSite.Pattern;
        AttentionPlace place = AttentionPlace.Of(context.Model, Kind);
        foreach (IGrouping<int, int> layer in place.ByLayer(Heads))
        {
            yield return new SiteEdit(place.Name(site, layer.Key), (target, text) => Cut(target, [.. layer], text));
        }
    }

    // target: [head, query, key]
    private void Cut(Tensor target, IReadOnlyList<int> heads, EditedText text)
    {
        IReadOnlyList<int> queries = Queries.Within(text.Length, "token", "the text");
        IReadOnlyList<int> keys = Keys.Within(text.KeyLength, "token", Kind?.IsCross == true ? "the source" : "the text");
        using Tensor cut = NewTensor.Zeros(target.shape[1..], ScalarType.Bool, target.device); // [query, key]
        foreach (int query in queries)
        {
            using Tensor row = cut.select(0, query); // [key]
            using Tensor places = NewTensor.Indices(keys, target.device); // [cut key]
            row.IndexFillInPlace(0, places, 1);
        }

        foreach (int head in heads)
        {
            using Tensor one = target.select(0, head); // [query, key]
            one.MaskedFillInPlace(cut, Renormalizes ? double.NegativeInfinity : 0);
        }

        if (Renormalizes)
        {
            RequireSight(target, text);
        }
    }

    // target: [head, query, key]
    private void RequireSight(Tensor target, EditedText text)
    {
        using Tensor blinded = text.Visibility.Blinded(target.unsqueeze(0)); // [1, head, query, 1]
        if (text.Visibility.FirstReal(blinded) is { } place)
        {
            int seen = text.Visibility.CountSeen(0, place.Query);
            string gone = seen == text.KeyLength ? $"all {seen} keys are cut"
                : seen == 1 ? "the only key that it sees is cut"
                : $"all {seen} keys that it sees are cut";
            throw new AttnExtractException(
                $"'{this}' leaves token {place.Query} nothing to attend to: {gone}. Leave one, or set the weights to 0 with =zero.");
        }
    }
}
