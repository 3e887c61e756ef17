using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// x·Wᵀ + b. Unlike the library's own linear module it draws no random numbers at construction, which for a model read from
/// a file would cost more than the reading.
/// </summary>
internal sealed class Projection : nn.Module<Tensor, Tensor>
{
    /// <summary>Reserves the weights.</summary>
    public Projection(int inputSize, int outputSize, ScalarType type, bool hasBias = true)
        : base(nameof(Projection))
    {
        Weight = new Parameter(empty(outputSize, inputSize, dtype: type), requires_grad: false); // [output, input]
        register_parameter("weight", Weight);
        if (hasBias)
        {
            Bias = new Parameter(empty(outputSize, dtype: type), requires_grad: false); // [output]
            register_parameter("bias", Bias);
        }
    }

    /// <summary>W: [output, input].</summary>
    public Parameter Weight { get; }

    /// <summary>b: [output]; null for none.</summary>
    public Parameter? Bias { get; }

    /// <summary>[…, input] to […, output].</summary>
    public override Tensor forward(Tensor input) => nn.functional.linear(input, Weight, Bias);
}
