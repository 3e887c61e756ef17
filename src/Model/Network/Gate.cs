using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Multiplies activated neurons by a second projection of what they were made from; Shazeer 2020.</summary>
internal sealed class Gate : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "projection")]
    private readonly Projection _projection;

    private Gate(Projection projection)
        : base(nameof(Gate))
    {
        _projection = projection;
    }

    /// <summary>Reserves the weights; a block that is not gated gets one that passes everything on.</summary>
    public static nn.Module<Tensor, Tensor, Tensor> Create(bool isGated, int inputSize, int outputSize, ScalarType type, bool hasBias) =>
        isGated ? new Gate(new Projection(inputSize, outputSize, type, hasBias)) : new Open();

    /// <summary>[…, output] and […, input] to […, output].</summary>
    public override Tensor forward(Tensor activated, Tensor input) => activated * _projection.call(input);

    private sealed class Open() : nn.Module<Tensor, Tensor, Tensor>(nameof(Open))
    {
        public override Tensor forward(Tensor activated, Tensor input) => activated;
    }
}
