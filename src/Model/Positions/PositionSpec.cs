namespace AttnExtract.Model.Positions;

/// <summary>One way in which positions enter an encoder: the choice, without weights.</summary>
public abstract record PositionSpec
{
    /// <summary>Makes the scheme with room for its weights.</summary>
    /// <param name="spec">The encoder that it is for.</param>
    /// <param name="type">The type to compute in.</param>
    internal abstract PositionScheme Create(EncoderSpec spec, TorchSharp.torch.ScalarType type);
}
