using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>What to keep of a run. What is not asked for is not kept, and where it is not needed not computed.</summary>
public sealed record CaptureOptions
{
    private const string OfAttention = "attention.";
    private const string OfCross = "cross.";

    /// <summary>Every attention map of every layer and head.</summary>
    public static CaptureOptions Default { get; } = new();

    /// <summary>
    /// The sites to keep: names (<c>layers.3.attention.z</c>), globs (<c>layers.*.mlp.act</c>) or, for every layer,
    /// the end of a name (<c>attention.z</c>).
    /// </summary>
    public IReadOnlyList<string> Sites { get; init; } = [HookSite.Pattern.Path];

    /// <summary>The 0-based layers to keep; null for all.</summary>
    public IReadOnlyList<int>? Layers { get; init; }

    /// <summary>The 0-based heads to keep at sites that have a head axis; null for all.</summary>
    public IReadOnlyList<int>? Heads { get; init; }

    /// <summary>The tokens that attend to keep at sites that have an axis of queries; null for all.</summary>
    public QuerySelection? Queries { get; init; }

    /// <summary>Which kinds of attention to keep of a model with an encoder and a decoder that is given a target; null for all.</summary>
    public IReadOnlyList<AttentionKind>? Kinds { get; init; }

    /// <summary>What to change in the run, in this order where changes meet at one site.</summary>
    public IReadOnlyList<Ablation> Ablations { get; init; } = [];

    /// <summary>Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }

    /// <summary>Refuses layers and heads that a model does not have, which its structure tells without its weights.</summary>
    /// <param name="spec">The structure.</param>
    /// <param name="model">The model's name, for the message.</param>
    /// <exception cref="AttnExtractException">A layer or head does not exist; the message says which do.</exception>
    public void RequireIn(ModelSpec spec, string model)
    {
        foreach (AttentionKind kind in Kinds ?? [])
        {
            kind.RequireIn(spec, model);
        }

        AttentionKind[] kinds = [.. (Kinds ?? AttentionKind.Of(spec)).DistinctBy(kind => kind.Stack)];
        if (kinds is [AttentionKind only])
        {
            string whose = spec.Second is null ? model : $"the {(only.Stack == StackOrder.First ? "encoder" : "decoder")} of {model}";
            StackSpec stack = spec[only.StackIn(spec)];
            RequireBelow(Layers, stack.LayerCount, "layer", whose);
            RequireBelow(Heads, stack.HeadCount, "head", whose);
            return;
        }

        RequireBelow(Layers, kinds.Max(kind => spec[kind.StackIn(spec)].LayerCount), "layer", model);
        RequireBelow(Heads, kinds.Max(kind => spec[kind.StackIn(spec)].HeadCount), "head", model);
    }

    /// <summary>The hook points of a model that these options keep, in forward order.</summary>
    /// <exception cref="AttnExtractException">A site, layer or head does not exist; the message says what does.</exception>
    internal ImmutableArray<HookName> Names(PretrainedModel model, bool hasTarget)
    {
        RequireIn(model.Structure, model.Name);
        HashSet<HookName> wanted = [.. Sites.SelectMany(OfRun)];
        return [.. model.Hooks.Names.Where(name => wanted.Contains(name) && IsInLayers(name.Layer))];

        IEnumerable<HookName> OfRun(string site)
        {
            // What is asked for of attention, whichever, is asked for of the attention to the encoder too.
            IEnumerable<HookName> matches = hasTarget && site.StartsWith(OfAttention, StringComparison.Ordinal)
                ? model.Hooks.Match(site).Concat(model.Hooks.Match(OfCross + site[OfAttention.Length..]))
                : model.Hooks.Match(site);
            HookName[] there =
                [.. matches.Where(name => hasTarget ? Kinds?.Contains(AttentionKind.Of(name)) != false : name.Stack == StackOrder.First)];
            return there.Length > 0 ? there : throw NotInRun(site, hasTarget);
        }
    }

    // Of a decoder that reads nothing, or of a kind of attention that is not kept.
    private AttnExtractException NotInRun(string site, bool hasTarget) => new(
        hasTarget || Kinds?.All(kind => kind == AttentionKind.Encoder) == true
            ? $"'{site}' names nothing of the attention '{string.Join(", ", Kinds!)}', which alone is kept: leave out one of them (--sites, --attention)."
            : $"'{site}' is of the decoder, which reads nothing without a target: give one (--target TEXT).");

    /// <summary>The heads that these options keep, ascending and without repetition.</summary>
    internal ImmutableArray<int> HeadsOf(StackSpec stack) =>
        [.. (Heads ?? Enumerable.Range(0, stack.HeadCount)).Where(head => head < stack.HeadCount).Distinct().Order()];

    /// <summary>The positions of the queries that these options keep of what a stack reads, ascending; null for all.</summary>
    internal ImmutableArray<int>? QueriesOf(Encoding read) => Queries?.In(read);

    // A site that the model has once is in every choice of layers.
    private bool IsInLayers(int? layer) => Layers is null || layer is null || Layers.Contains(layer.Value);

    private static void RequireBelow(IReadOnlyList<int>? numbers, int count, string what, string model)
    {
        foreach (int number in numbers ?? [])
        {
            if (number < 0 || number >= count)
            {
                throw new AttnExtractException($"There is no {what} {number}: {model} has {what}s 0 to {count - 1}.");
            }
        }
    }
}
