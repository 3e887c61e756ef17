using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;

namespace AttnExtract.Extract.Formats;

/// <summary>
/// Records as safetensors files of bounded size, <c>maps-00001-of-00008.safetensors</c>, and an index beside them with a line of JSON a text, which says in
/// which file its arrays are: <c>00000017/layers.3.attention.pattern</c>.
/// </summary>
public sealed class ShardedRecordFormat : SeriesRecordFormat
{
    private const string ShardExtension = ".safetensors";

    // A header is read whole, and an array says some hundred bytes in it.
    private const int MostArrays = 50_000;

    private readonly long _mostBytes;

    /// <summary>The format, with files of at most 500 MB, or of one text.</summary>
    public ShardedRecordFormat()
        : this(500_000_000)
    {
    }

    internal ShardedRecordFormat(long mostBytes) => _mostBytes = mostBytes;

    /// <inheritdoc/>
    public override string Name => "sharded safetensors";

    /// <inheritdoc/>
    public override ImmutableArray<string> Extensions { get; } = [".jsonl"];

    /// <inheritdoc/>
    public override string Description => "many texts in safetensors files of at most 500 MB beside it, and a line of JSON for each, which says where it is";

    /// <inheritdoc/>
    public override bool IsInParts => true;

    /// <inheritdoc/>
    public override RecordSeries Begin(Stream stream, RecordPrecision precision = RecordPrecision.Float32) =>
        throw new InvalidOperationException("An index has files beside it, and so a place.");

    /// <inheritdoc/>
    public override RecordSeries Begin(FileBatch files, string path, Stream stream, RecordPrecision precision) =>
        new Series(files, path, stream, precision, _mostBytes);

    /// <inheritdoc/>
    public override AttentionRecord Read(string path)
    {
        string[] few = [.. Lines(path).Take(2)];
        return few is [string only] ? RecordOf(Parse(only, 1, path), path)
            : throw (few.Length == 0
                ? new AttnExtractException($"'{path}' holds no record: it has no line.")
                : Several(path, Lines(path).LongCount(), Parse(few[0], 1, path).Name));
    }

    /// <inheritdoc/>
    public override AttentionRecord Read(string path, string text)
    {
        // Texts are usually called by the numbers of their lines; then only one is parsed.
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && Lines(path).ElementAtOrDefault(number) is { } guessed && Parse(guessed, number + 1, path) is var entry && entry.Name == text)
        {
            return RecordOf(entry, path);
        }

        List<string> names = [];
        long count = 0;
        foreach (string line in Lines(path))
        {
            IndexLine other = Parse(line, count + 1, path);
            if (other.Name == text)
            {
                return RecordOf(other, path);
            }

            count++;
            if (names.Count < MostShown)
            {
                names.Add(other.Name);
            }
        }

        throw NoText(path, text, names, count);
    }

    private static IEnumerable<string> Lines(string path)
    {
        using StreamReader reader = new(InputFile.Open(path));
        while (Next(reader, path) is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    private static string? Next(StreamReader reader, string path)
    {
        try
        {
            return WholeFile.Line(reader);
        }
        catch (IOException exception)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }

    private static IndexLine Parse(string line, long number, string path)
    {
        string what = $"Line {number} of '{path}'";
        JsonElement json = StrictJson.Read(what, Encoding.UTF8.GetBytes(line), (ref Utf8JsonReader reader) => JsonElement.ParseValue(ref reader));
        JsonFields fields = new(json, path, $"line {number}");
        (string name, string file) = (fields.Text("name"), fields.Text("file"));
        return !PortableName.Is(file)
            ? throw new AttnExtractException($"{what} says that its text is in '{file}', which is not the plain name of a file in the same folder.")
            : json.TryGetProperty(RecordMetadata.Name, out JsonElement record) ? new(name, file, fields.Texts("sites"), record)
            : throw RecordMetadata.Missing(path);
    }

    private static AttentionRecord RecordOf(IndexLine line, string path)
    {
        RecordParts parts = RecordMetadata.Read(line.Record, path);
        string place = Path.Join(Path.GetDirectoryName(path), line.File);
        if (!File.Exists(place))
        {
            throw new AttnExtractException($"'{path}' names the file '{line.File}', which is not in its folder.");
        }

        using SafetensorsFile file = SafetensorsFile.Open(place);
        return parts.Join([.. line.Sites.Select(site => KeyValuePair.Create(site, SafetensorsRecordFormat.ToArray(Tensor($"{line.Name}/{site}"))))], path);

        StoredTensor Tensor(string name) => file.Tensors.GetValueOrDefault(name)
            ?? throw new AttnExtractException($"'{path}' says that '{name}' is in '{line.File}', but it is not there.");
    }

    private sealed record IndexLine(string Name, string File, IReadOnlyList<string> Sites, JsonElement Record);

    private sealed class Series(FileBatch files, string path, Stream index, RecordPrecision precision, long mostBytes) : RecordSeries
    {
        private readonly string _folder = Path.GetDirectoryName(RealPath.Of(path))!;
        private readonly ElementType _type = precision == RecordPrecision.Float16 ? ElementType.F16 : ElementType.F32;

        // How many texts are in each file, and what gives it its name.
        private readonly List<(int Texts, Action<string> Name)> _shards = [];

        private ScratchFile? _numbers;
        private ScratchFile? _lines;
        private SafetensorsAppender? _shard;
        private int _textsOfShard;
        private int _count;

        public override void Add(AttentionRecord record)
        {
            _numbers ??= new ScratchFile(_folder);
            _lines ??= new ScratchFile(_folder);
            _shard ??= new SafetensorsAppender(_numbers.Content);
            KeyValuePair<HookName, DenseArray>[] arrays = [.. record.AllSites];
            long bytes = arrays.Sum(array => (long)array.Value.Values.Length * precision.Width());
            if (_textsOfShard > 0 && (_shard.ByteCount + bytes > mostBytes || _shard.Count + arrays.Length > MostArrays))
            {
                EndShard(_shard);
            }

            string name = NameOf(_count++);
            foreach ((HookName hook, DenseArray array) in arrays)
            {
                _shard.Add($"{name}/{hook}", _type, RecordParts.WithBatch(array), DenseArray.Bytes(array.Values.Span, precision));
            }

            using BinaryWriter writer = new(_lines.Content, Encoding.UTF8, leaveOpen: true);
            writer.Write(RecordMetadata.ToJson(json => WriteLine(json, name, record)));
            _textsOfShard++;
        }

        public override void Finish()
        {
            if (_shard is not null && _textsOfShard > 0)
            {
                EndShard(_shard);
            }

            _lines?.Content.Seek(0, SeekOrigin.Begin);
            using BinaryReader? lines = _lines is null ? null : new(_lines.Content, Encoding.UTF8, leaveOpen: true);
            foreach ((int number, (int texts, Action<string> give)) in _shards.Index())
            {
                string file = $"{Path.GetFileNameWithoutExtension(path)}-{number + 1:D5}-of-{_shards.Count:D5}{ShardExtension}";
                give(Path.Join(Path.GetDirectoryName(path), file));
                for (int i = 0; i < texts; i++)
                {
                    // What stands in the line is an object; the file goes before its first property.
                    string line = $"{{\"file\":{RecordMetadata.ToJson(json => json.WriteStringValue(file))},{lines!.ReadString()[1..]}\n";
                    index.Write(Encoding.UTF8.GetBytes(line));
                }
            }
        }

        public override void Dispose()
        {
            _shard?.Dispose();
            _numbers?.Dispose();
            _lines?.Dispose();
        }

        private void EndShard(SafetensorsAppender shard)
        {
            _shards.Add((_textsOfShard, files.AddUnnamed(path, shard.WriteTo)));
            _textsOfShard = 0;
        }

        private static void WriteLine(Utf8JsonWriter json, string name, AttentionRecord record)
        {
            RecordText source = record.Source;
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("text", source.Text);
            json.WriteStartArray("tokens");
            foreach (RecordToken token in source.Tokens)
            {
                json.WriteStringValue(token.Text);
            }

            json.WriteEndArray();
            json.WriteStartArray("offsets");
            foreach (RecordToken token in source.Tokens)
            {
                json.WriteStartArray();
                json.WriteNumberValue(token.Start);
                json.WriteNumberValue(token.End);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteStartArray("sites");
            foreach ((HookName hook, _) in record.AllSites)
            {
                json.WriteStringValue($"{hook}");
            }

            json.WriteEndArray();
            json.WritePropertyName(RecordMetadata.Name);
            RecordMetadata.Write(json, record);
            json.WriteEndObject();
        }
    }
}
