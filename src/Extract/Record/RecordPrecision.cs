namespace AttnExtract.Extract;

/// <summary>How much of every number a file keeps.</summary>
public enum RecordPrecision
{
    /// <summary>Half precision: three digits, which no colour tells from the whole number.</summary>
    Float16,

    /// <summary>Single precision: what the record holds, in twice the bytes.</summary>
    Float32,
}

/// <summary>What a precision means in bytes.</summary>
internal static class RecordPrecisions
{
    /// <summary>How many bytes a number takes.</summary>
    public static int Width(this RecordPrecision precision) => precision == RecordPrecision.Float16 ? sizeof(ushort) : sizeof(float);
}
