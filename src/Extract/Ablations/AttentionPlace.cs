using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Ablations;

/// <summary>One attention of a model: whose heads are looked at or changed, and where they stand.</summary>
internal sealed class AttentionPlace
{
    private readonly string _model;

    private AttentionPlace(PretrainedModel model, AttentionKind? kind)
    {
        _model = model.Name;
        Kind = kind;
        Stack = kind?.StackIn(model.Structure) ?? StackOrder.First;
        Spec = model.Structure[Stack];
    }

    /// <summary>Which attention it is; null for the encoder's where nobody says, and for the only stack's.</summary>
    public AttentionKind? Kind { get; }

    /// <summary>The stack whose tokens attend.</summary>
    public StackOrder Stack { get; }

    /// <summary>The structure of that stack.</summary>
    public StackSpec Spec { get; }

    /// <summary>The stack whose tokens are attended to.</summary>
    public StackOrder KeyStack => IsCross ? StackOrder.First : Stack;

    /// <summary>Whether they attend to another text.</summary>
    public bool IsCross => Kind?.IsCross == true;

    /// <summary>What a message calls the model's part that it is in.</summary>
    public string Owner => Stack == StackOrder.Second ? $"the decoder of {_model}" : _model;

    /// <summary>An attention of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="kind">Which; null for the encoder's, and for the only stack's.</param>
    /// <exception cref="AttnExtractException">The model has no such attention.</exception>
    public static AttentionPlace Of(PretrainedModel model, AttentionKind? kind)
    {
        kind?.RequireIn(model.Structure, model.Name);
        return new AttentionPlace(model, kind);
    }

    /// <summary>The attention that a study of a text is about.</summary>
    /// <param name="model">The model.</param>
    /// <param name="kind">Which; null for that from decoder to encoder where both read, and else for the only one that does.</param>
    /// <param name="encoding">The text.</param>
    /// <exception cref="AttnExtractException">The model has no such attention, or the text no target for a decoder to read.</exception>
    public static AttentionPlace In(PretrainedModel model, AttentionKind? kind, Encoding encoding) => Of(
        model,
        kind is null ? encoding.Target is null ? null : AttentionKind.Cross
            : encoding.Target is not null || kind.StackIn(model.Structure) == StackOrder.First ? kind
            : throw new AttnExtractException(
                $"The attention of the kind '{kind}' is of the decoder of {model.Name}, which reads nothing without a target: give one "
                + "(--target TEXT, or in a file after a tab)."));

    /// <summary>What stands before the name of something that is in it: <c>cross </c>; nothing where no kind is said.</summary>
    public static string Prefix(AttentionKind? kind) => kind is null ? "" : $"{kind} ";

    /// <summary>The heads of a selection.</summary>
    /// <exception cref="AttnExtractException">One does not exist.</exception>
    public IEnumerable<(int Layer, int Head)> Heads(HeadSelection heads) => heads.In(Spec, _model);

    /// <summary>The heads of a selection, by layer.</summary>
    /// <exception cref="AttnExtractException">One does not exist.</exception>
    public IEnumerable<IGrouping<int, int>> ByLayer(HeadSelection heads) => Heads(heads).GroupBy(head => head.Layer, head => head.Head);

    /// <summary>The layers of a set.</summary>
    /// <param name="layers">The set.</param>
    /// <exception cref="AttnExtractException">One does not exist, or it is of the way between two stacks, which has none of its own.</exception>
    public IReadOnlyList<int> Layers(IndexSet layers) => IsCross
        ? throw new AttnExtractException(
            "Layers and their feed-forward blocks are those of a stack: say encoder or decoder before them, not cross.")
        : layers.Within(Spec.LayerCount, "layer", Owner);

    /// <summary>A hook point of it: where a site is named as in any stack, the same place in this attention.</summary>
    public HookName Name(HookSite site, int layer) => HookName.Of(IsCross ? site.InCross : site, layer, Stack);

    /// <summary>A hook point of its stack, beside attention.</summary>
    public HookName InStack(HookSite site, int? layer = null) => HookName.Of(site, layer, Stack);

    /// <summary>The residual stream that its output is added to, as it enters.</summary>
    public HookName BlockInput(int layer) => InStack(IsCross ? HookSite.ResidualMid : HookSite.ResidualPre, layer);

    /// <summary>The residual stream with its output, after a norm that follows.</summary>
    public HookName BlockOutput(int layer) => InStack(IsCross ? HookSite.ResidualCross : HookSite.ResidualMid, layer);

    /// <summary>The name that a weight of a layer has among the model's.</summary>
    /// <param name="layer">The 0-based layer.</param>
    /// <param name="own">What it is called in a layer, such as <c>attention.output.weight</c>.</param>
    /// <param name="cross">What the same is called in the attention to an encoder.</param>
    public string Weight(int layer, string own, string cross)
    {
        // Hook points are among the same modules.
        string beside = InStack(HookSite.ResidualPre, layer).ToString();
        return beside[..^HookSite.ResidualPre.Path.Length] + (IsCross ? cross : own);
    }

    /// <summary>A text with other tokens to attend to.</summary>
    public Encoding WithKeys(Encoding encoding, IReadOnlyList<EncodingToken> tokens) => KeyStack == StackOrder.First
        ? encoding with { Tokens = tokens }
        : encoding with { Target = encoding.Target! with { Tokens = tokens } };

    /// <summary>Where numbers of it come from.</summary>
    public Provenance Of(Provenance provenance) => provenance with
    {
        LayerCount = Spec.LayerCount,
        HeadCount = Spec.HeadCount,
        PrunedHeads = HeadSelection.OfPruned(Spec)?.ToString(),
    };
}
