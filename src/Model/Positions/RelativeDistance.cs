using static TorchSharp.torch;

namespace AttnExtract.Model.Positions;

/// <summary>How far each key is behind its query.</summary>
internal static class RelativeDistance
{
    /// <summary>Query's position minus key's: [query, key].</summary>
    public static Tensor Of(int length)
    {
        Tensor position = Arithmetic.Arange(length); // [token]
        return position.unsqueeze(1) - position.unsqueeze(0); // [query, key]
    }
}
