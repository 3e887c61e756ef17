using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Families;

/// <summary>The other place for norms.</summary>
internal static class NormPlacement
{
    /// <summary>
    /// The same structure with the norms of a layer's blocks before them and a norm after the last layer; Xiong et al. 2020.
    /// </summary>
    public static StackSpec WithNormsFirst(this StackSpec spec) => spec with
    {
        NormBeforeAttention = spec.NormAfterAttention,
        NormAfterAttention = null,
        CrossAttention = spec.CrossAttention is { } cross ? cross with { NormBefore = cross.NormAfter, NormAfter = null } : null,
        NormBeforeMlp = spec.NormAfterMlp,
        NormAfterMlp = null,
        FinalNorm = spec.NormAfterMlp,
    };
}
