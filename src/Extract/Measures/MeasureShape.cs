namespace AttnExtract.Extract.Measures;

/// <summary>What a measure gives for one text of n tokens.</summary>
public enum MeasureShape
{
    /// <summary>For every layer a map of every head: [head, query, key].</summary>
    HeadMaps,

    /// <summary>For every layer one map: [query, key].</summary>
    LayerMaps,

    /// <summary>One map for the whole model: [query, key].</summary>
    Map,

    /// <summary>One number for every head: [layer, head].</summary>
    Heads,

    /// <summary>One number for every token: [token].</summary>
    Tokens,
}
