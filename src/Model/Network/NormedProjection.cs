using AttnExtract.Model.Specs;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>A projection, a residual that is added to it where there is one, and a norm.</summary>
internal sealed class NormedProjection : nn.Module<Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "dense")]
    private readonly Projection _dense;

    [ComponentName(Name = "norm")]
    private readonly nn.Module<Tensor, Tensor> _norm;

    /// <summary>Reserves the weights.</summary>
    public NormedProjection(int inputSize, int outputSize, NormSpec norm, RoundingHabits rounding, ScalarType type)
        : base(nameof(NormedProjection))
    {
        _dense = new Projection(inputSize, outputSize, type);
        _norm = Norm.Create(norm, outputSize, rounding, type);
    }

    /// <summary>[…, input], and a residual of […, output] or null, to […, output].</summary>
    public override Tensor forward(Tensor input, Tensor? residual)
    {
        Tensor projected = _dense.call(input); // […, output]
        return _norm.call(residual is null ? projected : projected.Plus(residual)); // […, output]
    }
}
