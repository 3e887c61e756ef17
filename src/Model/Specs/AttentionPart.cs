namespace AttnExtract.Model.Specs;

/// <summary>What attention makes of its input.</summary>
public enum AttentionPart
{
    /// <summary>Queries.</summary>
    Query,

    /// <summary>Keys.</summary>
    Key,

    /// <summary>Values.</summary>
    Value,
}
