using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Model.Families;

/// <summary>Every family that can be loaded.</summary>
public static class FamilyCatalog
{
    /// <summary>The families.</summary>
    public static ImmutableArray<Family> All { get; } =
    [
        Bert.Family,
        Roberta.Family,
        DistilBert.Family,
        Albert.Family,
        Electra.Family,
        MpNet.Family,
        Deberta.Family,
        DebertaV2.Family,
        ModernBert.Family,
        Ernie.Family,
        RoFormer.Family,
        MegatronBert.Family,
        RobertaPreLayerNorm.Family,
        XlmRobertaXl.Family,
        Data2VecText.Family,
        RemBert.Family,
        NomicBert.Family,
        Gte.Family,
        JinaEmbeddingsV3.Family,
        EuroBert.Family,
        Esm.Family,
        T5.Family,
        Umt5.Family,
        Gpt2.Family,
        Llama.Family,
        Mistral.Family,
        Qwen2.Family,
        Qwen3.Family,
        Gemma2.Family,
        Gemma3.Family,
        GptNeoX.Family,
        Opt.Family,
        Phi.Family,
        BigBird.Family,
        SqueezeBert.Family,
        ConvBert.Family,
        MobileBert.Family,
        Longformer.Family,
        ClipText.Family,
        XlNet.Family,
        Bart.Family,
        Marian.Family,
        M2M100.Family,
        MBart.Family,
        Pegasus.Family,
    ];

    // What follows the family in the name of an architecture.
    private static readonly ImmutableArray<string> ArchitectureEndings =
        ["Model", "For", "EncoderModel", "LMHead", "WithLMHead", "DoubleHeads", "PreTrained", "MTModel"];

    private static Registry<Family> ByName { get; } = new(
        one => one.ModelTypes, (typed, didYouMean, known) => $"No family of models is called '{typed}'.{didYouMean} Known are {known}.", All);

    /// <summary>The family of a <c>model_type</c>.</summary>
    /// <exception cref="AttnExtractException">There is none; the message lists all.</exception>
    public static Family Of(string modelType) => ByName.Get(modelType);

    /// <summary>Whether models of a <c>model_type</c> are of one stack whose tokens see nothing that comes later.</summary>
    public static bool ReadsForwards(string modelType) => All.Any(family => family.ReadsForwards && family.ModelTypes.Contains(modelType));

    /// <summary>Whether encoders of a <c>model_type</c> have layers whose tokens see no farther than a window.</summary>
    public static bool ReadsInWindows(string modelType) => All.Any(family => family.ReadsInWindows && family.ModelTypes.Contains(modelType));

    /// <summary>The <c>model_type</c> of an architecture (<c>XLMRobertaForMaskedLM</c>: <c>xlm-roberta</c>); null where it is of no family.</summary>
    internal static string? ModelTypeOf(string architecture) =>
        ByName.Names.FirstOrDefault(type => ArchitectureEndings.Any(ending => BeginsWith(architecture, Plain(type) + ending)));

    private static bool BeginsWith(string architecture, string beginning) => architecture.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);

    // The hyphens and underscores of a model_type are not in the names of classes.
    private static string Plain(string modelType) =>
        modelType.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
}
