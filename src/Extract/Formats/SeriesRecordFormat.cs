using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats;

/// <summary>A way to keep the records of many texts in one file.</summary>
public abstract class SeriesRecordFormat : RecordFormat
{
    /// <summary>So many names are shown of those that there are.</summary>
    private protected const int MostShown = 3;

    /// <summary>Whether it needs files beside the one that is named, so that it cannot go into a stream.</summary>
    public virtual bool IsInParts => false;

    /// <summary>What a file calls the text of this 0-based number: the number, with zeros before it so that names sort.</summary>
    public static string NameOf(int number) => number.ToString("D8", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public sealed override void Write(AttentionRecord record, Stream stream, RecordPrecision precision = RecordPrecision.Float32)
    {
        using RecordSeries series = Begin(stream, precision);
        series.Add(record);
        series.Finish();
    }

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Written from where it stands, which must be its beginning; it must be able to seek.</param>
    /// <param name="precision">How much of every number is kept.</param>
    public abstract RecordSeries Begin(Stream stream, RecordPrecision precision = RecordPrecision.Float32);

    /// <summary>Begins a file, and what it needs beside it.</summary>
    /// <param name="files">The files that take their places together.</param>
    /// <param name="path">The file's place.</param>
    /// <param name="stream">Its content, as in <see cref="Begin(Stream, RecordPrecision)"/>.</param>
    /// <param name="precision">How much of every number is kept.</param>
    public virtual RecordSeries Begin(FileBatch files, string path, Stream stream, RecordPrecision precision) => Begin(stream, precision);

    /// <inheritdoc/>
    public override void Save(AttentionRecord record, string path, RecordPrecision precision = RecordPrecision.Float32)
    {
        using FileBatch files = new();
        files.Add(path, stream =>
        {
            using RecordSeries series = Begin(files, path, stream, precision);
            series.Add(record);
            series.Finish();
        });
        files.Place();
    }

    /// <summary>Reads the record of one text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">What the file calls the text, see <see cref="NameOf"/>.</param>
    /// <exception cref="AttnExtractException">The file is missing, damaged, or has no such text.</exception>
    public abstract AttentionRecord Read(string path, string text);

    /// <summary>What is said of a file of several texts where one was asked for.</summary>
    private protected static AttnExtractException Several(string path, long count, string first) => new(
        $"'{path}' holds {Plural.Of(count, "text")}; name one of them, as if the file were a folder: {path}/{first}.");

    /// <summary>What is said of a file that has no such text.</summary>
    private protected static AttnExtractException NoText(string path, string text, IEnumerable<string> some, long count) => new(
        $"'{path}' has no text '{text}'; there are {string.Join(", ", some)} and so on, {Plural.Of(count, "text")} in all.");
}
