using static TorchSharp.torch;

namespace AttnExtract.Model.Heads;

/// <summary>Scales a vector to Euclidean length 1.</summary>
internal sealed class UnitLength() : nn.Module<Tensor, Tensor>(nameof(UnitLength))
{
    public override Tensor forward(Tensor vector) => nn.functional.normalize(vector, p: 2, dim: 0);
}
