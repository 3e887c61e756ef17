namespace AttnExtract.Render.Viewer;

/// <summary>How much of every number a viewer's file keeps.</summary>
public enum ViewerPrecision
{
    /// <summary>Half precision: three digits, which no colour tells from the whole number.</summary>
    Float16,

    /// <summary>Single precision: what the record holds, in twice the bytes.</summary>
    Float32,
}
