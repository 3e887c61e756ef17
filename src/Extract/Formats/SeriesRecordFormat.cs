using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats;

/// <summary>A way to keep the records of many texts in one file.</summary>
public abstract class SeriesRecordFormat : RecordFormat
{
    /// <summary>What a file calls the text of this 0-based number: the number, with zeros before it so that names sort.</summary>
    public static string NameOf(int number) => number.ToString("D8", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public sealed override void Write(AttentionRecord record, Stream stream, RecordPrecision precision = RecordPrecision.Float32)
    {
        RecordSeries series = Begin(stream, precision);
        series.Add(record);
        series.Finish();
    }

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Written from where it stands, which must be its beginning; it must be able to seek.</param>
    /// <param name="precision">How much of every number is kept.</param>
    public abstract RecordSeries Begin(Stream stream, RecordPrecision precision = RecordPrecision.Float32);

    /// <summary>Reads the record of one text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What the file calls the text, see <see cref="NameOf"/>.</param>
    /// <exception cref="AttnExtractException">The file is missing, damaged, or has no such text.</exception>
    public abstract AttentionRecord Read(string path, string text);
}
