namespace AttnExtract.Extract.Measures.Formats;

/// <summary>One way to keep what measures gave for a text in a file.</summary>
public abstract class MeasurementFormat
{
    private protected MeasurementFormat()
    {
    }

    /// <summary>The extension that chooses it, with its dot.</summary>
    public abstract string Extension { get; }

    /// <summary>What it is, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>Writes measures.</summary>
    /// <param name="measurements">What came of one text, a measure each, all of the same layers and heads; at least one.</param>
    /// <param name="stream">Where to; it can seek and stands at its beginning.</param>
    public abstract void Write(IReadOnlyList<Measurement> measurements, Stream stream);
}
