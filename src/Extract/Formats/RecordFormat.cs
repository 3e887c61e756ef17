using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Formats;

/// <summary>
/// A way to keep an <see cref="AttentionRecord"/> in a file. In every format the arrays are named after their hooks and have
/// a batch axis of 1 in front (a pattern is [batch, head, query, key]), and all the rest is one JSON document named
/// <see cref="RecordMetadata.Name"/>, which <see cref="RecordMetadata"/> describes.
/// </summary>
public abstract class RecordFormat
{
    // An array's name, shape and place.
    private const double BytesAnArray = 100;

    /// <summary>What people call it.</summary>
    public abstract string Name { get; }

    /// <summary>The extensions by which a path chooses it, with their dots, the usual one first.</summary>
    public abstract ImmutableArray<string> Extensions { get; }

    /// <summary>One line on what it is good for.</summary>
    public abstract string Description { get; }

    /// <summary>Writes a record; the same record gives the same bytes.</summary>
    /// <param name="record">The record.</param>
    /// <param name="stream">Written from where it stands, which must be its beginning.</param>
    /// <param name="precision">How much of every number is kept.</param>
    public abstract void Write(AttentionRecord record, Stream stream, RecordPrecision precision = RecordPrecision.Float32);

    /// <summary>Writes a record to a file, whole or not at all.</summary>
    /// <param name="record">The record.</param>
    /// <param name="path">The file.</param>
    /// <param name="precision">How much of every number is kept.</param>
    /// <exception cref="AttnExtractException">The file cannot be written.</exception>
    public virtual void Save(AttentionRecord record, string path, RecordPrecision precision = RecordPrecision.Float32) =>
        AtomicFile.Write(path, stream => Write(record, stream, precision));

    /// <summary>How many bytes records take, about.</summary>
    /// <param name="volume">What they hold.</param>
    /// <param name="precision">How much of every number is kept.</param>
    public virtual double ExpectedBytes(RecordVolume volume, RecordPrecision precision) =>
        volume.BytesOfNumbers(precision) + volume.BytesOfTexts + (volume.Arrays * BytesAnArray);

    /// <summary>How many bytes records take at least, below which a disk cannot be enough for them.</summary>
    /// <inheritdoc cref="ExpectedBytes"/>
    public virtual double LeastBytes(RecordVolume volume, RecordPrecision precision) => volume.BytesOfNumbers(precision);

    /// <summary>Reads a record that <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="AttnExtractException">The file is missing, damaged, or holds no record.</exception>
    public abstract AttentionRecord Read(string path);
}
