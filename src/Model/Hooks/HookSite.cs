using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Network;

namespace AttnExtract.Model.Hooks;

/// <summary>A place in the forward pass that can be watched and changed; in every layer, or once in the model.</summary>
public sealed class HookSite
{
    private const string Attention = "attention.";
    private const string CrossAttention = "cross.";

    private static readonly ImmutableArray<Axis> States = [Axis.Batch, Axis.Token, Axis.Hidden];
    private static readonly ImmutableArray<Axis> BlockStates = [Axis.Batch, Axis.Token, Axis.Block];
    private static readonly ImmutableArray<Axis> Maps = [Axis.Batch, Axis.Head, Axis.Query, Axis.Key];

    private HookSite(string path, bool perLayer, ImmutableArray<Axis> axes, string meaning)
    {
        Path = path;
        PerLayer = perLayer;
        Axes = axes;
        Meaning = meaning;
    }

    /// <summary>Word vectors.</summary>
    public static HookSite EmbedWords { get; } = new(
        "embed.words", false, [Axis.Batch, Axis.Token, Axis.Embedding], "word vectors, before types, positions and norm are added");

    /// <summary>What enters the first layer.</summary>
    public static HookSite EmbedOut { get; } =
        new("embed.out", false, States, "what enters the first layer: embeddings after their norm");

    /// <summary>What enters a layer.</summary>
    public static HookSite ResidualPre { get; } =
        new("residual.pre", true, States, "what enters the layer");

    /// <summary>Queries.</summary>
    public static HookSite Q { get; } =
        new("attention.q", true, [Axis.Batch, Axis.Head, Axis.Query, Axis.HeadSize], "queries, as they meet the keys");

    /// <summary>Keys.</summary>
    public static HookSite K { get; } =
        new("attention.k", true, [Axis.Batch, Axis.Head, Axis.Key, Axis.HeadSize], "keys, as they meet the queries");

    /// <summary>Values.</summary>
    public static HookSite V { get; } = new("attention.v", true, [Axis.Batch, Axis.Head, Axis.Key, Axis.HeadSize], "values");

    /// <summary>Scores before the softmax.</summary>
    public static HookSite Scores { get; } =
        new("attention.scores", true, Maps, "scaled scores after bias and mask, before the softmax");

    /// <summary>The attention map.</summary>
    public static HookSite Pattern { get; } =
        new("attention.pattern", true, Maps, "the attention map: softmax of the scores, rows sum to 1");

    /// <summary>Heads' outputs before the output projection.</summary>
    public static HookSite Z { get; } = new(
        "attention.z", true, [Axis.Batch, Axis.Head, Axis.Query, Axis.HeadSize], "each head's pattern × values, before the output projection");

    /// <summary>Heads' outputs after the output projection.</summary>
    public static HookSite HeadOut { get; } = new(
        "attention.head_out", true, [Axis.Batch, Axis.Head, Axis.Query, Axis.Block],
        "what each head adds to the attention output, without its bias");

    /// <summary>The attention block's output.</summary>
    public static HookSite AttentionOut { get; } =
        new("attention.out", true, BlockStates, "the attention block's output, heads summed and bias added, before its residual and norm");

    /// <summary>Between the attention block and the feed-forward block.</summary>
    public static HookSite ResidualMid { get; } =
        new("residual.mid", true, BlockStates, "after the attention block, its residual and a norm that follows it");

    /// <summary>Queries to an encoder.</summary>
    public static HookSite CrossQ { get; } = Across(Q, "queries of the decoder, as they meet the encoder's keys");

    /// <summary>An encoder's keys.</summary>
    public static HookSite CrossK { get; } = Across(K, "keys made of the encoder's states");

    /// <summary>An encoder's values.</summary>
    public static HookSite CrossV { get; } = Across(V, "values made of the encoder's states");

    /// <summary>Scores of an encoder's tokens.</summary>
    public static HookSite CrossScores { get; } = Across(Scores, "scaled scores of the encoder's tokens, before the softmax");

    /// <summary>The map from decoder to encoder.</summary>
    public static HookSite CrossPattern { get; } = Across(Pattern, "the map from the decoder's tokens to the encoder's, rows sum to 1");

    /// <summary>Heads' outputs before the output projection.</summary>
    public static HookSite CrossZ { get; } = Across(Z, "each head's pattern × values of the encoder, before the output projection");

    /// <summary>Heads' outputs after the output projection.</summary>
    public static HookSite CrossHeadOut { get; } = Across(HeadOut, "what each head adds to the output of the attention to the encoder");

    /// <summary>The output of the attention to an encoder.</summary>
    public static HookSite CrossOut { get; } = Across(AttentionOut, "the output of the attention to the encoder, before its residual and norm");

    /// <summary>Between the attention to an encoder and the feed-forward block.</summary>
    public static HookSite ResidualCross { get; } =
        new("residual.cross", true, BlockStates, "after the attention to the encoder, its residual and a norm that follows it") { ReadsEncoder = true };

    /// <summary>Inside the feed-forward block.</summary>
    public static HookSite MlpAct { get; } =
        new("mlp.act", true, [Axis.Batch, Axis.Token, Axis.Intermediate], "feed-forward neurons after the activation");

    /// <summary>The feed-forward block's output.</summary>
    public static HookSite MlpOut { get; } =
        new("mlp.out", true, BlockStates, "the feed-forward block's output, before its residual and norm");

    /// <summary>What leaves a layer.</summary>
    public static HookSite ResidualPost { get; } =
        new("residual.post", true, States, "what leaves the layer");

    /// <summary>The final hidden states.</summary>
    public static HookSite FinalOut { get; } =
        new("final.out", false, [Axis.Batch, Axis.Token, Axis.Final], "the final hidden states, after a norm that follows the last layer");

    /// <summary>Every site in forward order.</summary>
    public static ImmutableArray<HookSite> All { get; } =
    [
        EmbedWords, EmbedOut, ResidualPre, Q, K, V, Scores, Pattern, Z, HeadOut, AttentionOut, ResidualMid,
        CrossQ, CrossK, CrossV, CrossScores, CrossPattern, CrossZ, CrossHeadOut, CrossOut, ResidualCross, MlpAct, MlpOut, ResidualPost, FinalOut,
    ];

    private static Registry<HookSite> ByPath { get; } = new(
        site => [site.Path], (typed, didYouMean, known) => $"There is no site '{typed}'.{didYouMean} There are {known}.", All);

    /// <summary>The end of its name: <c>attention.pattern</c>.</summary>
    public string Path { get; }

    /// <summary>Whether every layer has one.</summary>
    public bool PerLayer { get; }

    /// <summary>Whether only a decoder that reads an encoder has it.</summary>
    public bool ReadsEncoder { get; private init; }

    /// <summary>Whether it is in the attention to an encoder, whose keys are the encoder's tokens.</summary>
    public bool IsCross => Path.StartsWith(CrossAttention, StringComparison.Ordinal);

    /// <summary>Whether attention maps pass, of whichever attention.</summary>
    public bool IsPattern => this == Pattern || this == CrossPattern;

    /// <summary>Whether scores pass, of whichever attention.</summary>
    public bool IsScores => this == Scores || this == CrossScores;

    /// <summary>Whether its tokens are those that are attended to.</summary>
    public bool TokensAreKeys => Axes.FirstOrDefault(axis => axis.CountsTokens) == Axis.Key;

    /// <summary>The same place in the attention to an encoder.</summary>
    /// <exception cref="InvalidOperationException">It is in no attention.</exception>
    public HookSite InCross => All.First(site => site.IsCross && Path.AsSpan(Attention.Length).SequenceEqual(site.Path.AsSpan(CrossAttention.Length)));

    /// <summary>The axes of the tensor that passes.</summary>
    public ImmutableArray<Axis> Axes { get; }

    /// <summary>What passes, in a few words.</summary>
    public string Meaning { get; }

    /// <summary>Whether its second axis counts heads.</summary>
    public bool HasHeadAxis => Axes[1] == Axis.Head;

    /// <summary>Whether it is a table of tokens by tokens, as scores and attention maps are.</summary>
    public bool IsMap => Axes[^1].CountsTokens;

    /// <summary>The axes in words: <c>batch, head, query, key</c>.</summary>
    public string Shape => string.Join(", ", Axes);

    /// <summary>The site of a name, or of what only its name ends in: <c>attention.z</c>, <c>z</c>.</summary>
    /// <exception cref="AttnExtractException">There is none, or several; the message says what there is.</exception>
    public static HookSite Get(string name)
    {
        HookSite[] meant = [.. All.Where(site => site.EndsWith(name))];
        meant = meant.Length > 1 ? [.. meant.Where(site => !site.ReadsEncoder)] : meant;
        return meant switch
        {
            [HookSite only] => only,
            [] => throw ByPath.Unknown(name),
            _ => throw new AttnExtractException(
                $"'{name}' ends the names of several sites: {string.Join(", ", meant.Select(site => site.Path))}; write one of them."),
        };
    }

    private static HookSite Across(HookSite own, string meaning) =>
        new(CrossAttention + own.Path[Attention.Length..], true, own.Axes, meaning) { ReadsEncoder = true };

    /// <summary>Whether its name ends in these parts: <c>attention.pattern</c> ends in itself and in <c>pattern</c>.</summary>
    internal bool EndsWith(string parts) =>
        Path.EndsWith(parts, StringComparison.Ordinal) && (Path.Length == parts.Length || Path[^(parts.Length + 1)] == '.');

    /// <summary>Its name with <c>{l}</c> for the layer: <c>layers.{l}.attention.pattern</c>, <c>decoder.layers.{l}.cross.pattern</c>.</summary>
    public override string ToString() => (ReadsEncoder ? $"{Encoder.SecondName}." : "") + (PerLayer ? $"layers.{{l}}.{Path}" : Path);
}
