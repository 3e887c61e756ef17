using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Measures;

/// <summary>The measures that there are.</summary>
public static class MeasureCatalog
{
    private const string NoOwnToken =
        "it counts the residual stream as what a token brings itself, and no token of the decoder is among those that it attends to; take norm or norm_sum";

    /// <summary>The maps themselves, to stand beside the others.</summary>
    public static Measure Attention { get; } = new()
    {
        Name = "attention",
        Title = "attention weight",
        Source = "Vaswani et al. 2017",
        Shape = MeasureShape.HeadMaps,
        Needs = MeasureNeeds.Maps,
        OfRecord = record => [.. record.Layers.Select(layer => record.Pattern(layer))],
    };

    /// <summary>How long the vectors are that a head brings from token to token: ‖A·v·W_O‖.</summary>
    public static Measure Norm { get; } = new()
    {
        Name = "norm",
        Title = "norm of the weighted value",
        Source = "Kobayashi et al. 2020",
        Shape = MeasureShape.HeadMaps,
        Needs = MeasureNeeds.Weights,
        WhyNot = OtherValues,
        OfRun = ValueNorms.PerHead,
    };

    /// <summary>The same for all heads together: ‖Σ_h A·v·W_O‖.</summary>
    public static Measure NormSum { get; } = new()
    {
        Name = "norm_sum",
        Title = "norm of the weighted values, heads summed",
        Source = "Kobayashi et al. 2020",
        Shape = MeasureShape.LayerMaps,
        Needs = MeasureNeeds.Weights,
        WhyNot = OtherValues,
        OfRun = ValueNorms.Summed,
    };

    /// <summary>The same with the residual connection and the norm that follows it.</summary>
    public static Measure NormWithResidual { get; } = new()
    {
        Name = "norm_resln",
        Title = "norm of the whole block's share",
        Source = "Kobayashi et al. 2021",
        Shape = MeasureShape.LayerMaps,
        Needs = MeasureNeeds.Weights,
        WhyNot = ConvolutionBeside,
        WhyNotAcross = NoOwnToken,
        OfRun = ValueNorms.WithResidual,
    };

    /// <summary>How much nearer a token's share brings the block's output to what it is.</summary>
    public static Measure Alti { get; } = new()
    {
        Name = "alti",
        Title = "contribution to the block's output",
        Source = "Ferrando et al. 2022",
        Shape = MeasureShape.LayerMaps,
        Needs = MeasureNeeds.Weights,
        WhyNot = ConvolutionBeside,
        WhyNotAcross = NoOwnToken,
        OfRun = BlockContributions.PerLayer,
    };

    /// <summary>Contributions multiplied through the layers.</summary>
    public static Measure AltiRollout { get; } = new()
    {
        Name = "alti_rollout",
        Title = "contribution of the input",
        Source = "Ferrando et al. 2022",
        Shape = MeasureShape.LayerMaps,
        Needs = MeasureNeeds.Weights,
        Accumulates = true,
        WhyNot = ConvolutionBeside,
        WhyNotAcross = NoOwnToken,
        OfRun = BlockContributions.RolledOut,
    };

    /// <summary>Maps multiplied through the layers, half of each layer the residual connection.</summary>
    public static Measure Rollout { get; } = new()
    {
        Name = "rollout",
        Title = "attention rolled out to the input",
        Source = "Abnar and Zuidema 2020",
        Shape = MeasureShape.LayerMaps,
        Needs = MeasureNeeds.Maps,
        Accumulates = true,
        CrossSource = "Chefer et al. 2021",
        OfRecord = AttentionRollout.Of,
    };

    /// <summary>How much could flow from a token's state down to an input token.</summary>
    public static Measure Flow { get; } = new()
    {
        Name = "flow",
        Title = "largest flow to the input",
        Source = "Abnar and Zuidema 2020",
        Shape = MeasureShape.LayerMaps,
        Needs = MeasureNeeds.Maps,
        Accumulates = true,
        WhyNotAcross = "its network is of one text, whose tokens every layer has again; take rollout, which is defined over both stacks",
        OfRecord = AttentionFlow.Of,
    };

    /// <summary>How far a token's state turns when another's values are 0.</summary>
    public static Measure ValueZeroing { get; } = new()
    {
        Name = "value_zeroing",
        Title = "change without the token's value",
        Source = "Mohebbi et al. 2023",
        Shape = MeasureShape.LayerMaps,
        Needs = MeasureNeeds.Runs,
        WhyNot = OtherValues,
        OfRun = ZeroedValues.Of,
    };

    /// <summary>Attention times its gradient.</summary>
    public static Measure Gradient { get; } = new()
    {
        Name = "gradient",
        Title = "attention × gradient",
        Source = "Serrano and Smith 2019",
        Shape = MeasureShape.HeadMaps,
        Needs = MeasureNeeds.Target,
        IsSigned = true,
        OfRun = run => run.Gradients.OfPatterns,
    };

    /// <summary>Attention times its gradient, integrated from no attention to all of it, a layer at a time.</summary>
    public static Measure IntegratedGradients { get; } = new()
    {
        Name = "attattr",
        Title = "attention × integrated gradient",
        Source = "Hao et al. 2021",
        Shape = MeasureShape.HeadMaps,
        Needs = MeasureNeeds.Target,
        IsSigned = true,
        OfRun = AttentionAttribution.Of,
    };

    /// <summary>What speaks for the target, multiplied through the layers.</summary>
    public static Measure Chefer { get; } = new()
    {
        Name = "chefer",
        Title = "relevance",
        Source = "Chefer et al. 2021",
        Shape = MeasureShape.Map,
        Needs = MeasureNeeds.Target,
        Accumulates = true,
        StartsFromIdentity = true,
        OfRun = GradientRelevance.Of,
    };

    /// <summary>Word vectors times their gradient, integrated from a baseline without words.</summary>
    public static Measure IntegratedWordGradients { get; } = new()
    {
        Name = "integrated_gradients",
        Title = "word vector × integrated gradient",
        Source = "Sundararajan et al. 2017",
        Shape = MeasureShape.Tokens,
        Needs = MeasureNeeds.Target,
        IsSigned = true,
        OfRun = Measures.IntegratedGradients.Of,
        Shared = Measures.IntegratedGradients.DifferenceOf,
    };

    /// <summary>What the target loses when a token is blanked out.</summary>
    public static Measure Occlusion { get; } = new()
    {
        Name = "occlusion",
        Title = "drop when blanked out",
        Source = "Li et al. 2016",
        Shape = MeasureShape.Tokens,
        Needs = MeasureNeeds.Target,
        IsSigned = true,
        OfRun = BlankOut.Of,
    };

    /// <summary>What switching a head off would change, to first order.</summary>
    public static Measure Taylor { get; } = new()
    {
        Name = "taylor",
        Title = "head importance",
        Source = "Michel et al. 2019",
        Shape = MeasureShape.Heads,
        Needs = MeasureNeeds.Target,
        OfRun = run => [run.Gradients.OfHeads],
    };

    /// <summary>Every measure, in the order of lists: what needs least first.</summary>
    public static ImmutableArray<Measure> All { get; } =
    [
        Attention, Rollout, Flow,
        Norm, NormSum, NormWithResidual, Alti, AltiRollout,
        ValueZeroing,
        Gradient, IntegratedGradients, Chefer, IntegratedWordGradients, Occlusion, Taylor,
    ];

    private static Registry<Measure> ByName { get; } = new(
        one => [one.Name], (typed, didYouMean, known) => $"No measure '{typed}'.{didYouMean} There are {known} (attn list measures).", All);

    private static string? OtherValues(PretrainedModel model) => model.GlobalTokens == GlobalTokenRule.None
        ? null
        : "tokens that see everything have values of their own, which no record holds; take none of them (--global-tokens none)";

    private static string? ConvolutionBeside(PretrainedModel model) => model.Spec.SpanConvolution is null
        ? OtherValues(model)
        : "it takes apart all that a block brings from token to token, and here a convolution beside the heads brings some of it";

    /// <summary>The measure of a name.</summary>
    /// <exception cref="AttnExtractException">There is none; the message suggests the nearest.</exception>
    public static Measure Get(string name) => ByName.Get(name);
}
