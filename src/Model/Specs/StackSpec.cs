using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Network;
using static TorchSharp.torch;

namespace AttnExtract.Model.Specs;

/// <summary>
/// The structural choices of a stack of layers, in the order in which the forward pass meets them. It knows no family: a family is
/// a way of reading such a record out of a configuration. A record that exists is consistent.
/// </summary>
public sealed record StackSpec
{
    // Each has a dozen modules; no published model comes near.
    private const int MostLayers = 1000;

    /// <summary>Rows of the word table.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>How word vectors become as wide as the embeddings that are added to them; null where they are.</summary>
    public WordProjectionSpec? WordProjection { get; init; }

    /// <summary>Width of the word table.</summary>
    public int WordSize => WordProjection?.WordSize ?? EmbeddingSize;

    /// <summary>What word vectors are multiplied by.</summary>
    public double WordScale { get; init; } = 1;

    /// <summary>Width of the embedding tables and their norm; <see cref="HiddenSize"/> unless set.</summary>
    public int EmbeddingSize { get => field > 0 ? field : HiddenSize; init; }

    /// <summary>
    /// The token whose embedding is left out, and by whose share all embeddings are scaled as if 12% were; null where nothing is
    /// scaled. Rives et al. 2021 trained with words left out so.
    /// </summary>
    public int? DroppedTokenId { get; init; }

    /// <summary>Rows of the token type (segment) table; 0 when there is none. The only row of a table of one is always added.</summary>
    public int TokenTypeCount { get; init; }

    /// <summary>Whether the types of tokens are read; else every token is of the first, because the library's tokenizer says nothing of them.</summary>
    public bool ReadsTypes { get; init; } = true;

    /// <summary>Rows of the task table, whose first row is added to every token; 0 when there is none. Sun et al. 2020.</summary>
    public int TaskTypeCount { get; init; }

    /// <summary>How positions enter, in order of application; more than one may.</summary>
    public required ImmutableArray<PositionSpec> Positions { get; init; }

    /// <summary>The most tokens that the model reads, special tokens included; <see cref="int.MaxValue"/> where there is no limit.</summary>
    public required int MaximumLength { get; init; }

    /// <summary>Whether there is a limit to the length of a text.</summary>
    public bool HasMaximumLength => MaximumLength < int.MaxValue;

    /// <summary>The norm of the embeddings; null for none.</summary>
    public NormSpec? EmbeddingNorm { get; init; }

    /// <summary>Whether the embeddings of padding are 0.</summary>
    public bool ZeroesPadding { get; init; }

    /// <summary>Whether embeddings are projected to the hidden size; where the sizes differ, unless set.</summary>
    public bool ProjectsEmbeddings { get => field || EmbeddingSize != HiddenSize; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number of layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>
    /// How many different sets of layer weights there are; as many as layers unless set. Neighbouring layers share a set;
    /// Lan et al. 2020.
    /// </summary>
    public int LayerGroupCount { get => field > 0 ? field : LayerCount; init; }

    /// <summary>The narrower place that the blocks of a layer work in; null for none.</summary>
    public BottleneckSpec? Bottleneck { get; init; }

    /// <summary>Width of what the blocks of a layer add to.</summary>
    public int BlockSize => Bottleneck?.Size ?? HiddenSize;

    /// <summary>
    /// Whether the feed-forward block reads what enters the layer, as attention does, and both are added to it; Wang and Komatsuzaki 2021.
    /// </summary>
    public bool IsParallel { get; init; }

    /// <summary>The norm before attention, inside the residual branch; null for none.</summary>
    public NormSpec? NormBeforeAttention { get; init; }

    /// <summary>Whether layer 0 has no norm before its attention, because the embeddings' norm has just been.</summary>
    public bool OmitsFirstNorm { get; init; }

    /// <summary>Heads in each layer.</summary>
    public required int HeadCount { get; init; }

    /// <summary>
    /// The heads that were cut out of a layer, ascending, by layer; empty where all are there. <see cref="HeadCount"/> counts them, so
    /// that those that are left keep their numbers.
    /// </summary>
    public ImmutableSortedDictionary<int, ImmutableArray<int>> PrunedHeads { get; init; } =
        ImmutableSortedDictionary<int, ImmutableArray<int>>.Empty;

    /// <summary>
    /// Key and value heads in each layer, each of which serves as many neighbouring heads; <see cref="HeadCount"/> unless set.
    /// Ainslie et al. 2023.
    /// </summary>
    public int KeyValueHeadCount { get => field > 0 ? field : HeadCount; init; }

    /// <summary>Width of one head; the hidden size shared out among the heads unless set.</summary>
    public int HeadSize { get => field > 0 ? field : HiddenSize / HeadCount; init; }

    /// <summary>The norm of each head's queries and keys, before positions turn them; null for none. Dehghani et al. 2023.</summary>
    public NormSpec? QueryKeyNorm { get; init; }

    /// <summary>What a query times a key is multiplied by; 1/√(head size) unless set.</summary>
    public double ScoreScale { get => field > 0 ? field : 1 / Math.Sqrt(HeadSize); init; }

    /// <summary>The bound c that scores are kept within, as c·tanh(score / c); null for none. Bello et al. 2016.</summary>
    public double? ScoreCap { get; init; }

    /// <summary>Whether a token sees only itself and what comes before it.</summary>
    public bool IsCausal { get; init; }

    /// <summary>A convolution over the tokens beside the heads; null for none.</summary>
    public SpanConvolutionSpec? SpanConvolution { get; init; }

    /// <summary>For each layer how far away a token may be and still be seen, null for any distance; empty where no layer has a limit.</summary>
    public ImmutableArray<int?> Windows { get; init; } = [];

    /// <summary>The norm of what attention gives, before it is added to its residual; null for none.</summary>
    public NormSpec? NormOfAttention { get; init; }

    /// <summary>
    /// Whether some tokens may see everything and be seen by everything, with projections of their own; Beltagy et al. 2020. Which, the input says.
    /// </summary>
    public bool HasGlobalTokens { get; init; }

    /// <summary>The norm after attention and its residual; null for none.</summary>
    public NormSpec? NormAfterAttention { get; init; }

    /// <summary>The attention to an encoder that follows; null where there is none.</summary>
    public CrossAttentionSpec? CrossAttention { get; init; }

    /// <summary>The norm before the feed-forward block, inside the residual branch; null for none.</summary>
    public NormSpec? NormBeforeMlp { get; init; }

    /// <summary>Inner width of the feed-forward block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Non-linearity of the feed-forward block.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Whether the activated neurons are multiplied by a second projection of the input; Shazeer 2020.</summary>
    public bool IsGated { get; init; }

    /// <summary>The norm of what the feed-forward block gives, before it is added to its residual; null for none.</summary>
    public NormSpec? NormOfMlp { get; init; }

    /// <summary>The norm after the feed-forward block and its residual; null for none.</summary>
    public NormSpec? NormAfterMlp { get; init; }

    /// <summary>Which projections have a bias.</summary>
    public BiasSlots Biases { get; init; } = BiasSlots.All;

    /// <summary>In how many groups projections join the parts of a vector.</summary>
    public ProjectionGroups Groups { get; init; } = new();

    /// <summary>A convolution over the tokens after layer 0; null for none.</summary>
    public ConvolutionSpec? Convolution { get; init; }

    /// <summary>
    /// Whether padding reaches real tokens, as in the libraries of some, so that what a text gives depends on the longest text of its batch.
    /// </summary>
    public bool ReadsPadding => SpanConvolution is not null || WordProjection is { JoinsNeighbours: true };

    /// <summary>The norm after the last layer; null for none.</summary>
    public NormSpec? FinalNorm { get; init; }

    /// <summary>Width of the final hidden states; <see cref="HiddenSize"/> unless set, and else they are projected to it last of all.</summary>
    public int FinalSize { get => field > 0 ? field : HiddenSize; init; }

    /// <summary>How the library rounds that the numbers are to agree with.</summary>
    public RoundingHabits Rounding { get; init; } = new();

    /// <summary>The set of weights that a layer uses.</summary>
    public int GroupOf(int layer) => (int)(layer / ((double)LayerCount / LayerGroupCount));

    /// <summary>How far away a token may be and still be seen in a layer; null for any distance.</summary>
    public int? WindowOf(int layer) => Windows.IsEmpty ? null : Windows[layer];

    /// <summary>Which keys a query can see in a layer.</summary>
    /// <param name="layer">The 0-based layer.</param>
    /// <param name="length">How many tokens each text has, padding included.</param>
    /// <param name="padding">Which of them are real.</param>
    /// <param name="globals">Which of them see everything, where the structure has such tokens; null for none.</param>
    /// <param name="start">The first token that asks.</param>
    /// <param name="device">Where the model is; null for the processor.</param>
    public Visibility VisibilityIn(int layer, int length, Padding padding, GlobalTokens? globals = null, int start = 0, Device? device = null) =>
        new(length - start, length)
        {
            Queries = padding,
            Keys = padding,
            Window = WindowOf(layer),
            Globals = HasGlobalTokens ? globals ?? GlobalTokens.None : GlobalTokens.None,
            IsCausal = IsCausal,
            Device = device ?? CPU,
        };

    /// <summary>Why no head can be cut out of a layer and leave the others what they need; null where it can.</summary>
    public string? WhyHeadsStay =>
        KeyValueHeadCount < HeadCount ? $"its {HeadCount} heads share {KeyValueHeadCount} key and value heads, which the others need"
        : Groups.DividesHeads ? "its heads are made in groups, which would no longer be even"
        : HasGlobalTokens ? "tokens that see everything have projections of their own, which heads share with them"
        : SpanConvolution is not null ? "a convolution beside its heads reads the queries of all of them"
        : null;

    /// <summary>The heads that a layer has, ascending: all but those that were cut out.</summary>
    public ImmutableArray<int> HeadsOf(int layer) => [.. Enumerable.Range(0, HeadCount).Where(head => HasHead(layer, head))];

    /// <summary>Whether a layer has a head, which is not the case where it was cut out.</summary>
    public bool HasHead(int layer, int head) => !PrunedHeads.TryGetValue(layer, out ImmutableArray<int> pruned) || !pruned.Contains(head);

    /// <summary>Refuses a head that is not there.</summary>
    /// <param name="layer">Its layer.</param>
    /// <param name="head">Its number in the layer.</param>
    /// <param name="model">The model's name, for the message.</param>
    /// <exception cref="AttnExtractException">There is no such layer, or it does not have that head; the message says what exists.</exception>
    public void RequireHead(int layer, int head, string model)
    {
        if (layer < 0 || layer >= LayerCount)
        {
            throw new AttnExtractException($"There is no layer {layer}: {model} has layers 0 to {LayerCount - 1}.");
        }

        if (head < 0 || head >= HeadCount)
        {
            throw new AttnExtractException($"There is no head {head}: {model} has heads 0 to {HeadCount - 1}.");
        }

        if (!HasHead(layer, head))
        {
            throw new AttnExtractException(
                $"There is no head {head} in layer {layer} any more: it was pruned from {model}, which there has "
                + $"{(HeadsOf(layer) is { IsEmpty: false } left ? $"heads {string.Join(", ", left)}" : "no heads")}.");
        }
    }

    /// <summary>Checks that the choices fit together.</summary>
    /// <returns>This record.</returns>
    /// <exception cref="AttnExtractException">A size is not positive, or two choices do not fit together.</exception>
    public StackSpec Validated()
    {
        RequirePositive(VocabularySize, "vocabulary");
        RequirePositive(HiddenSize, "hidden size");
        RequirePositive(EmbeddingSize, "embedding size");
        RequirePositive(WordSize, "size of word vectors");
        Require(ScoreCap is null or > 0, $"bound of scores is {ScoreCap:0.####}; expected a number above 0");
        RequirePositive(MaximumLength, "number of positions");
        Require(LayerCount is > 0 and <= MostLayers, $"number of layers is {LayerCount}; expected 1 to {MostLayers}");
        RequirePositive(HeadCount, "number of heads");
        RequirePositive(IntermediateSize, "intermediate size");
        Require(TokenTypeCount >= 0, $"number of token types is {TokenTypeCount}; expected 0 or more");
        Require(TaskTypeCount >= 0, $"number of task types is {TaskTypeCount}; expected 0 or more");
        Require(
            HiddenSize % HeadCount == 0 || HeadSize != HiddenSize / HeadCount,
            $"hidden size {HiddenSize} is not a multiple of its {HeadCount} heads, so heads would have no whole width");
        Require(
            HeadCount % KeyValueHeadCount == 0,
            $"number of heads {HeadCount} is not a multiple of its {KeyValueHeadCount} key and value heads, so they cannot be shared evenly");
        Require(
            LayerGroupCount <= LayerCount,
            $"number of layer groups {LayerGroupCount} is larger than its {LayerCount} layers, so some would never be used");
        Require(
            Windows.IsEmpty || Windows.Length == LayerCount,
            $"list of layer types has {Windows.Length} entries, but there are {LayerCount} layers");
        Require(
            PrunedHeads.IsEmpty || LayerGroupCount == LayerCount,
            $"list of pruned heads cannot be followed: its {LayerCount} layers share weights ({LayerGroupCount} for all of them)");
        Require(
            PrunedHeads.IsEmpty || KeyValueHeadCount == HeadCount,
            $"list of pruned heads cannot be followed: its {HeadCount} heads share {KeyValueHeadCount} key and value heads");
        Require(PrunedHeads.IsEmpty || WhyHeadsStay is null, $"list of pruned heads cannot be followed: {WhyHeadsStay}");
        foreach ((int layer, ImmutableArray<int> heads) in PrunedHeads)
        {
            Require(layer >= 0 && layer < LayerCount, $"list of pruned heads has layer {layer}, but layers are 0 to {LayerCount - 1}");
            foreach (int head in heads)
            {
                Require(head >= 0 && head < HeadCount, $"list of pruned heads has head {head}, but heads are 0 to {HeadCount - 1}");
            }
        }

        foreach (PositionSpec position in Positions)
        {
            position.Validate(this);
        }

        Convolution?.Validate(this);
        Groups.Validate(this);
        Bottleneck?.Validate();
        SpanConvolution?.Validate();

        return this;
    }

    /// <summary>Refuses a choice, in the words of <see cref="Validated"/>.</summary>
    internal static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new AttnExtractException($"The configuration's {what}.");
        }
    }

    private static void RequirePositive(int value, string what) => Require(value > 0, $"{what} is {value}; expected 1 or more");
}
