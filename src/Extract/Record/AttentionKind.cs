using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract;

/// <summary>Which attention of a model with an encoder and a decoder.</summary>
public sealed class AttentionKind
{
    private AttentionKind(string name, string meaning, StackOrder stack, bool isCross)
    {
        Name = name;
        Meaning = meaning;
        Stack = stack;
        IsCross = isCross;
    }

    /// <summary>Of the encoder to the text that it reads.</summary>
    public static AttentionKind Encoder { get; } = new("encoder", "of the encoder", StackOrder.First, false);

    /// <summary>Of the decoder to what it has read or said so far.</summary>
    public static AttentionKind Decoder { get; } = new("decoder", "of the decoder", StackOrder.Second, false);

    /// <summary>Of the decoder to the encoder's text.</summary>
    public static AttentionKind Cross { get; } = new("cross", "from decoder to encoder", StackOrder.Second, true);

    /// <summary>Every kind, in forward order.</summary>
    public static ImmutableArray<AttentionKind> All { get; } = [Encoder, Decoder, Cross];

    internal static IComparer<AttentionKind> InForwardOrder { get; } =
        Comparer<AttentionKind>.Create((one, other) => All.IndexOf(one).CompareTo(All.IndexOf(other)));

    private static Registry<AttentionKind> ByName { get; } = new(
        kind => [kind.Name], (typed, didYouMean, known) => $"There is no kind of attention '{typed}'.{didYouMean} There are {known}.", All);

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Whose it is, in a few words.</summary>
    public string Meaning { get; }

    /// <summary>The stack whose tokens attend.</summary>
    public StackOrder Stack { get; }

    /// <summary>Whether they attend to another text.</summary>
    public bool IsCross { get; }

    /// <summary>The kind of a name.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says what there is.</exception>
    public static AttentionKind Get(string name) => ByName.Get(name);

    /// <summary>The kinds that a model has.</summary>
    public static ImmutableArray<AttentionKind> Of(ModelSpec spec) =>
        [.. All.Where(kind => spec.Second is not null || (kind == Decoder ? spec.First.IsCausal : kind == Encoder && !spec.First.IsCausal))];

    /// <summary>The kind that a hook point of a model with an encoder and a decoder belongs to.</summary>
    public static AttentionKind Of(HookName name) => name.Stack == StackOrder.First ? Encoder : name.Site.IsCross ? Cross : Decoder;

    /// <summary>The stack whose tokens attend, in a model that has this kind: a decoder may be the only one.</summary>
    internal StackOrder StackIn(ModelSpec spec) => spec.Second is null ? StackOrder.First : Stack;

    /// <summary>Refuses a model that does not have this kind.</summary>
    /// <exception cref="AttnExtractException">It has not; the message says what it has.</exception>
    public void RequireIn(ModelSpec spec, string model)
    {
        ImmutableArray<AttentionKind> there = Of(spec);
        if (!there.Contains(this))
        {
            throw new AttnExtractException(
                $"{model} has no attention of the kind '{Name}': it is {(there[0] == Encoder ? "an encoder" : "a decoder")} alone, "
                + $"whose attention is of the kind '{there[0].Name}'.");
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>A layer's attention maps.</summary>
    internal HookName Pattern(int layer) => HookName.Of(IsCross ? HookSite.CrossPattern : HookSite.Pattern, layer, Stack);

    /// <summary>What was captured of it in one run.</summary>
    internal AttentionRecord Record(
        RecordText source, RecordText target, IReadOnlyList<int> heads, IReadOnlyList<KeyValuePair<HookName, DenseArray>> sites, Provenance provenance,
        IReadOnlyDictionary<HookName, HiddenCells> hidden, ImmutableArray<int>? queries)
    {
        RecordText own = Stack == StackOrder.First ? source : target;
        return AttentionRecord.OfQueries(own, queries, heads, sites, provenance, hidden, IsCross ? source : null, this);
    }
}
