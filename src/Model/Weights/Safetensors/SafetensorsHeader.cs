using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.Safetensors;

/// <summary>What a safetensors file claims to hold, read from its JSON and checked against the number of bytes that are there.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The name under which the header keeps texts instead of a tensor.</summary>
    public const string MetadataName = "__metadata__";

    private readonly string _path;
    private readonly OrderedDictionary<string, Entry> _tensors = new(StringComparer.Ordinal);

    private SafetensorsHeader(string path) => _path = path;

    /// <summary>The texts under <see cref="MetadataName"/>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<Entry> Tensors => _tensors.Values;

    /// <summary>Reads and checks a header.</summary>
    /// <param name="path">The file's path, for messages.</param>
    /// <param name="json">The header's bytes, padding and all.</param>
    /// <param name="dataLength">How many bytes follow the header.</param>
    /// <exception cref="AttnExtractException">The header breaks the format.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        SafetensorsHeader header = new(path);
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new AttnExtractException($"The header of '{path}' must begin with '{{', as safetensors headers do.");
        }

        StrictJson.Read($"The header of '{path}'", json, (ref Utf8JsonReader reader) => header.ReadTensors(ref reader));
        foreach (Entry entry in header._tensors.Values)
        {
            header.CheckSize(entry, dataLength);
        }

        header.CheckCoverage(dataLength);
        return header;
    }

    private bool ReadTensors(ref Utf8JsonReader reader)
    {
        bool hasMetadata = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (name == MetadataName)
            {
                Metadata = !hasMetadata
                    ? StrictJson.ReadTexts(ref reader, $"The {MetadataName} of '{_path}'")
                    : throw new AttnExtractException($"The header of '{_path}' has {MetadataName} twice.");
                hasMetadata = true;
            }
            else if (!_tensors.TryAdd(name, ReadTensor(ref reader, name)))
            {
                throw new AttnExtractException($"The header of '{_path}' has tensor '{name}' twice.");
            }
        }

        return true;
    }

    private Entry ReadTensor(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(name, $"must be described by an object, but is described by {StrictJson.Describe(reader.TokenType)}");
        }

        ElementType? type = null;
        ImmutableArray<long>? shape = null;
        ImmutableArray<long>? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            bool repeated;
            switch (field)
            {
                case "dtype":
                    repeated = type is not null;
                    type = ReadType(ref reader, name);
                    break;
                case "shape":
                    repeated = shape is not null;
                    shape = ReadWholeNumbers(ref reader, name, field);
                    break;
                case "data_offsets":
                    repeated = offsets is not null;
                    offsets = ReadWholeNumbers(ref reader, name, field);
                    break;
                default:
                    // The format's own library passes over fields that it does not know.
                    repeated = false;
                    reader.Skip();
                    break;
            }

            if (repeated)
            {
                throw Wrong(name, $"has '{field}' twice");
            }
        }

        ImmutableArray<long> range = offsets ?? throw Wrong(name, "has no 'data_offsets'");
        if (range.Length != 2)
        {
            throw Wrong(name, $"has {range.Length} data_offsets; two were expected, begin and end");
        }

        return new Entry(
            name, type ?? throw Wrong(name, "has no 'dtype'"), shape ?? throw Wrong(name, "has no 'shape'"), range[0], range[1]);
    }

    private ElementType ReadType(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw Wrong(name, $"must have a text as its dtype, but has {StrictJson.Describe(reader.TokenType)}");
        }

        string text = reader.GetString()!;
        return ElementTypes.TryParse(text, out ElementType type)
            ? type
            : throw Wrong(name, $"has the unknown dtype '{text}'; known are {ElementTypes.Names}");
    }

    private ImmutableArray<long> ReadWholeNumbers(ref Utf8JsonReader reader, string name, string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(name, $"must have a list as its {field}, but has {StrictJson.Describe(reader.TokenType)}");
        }

        ImmutableArray<long>.Builder numbers = ImmutableArray.CreateBuilder<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw Wrong(
                    name, $"must have whole numbers from 0 to {long.MaxValue} as its {field}, but number {numbers.Count + 1} is not one");
            }

            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }

    private void CheckSize(Entry entry, long dataLength)
    {
        string offsets = $"[{entry.Begin}, {entry.End}]";
        if (entry.Begin > entry.End)
        {
            throw Wrong(entry.Name, $"has data_offsets {offsets}, which end before they begin");
        }

        if (entry.End > dataLength)
        {
            throw Wrong(entry.Name, $"has data_offsets {offsets}, but only {dataLength} bytes follow the header; the file may be cut off");
        }

        string shape = $"shape [{string.Join(", ", entry.Shape)}] of {entry.Type}";
        long size = entry.Type.ByteSize();
        try
        {
            foreach (long length in entry.Shape)
            {
                size = checked(size * length);
            }
        }
        catch (OverflowException)
        {
            throw Wrong(entry.Name, $"has {shape}, more bytes than can be counted");
        }

        if (size != entry.End - entry.Begin)
        {
            throw Wrong(
                entry.Name, $"has {shape}, which takes {size} bytes, but its data_offsets {offsets} hold {entry.End - entry.Begin}");
        }
    }

    // The data must be covered exactly: no byte belongs to two tensors, none to none.
    private void CheckCoverage(long dataLength)
    {
        Entry? last = null;
        foreach (Entry entry in _tensors.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            long covered = last?.End ?? 0;
            if (entry.Begin < covered)
            {
                throw new AttnExtractException(
                    $"Tensors '{last!.Name}' and '{entry.Name}' of '{_path}' overlap: one ends at byte {covered} of the data, the other "
                    + $"begins at {entry.Begin}.");
            }

            if (entry.Begin > covered)
            {
                throw new AttnExtractException(
                    $"'{_path}' has a hole: bytes {covered} to {entry.Begin} of the data, before tensor '{entry.Name}', belong to no "
                    + "tensor.");
            }

            last = entry;
        }

        if ((last?.End ?? 0) != dataLength)
        {
            throw new AttnExtractException(
                $"'{_path}' has {dataLength} bytes of data, but its tensors end at byte {last?.End ?? 0}; the rest belongs to no tensor.");
        }
    }

    private AttnExtractException Wrong(string name, string what) => new($"Tensor '{name}' of '{_path}' {what}.");

    /// <summary>One tensor as the header describes it; the offsets count from the end of the header.</summary>
    public sealed record Entry(string Name, ElementType Type, ImmutableArray<long> Shape, long Begin, long End);
}
