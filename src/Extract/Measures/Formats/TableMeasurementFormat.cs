using AttnExtract.Extract.Tables;

namespace AttnExtract.Extract.Measures.Formats;

/// <summary>A row a number, see <see cref="MeasurementTable"/>.</summary>
/// <param name="format">How tables are written.</param>
internal sealed class TableMeasurementFormat(TableFormat format) : MeasurementFormat
{
    /// <inheritdoc/>
    public override string Extension => format.Extension;

    /// <inheritdoc/>
    public override string Description => format.Description;

    /// <inheritdoc/>
    public override void Write(IReadOnlyList<Measurement> measurements, Stream stream) => format.Write(measurements.ToTable(), stream);
}
