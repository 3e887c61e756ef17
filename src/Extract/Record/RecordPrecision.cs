namespace AttnExtract.Extract;

/// <summary>How much of every number a file keeps.</summary>
public enum RecordPrecision
{
    /// <summary>Half precision: three digits, which no colour tells from the whole number.</summary>
    Float16,

    /// <summary>Single precision: what the record holds, in twice the bytes.</summary>
    Float32,
}
