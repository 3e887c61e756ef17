using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Ablations;

/// <summary>Heads of one kind of attention: how that is written before them, and where they stand.</summary>
internal static class KindHeads
{
    /// <summary>What stands before the heads: <c>cross </c>; nothing where no kind is said.</summary>
    public static string Prefix(AttentionKind? kind) => kind is null ? "" : $"{kind} ";

    /// <summary>The heads that are selected, by layer.</summary>
    /// <exception cref="AttnExtractException">The model has no such attention, or no such head.</exception>
    public static IEnumerable<IGrouping<int, int>> In(PretrainedModel model, AttentionKind? kind, HeadSelection heads)
    {
        kind?.RequireIn(model.Structure, model.Name);
        return heads.In(model.Structure[kind?.StackIn(model.Structure) ?? default], model.Name).GroupBy(head => head.Layer, head => head.Head);
    }

    /// <summary>A hook point of that attention.</summary>
    public static HookName Name(PretrainedModel model, AttentionKind? kind, HookSite site, int layer) =>
        kind is null ? HookName.Of(site, layer) : HookName.Of(kind.IsCross ? site.InCross : site, layer, kind.StackIn(model.Structure));
}
