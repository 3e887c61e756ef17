namespace AttnExtract.Extract.Tables;

/// <summary>What a column holds.</summary>
public enum TableColumnKind
{
    /// <summary>Texts.</summary>
    Text,

    /// <summary>Whole numbers.</summary>
    Whole,

    /// <summary>Numbers in double precision, or none.</summary>
    Number,
}
