using AttnExtract.Model.Network;
using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>How far each key is behind its query.</summary>
internal static class RelativeDistance
{
    /// <summary>Query's position minus key's, where the last query stands at the last key: [query, key].</summary>
    public static Tensor Of(StackPass pass)
    {
        Tensor queries = Arithmetic.Arange(pass.Start, pass.KeyCount, pass.Device); // [query]
        return queries.unsqueeze(1) - Arithmetic.Arange(pass.KeyCount, pass.Device).unsqueeze(0); // [query, key]
    }
}
