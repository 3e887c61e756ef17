using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>How far each key is behind its query.</summary>
internal static class RelativeDistance
{
    /// <summary>Query's position minus key's, where the last query stands at the last key: [query, key].</summary>
    public static Tensor Of(int queryCount, int keyCount)
    {
        Tensor queries = Arithmetic.Arange(keyCount - queryCount, keyCount); // [query]
        return queries.unsqueeze(1) - Arithmetic.Arange(keyCount).unsqueeze(0); // [query, key]
    }
}
