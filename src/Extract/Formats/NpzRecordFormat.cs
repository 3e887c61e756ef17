using System.Collections.Immutable;

namespace AttnExtract.Extract.Formats;

/// <summary>
/// A record as NumPy's .npz: <c>numpy.load(path)["layers.3.attention.pattern"]</c>, and the rest with
/// <c>json.loads(numpy.load(path)["record"].item())</c>.
/// </summary>
public sealed class NpzRecordFormat : RecordFormat
{
    /// <inheritdoc/>
    public override string Name => "npz";

    /// <inheritdoc/>
    public override ImmutableArray<string> Extensions { get; } = [".npz"];

    /// <inheritdoc/>
    public override string Description => "NumPy's own, for numpy.load";

    /// <inheritdoc/>
    public override void Write(AttentionRecord record, Stream stream, RecordPrecision precision = RecordPrecision.Float32) => NpzArchive.Write(
        stream,
        RecordMetadata.Name,
        RecordMetadata.ToJson(record),
        record.AllSites.Select(site => ($"{site.Key}", RecordParts.WithBatch(site.Value), site.Value.Values)),
        precision);

    /// <inheritdoc/>
    public override AttentionRecord Read(string path) =>
        NpzArchive.Read(path, RecordMetadata.Name, (document, arrays) => RecordMetadata.Parse(document, path).Join(arrays, path));
}
