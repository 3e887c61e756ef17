using System.Collections.Immutable;
using AttnExtract.Extract.Formats.Hdf5;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Formats;

/// <summary>
/// Records as one HDF5 file: a group a text, <c>h5py.File(path)["00000000"]["layers.3.attention.pattern"]</c>, with the text, its tokens and all the
/// rest as the group's attributes.
/// </summary>
public sealed class Hdf5RecordFormat : SeriesRecordFormat
{
    private const string SitesName = "sites";

    // What compression leaves of maps: usually, and of a decoder's, half of which are zeros.
    private const double UsualShare = 0.85;
    private const double SmallestShare = 0.35;

    // Trees have room for more than is in them.
    private const double BytesAnArray = 4_000;
    private const double BytesAText = 5_000;

    /// <inheritdoc/>
    public override string Name => "HDF5";

    /// <inheritdoc/>
    public override ImmutableArray<string> Extensions { get; } = [".h5", ".hdf5"];

    /// <inheritdoc/>
    public override string Description => "many texts in one file, compressed, for Python, R and MATLAB";

    /// <inheritdoc/>
    public override double ExpectedBytes(RecordVolume volume, RecordPrecision precision) =>
        (UsualShare * volume.BytesOfNumbers(precision)) + volume.BytesOfTexts + (BytesAnArray * volume.Arrays) + (BytesAText * volume.Texts);

    /// <inheritdoc/>
    public override double LeastBytes(RecordVolume volume, RecordPrecision precision) => SmallestShare * volume.BytesOfNumbers(precision);

    /// <inheritdoc/>
    public override RecordSeries Begin(Stream stream, RecordPrecision precision = RecordPrecision.Float32) => new Series(stream, precision);

    /// <inheritdoc/>
    public override AttentionRecord Read(string path) => Read(path, (file, texts) =>
    {
        (string Name, long Address)[] few = [.. texts.Take(2)];
        return few is [(string name, long address)] ? Record(file, address, path)
            : throw (few.Length == 0 ? new AttnExtractException($"'{path}' holds no record: it has no group.") : Several(path, Count(file), few[0].Name));
    });

    /// <inheritdoc/>
    public override AttentionRecord Read(string path, string text) => Read(path, (file, texts) =>
    {
        long? address = texts.Where(member => member.Name == text).Select(member => (long?)member.Address).FirstOrDefault();
        return address is { } there ? Record(file, there, path)
            : throw NoText(path, text, texts.Take(MostShown).Select(member => member.Name), Count(file));
    });

    private static long Count(Hdf5Reader file) => file.Members(file.Root).LongCount();

    private static AttentionRecord Read(string path, Func<Hdf5Reader, IEnumerable<(string Name, long Address)>, AttentionRecord> read)
    {
        try
        {
            using Hdf5Reader file = Hdf5Reader.Open(path);
            return read(file, file.Members(file.Root));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new AttnExtractException($"'{path}' is not an HDF5 file of records, or is damaged: {exception.Message}.", exception);
        }
    }

    private static AttentionRecord Record(Hdf5Reader file, long group, string path)
    {
        Dictionary<string, IReadOnlyList<string>> attributes = Hdf5Texts.Of(file, group);
        RecordParts parts = RecordMetadata.Parse(attributes.GetValueOrDefault(RecordMetadata.Name)?.FirstOrDefault(), path);
        Dictionary<string, long> arrays = [];
        foreach ((string name, long address) in file.Members(group))
        {
            Hdf5Reader.Require(arrays.TryAdd(name, address));
        }

        // Names are sorted in the file; another program may not say in which order they were.
        IEnumerable<string> order = attributes.GetValueOrDefault(SitesName) is { } sites && sites.Order().SequenceEqual(arrays.Keys.Order())
            ? sites : arrays.Keys;
        return parts.Join([.. order.Select(name => KeyValuePair.Create(name, Hdf5Dataset.Read(file, arrays[name])))], path);
    }

    private sealed class Series(Stream stream, RecordPrecision precision) : RecordSeries
    {
        private readonly Hdf5Writer _writer = new(stream);
        private readonly List<long> _texts = [];

        public override void Add(AttentionRecord record)
        {
            List<(string Name, long Address)> arrays = [];
            foreach ((HookName name, DenseArray array) in record.AllSites)
            {
                arrays.Add(($"{name}", _writer.AddDataset([1, .. array.Shape], array.Values, precision)));
            }

            RecordText source = record.Source;
            _texts.Add(_writer.AddGroup(
                arrays.OrderBy(array => array.Name, StringComparer.Ordinal),
                [
                    .. Of("", source),
                    .. record.Target is { } target ? Of("target_", target) : [],
                    .. record.Kind is null ? [Hdf5Attribute.Of("heads", record.Heads, record.Heads.Count)] : (Hdf5Attribute[])[],
                    .. record is { Kind: null, QueryPositions: { } queries } ? [Hdf5Attribute.Of("queries", queries, queries.Count)] : (Hdf5Attribute[])[],
                    Hdf5Attribute.Of("model", record.Provenance.Model),
                    Hdf5Attribute.Of(SitesName, [.. arrays.Select(array => array.Name)]),
                    Hdf5Attribute.Of(RecordMetadata.Name, RecordMetadata.ToJson(record)),
                ]));
        }

        public override void Finish() => _writer.Finish(_texts.Select((address, i) => (NameOf(i), address)));

        private static IEnumerable<Hdf5Attribute> Of(string before, RecordText text) =>
        [
            Hdf5Attribute.Of(before + "text", text.Text),
            .. text.Pair is { } pair ? [Hdf5Attribute.Of(before + "pair", pair)] : (Hdf5Attribute[])[],
            Hdf5Attribute.Of(before + "tokens", [.. text.Tokens.Select(token => token.Text)]),
            Hdf5Attribute.Of(before + "ids", [.. text.Tokens.Select(token => token.Id)], text.Tokens.Count),
            Hdf5Attribute.Of(before + "offsets", [.. text.Tokens.SelectMany(token => (int[])[token.Start, token.End])], text.Tokens.Count, 2),
        ];
    }
}
