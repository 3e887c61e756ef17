namespace AttnExtract.Model.Network;

/// <summary>The projections of a layer that may have a bias.</summary>
[Flags]
public enum BiasSlots
{
    /// <summary>No projection has one.</summary>
    None = 0,

    /// <summary>Queries.</summary>
    Query = 1,

    /// <summary>Keys.</summary>
    Key = 2,

    /// <summary>Values.</summary>
    Value = 4,

    /// <summary>The output of attention.</summary>
    AttentionOutput = 8,

    /// <summary>Into the feed-forward block.</summary>
    MlpInput = 16,

    /// <summary>Out of the feed-forward block.</summary>
    MlpOutput = 32,

    /// <summary>The four projections of attention.</summary>
    Attention = Query | Key | Value | AttentionOutput,

    /// <summary>Every projection.</summary>
    All = Attention | MlpInput | MlpOutput,
}
