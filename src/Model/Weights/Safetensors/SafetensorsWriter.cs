using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.Safetensors;

/// <summary>
/// Writes a safetensors file: tensors and texts in the order in which they were added, so the same input gives the same
/// bytes. The numbers are written from where they lie; there is never a second copy of them.
/// </summary>
public sealed class SafetensorsWriter
{
    // Padding the header keeps the numbers aligned for readers that map the file.
    private const int Alignment = 8;

    private readonly OrderedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Pending> _tensors = new(StringComparer.Ordinal);

    /// <summary>Adds a text to <c>__metadata__</c>.</summary>
    /// <exception cref="ArgumentException">The name is already there.</exception>
    public void AddMetadata(string name, string text) => _metadata.Add(name, text);

    /// <summary>Adds a tensor of single precision.</summary>
    /// <inheritdoc cref="Add(string, ElementType, ReadOnlySpan{long}, ReadOnlyMemory{byte})"/>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlyMemory<float> values) =>
        Add(name, ElementType.F32, shape, values.Length, stream => stream.Write(MemoryMarshal.AsBytes(values.Span)));

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Its name, which no other tensor of the file has.</param>
    /// <param name="type">What one number is.</param>
    /// <param name="shape">The length of every axis.</param>
    /// <param name="bytes">The numbers, row-major and little-endian; they are read when the file is written.</param>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not hold exactly these numbers.</exception>
    public void Add(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes) =>
        Add(name, type, shape, bytes.Length / (double)type.ByteSize(), stream => stream.Write(bytes.Span));

    /// <summary>Adds a tensor whose numbers are made only when the file is written.</summary>
    /// <param name="name">Its name, which no other tensor of the file has.</param>
    /// <param name="type">What one number is.</param>
    /// <param name="shape">The length of every axis.</param>
    /// <param name="write">Writes exactly so many numbers, row-major and little-endian.</param>
    public void Add(string name, ElementType type, ReadOnlySpan<long> shape, Action<Stream> write)
    {
        long count = 1;
        foreach (long length in shape)
        {
            count = checked(count * length);
        }

        Add(name, type, shape, count, write);
    }

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Written from where it stands; it need not be able to seek.</param>
    public void WriteTo(Stream stream)
    {
        WriteHeader(stream, Header());
        foreach (Pending tensor in _tensors.Values)
        {
            tensor.Write(stream);
        }
    }

    /// <summary>Writes what stands before the numbers.</summary>
    /// <param name="stream">Stands on the beginning of the file.</param>
    /// <param name="header">The JSON of the header.</param>
    internal static void WriteHeader(Stream stream, ReadOnlySpan<byte> header)
    {
        int padding = -header.Length & (Alignment - 1);
        Span<byte> prefix = stackalloc byte[SafetensorsFile.PrefixSize];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length + padding);
        stream.Write(prefix);
        stream.Write(header);
        stream.Write("       "u8[..padding]);
    }

    /// <summary>Writes what a header says of a tensor.</summary>
    /// <param name="json">Stands in the header's object.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="type">What one number is.</param>
    /// <param name="shape">The length of every axis.</param>
    /// <param name="begin">Where its numbers begin, counted from the header's end.</param>
    /// <param name="end">Where they end.</param>
    internal static void WriteEntry(Utf8JsonWriter json, string name, ElementType type, ReadOnlySpan<long> shape, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", type.ToString());
        WriteNumbers(json, "shape", shape);
        WriteNumbers(json, "data_offsets", [begin, end]);
        json.WriteEndObject();
    }

    private void Add(string name, ElementType type, ReadOnlySpan<long> shape, double available, Action<Stream> write)
    {
        long count = 1;
        foreach (long length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
            count = checked(count * length);
        }

        if (count != available)
        {
            throw new ArgumentException($"Shape [{string.Join(", ", shape.ToArray())}] holds {count} numbers, but {available} were given.");
        }

        if (name == SafetensorsHeader.MetadataName)
        {
            throw new ArgumentException($"'{name}' is no name for a tensor: the format keeps its texts there.", nameof(name));
        }

        _tensors.Add(name, new Pending(type, shape.ToArray(), checked(count * type.ByteSize()), write));
    }

    private ReadOnlySpan<byte> Header()
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer, ReadableJson.OnOneLine);
        json.WriteStartObject();
        if (_metadata.Count > 0)
        {
            json.WriteStartObject(SafetensorsHeader.MetadataName);
            foreach ((string name, string text) in _metadata)
            {
                json.WriteString(name, text);
            }

            json.WriteEndObject();
        }

        long begin = 0;
        foreach ((string name, Pending tensor) in _tensors)
        {
            WriteEntry(json, name, tensor.Type, tensor.Shape, begin, begin + tensor.ByteCount);
            begin += tensor.ByteCount;
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private sealed record Pending(ElementType Type, long[] Shape, long ByteCount, Action<Stream> Write);
}
