using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>A table with one row a symbol. Its memory is reserved, not initialised: weights come from a file.</summary>
internal sealed class LookupTable : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    /// <summary>Reserves a table.</summary>
    public LookupTable(int rows, int width, ScalarType type)
        : base(nameof(LookupTable))
    {
        _weight = NewTensor.Weight(type, rows, width); // [row, width]
    }

    /// <summary>Every row: [row, width].</summary>
    public Parameter Rows => _weight;

    /// <summary>The first row: [width].</summary>
    public Tensor FirstRow => Widened(_weight[0]);

    /// <summary>Rows by index: any shape of whole numbers, with the width as a new last axis.</summary>
    public override Tensor forward(Tensor indices) => Widened(_weight[indices]);

    private static Tensor Widened(Tensor rows) => rows.dtype == ScalarType.BFloat16 ? rows.to(ScalarType.Float32) : rows;
}
