using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// x·Wᵀ + b. Unlike the library's own linear module it draws no random numbers at construction, which for a model read from
/// a file would cost more than the reading.
/// </summary>
internal sealed class Projection : nn.Module<Tensor, Tensor>
{
    private readonly int _groups;

    /// <summary>Reserves the weights.</summary>
    public Projection(int inputSize, int outputSize, ScalarType type, bool hasBias = true, int groups = 1)
        : base(nameof(Projection))
    {
        _groups = groups;
        Weight = NewTensor.Weight(type, outputSize, inputSize / groups); // [output, input of the group]
        Bias = hasBias ? NewTensor.Weight(type, outputSize) : null; // [output]
    }

    /// <summary>W: [output, input of the group].</summary>
    [field: ComponentName(Name = "weight")]
    public Parameter Weight { get; }

    /// <summary>b: [output]; null for none.</summary>
    [field: ComponentName(Name = "bias")]
    public Parameter? Bias { get; }

    /// <summary>[…, input] to […, output].</summary>
    public override Tensor forward(Tensor input) => Bias is null
        ? Weight.Use(weight => Project(input, weight, null))
        : Weight.Use(weight => Bias.Use(bias => Project(input, weight, bias)));

    private Tensor Project(Tensor input, Tensor weight, Tensor? bias)
    {
        if (_groups == 1)
        {
            return nn.functional.linear(input, weight, bias); // […, output]
        }

        Tensor shares = input.flatten(0, -2).unflatten(1, _groups, -1).transpose(0, 1); // [group, row, input of the group]
        Tensor weights = weight.unflatten(0, _groups, -1).transpose(1, 2); // [group, input of the group, output of the group]
        Tensor rows = shares.MatrixTimes(weights).transpose(0, 1).flatten(1); // [row, output]
        Tensor output = rows.view([.. input.shape[..^1], rows.shape[1]]); // […, output]
        return bias is null ? output : output.Plus(bias); // […, output]
    }
}
