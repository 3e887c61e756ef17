using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Makes the norm that a slot asks for.</summary>
internal static class Norm
{
    /// <summary>Reserves its weights; a slot without a norm passes everything on.</summary>
    public static nn.Module<Tensor, Tensor> Create(NormSpec? spec, int width, RoundingHabits rounding, ScalarType type) => spec switch
    {
        null => new PassThrough(),
        { OnlyShifts: true } => new ScaleAndShift(width, type),
        { OnlyScales: true } => new RmsNorm(width, spec, rounding, type),
        _ => new LayerNorm(width, spec, type),
    };
}
