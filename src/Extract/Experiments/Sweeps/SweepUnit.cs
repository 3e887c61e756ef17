using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>What is switched off in turn.</summary>
public sealed class SweepUnit
{
    private readonly Func<StackSpec, int> _columns;
    private readonly Func<AttentionPlace, int, int, Replacement, Ablation?> _make;

    private SweepUnit(
        string name, string description, Func<StackSpec, int> columns, Func<AttentionPlace, int, int, Replacement, Ablation?> make)
    {
        Name = name;
        Description = description;
        _columns = columns;
        _make = make;
    }

    /// <summary>One head at a time.</summary>
    public static SweepUnit Heads { get; } = new(
        "heads", "one head at a time", spec => spec.HeadCount,
        (place, layer, head, with) => place.Spec.HasHead(layer, head) ? Off(place, HeadSelection.Of(layer, head), with) : null);

    /// <summary>All heads of a layer but one: what one head does alone; Michel et al. 2019, section 3.2.</summary>
    public static SweepUnit AllButOne { get; } = new(
        "all-but-one", "all heads of a layer but one", spec => spec.HeadCount, (place, layer, head, with) =>
            place.Spec.HasHead(layer, head) && place.Spec.HeadsOf(layer) is { Length: > 1 } there
                ? Off(place, HeadSelection.Of(there.Where(other => other != head).Select(other => (layer, other))), with)
                : null);

    /// <summary>All heads of a layer.</summary>
    public static SweepUnit Attention { get; } = new(
        "attention", "all heads of one layer at a time", _ => 1,
        (place, layer, _, with) => Off(place, HeadSelection.Parse($"{layer}.*"), with));

    /// <summary>The feed-forward block of a layer.</summary>
    public static SweepUnit Mlps { get; } = new(
        "mlps", "one feed-forward block at a time", _ => 1,
        (place, layer, _, with) => new MlpAblation(IndexSet.Of([layer]), with) { Kind = place.Kind })
    {
        IsOfAttention = false,
    };

    /// <summary>A whole layer, left out.</summary>
    public static SweepUnit Layers { get; } = new(
        "layers", "one whole layer at a time", _ => 1, (place, layer, _, with) => with == Replacement.Zero
            ? new LayerAblation(IndexSet.Of([layer])) { Kind = place.Kind }
            : throw new AttnExtractException($"Whole layers are left out, which is 'zero'; '{with}' goes with heads, attention and mlps."))
    {
        IsOfAttention = false,
    };

    /// <summary>Every unit.</summary>
    public static ImmutableArray<SweepUnit> All { get; } = [Heads, AllButOne, Attention, Mlps, Layers];

    /// <summary>What is typed for it.</summary>
    public string Name { get; }

    /// <summary>What is switched off, in a few words.</summary>
    public string Description { get; }

    /// <summary>Whether it is of attention; else of layers, which have no part of their own in the way from decoder to encoder.</summary>
    public bool IsOfAttention { get; private init; } = true;

    /// <summary>How many there are in a layer.</summary>
    public int ColumnsOf(StackSpec spec) => _columns(spec);

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    /// <summary>What takes the place, as the ablations of this unit have it.</summary>
    internal string WordFor(Replacement with) => this == Layers ? LayerAblation.Skip : with.ToString();

    /// <summary>Everything to switch off in turn, layer by layer; null for what is not there, because heads were cut out.</summary>
    /// <exception cref="AttnExtractException">The replacement does not go with it.</exception>
    internal IReadOnlyList<Ablation?> Variants(AttentionPlace place, Replacement with) =>
    [
        .. from layer in Enumerable.Range(0, place.Spec.LayerCount)
           from column in Enumerable.Range(0, _columns(place.Spec))
           select _make(place, layer, column, with),
    ];

    /// <summary>The attention that it is swept in: of layers, the decoder's where nobody says.</summary>
    /// <param name="kind">What is said; null for nothing.</param>
    /// <param name="hasTarget">Whether there is something for a decoder to read.</param>
    internal AttentionKind? KindOf(AttentionKind? kind, bool hasTarget) => kind ?? (hasTarget && !IsOfAttention ? AttentionKind.Decoder : null);

    private static HeadAblation Off(AttentionPlace place, HeadSelection heads, Replacement with) => new(heads, with) { Kind = place.Kind };
}
