using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.Safetensors;

/// <summary>
/// Writes a safetensors file of which it is not known beforehand what it will hold: numbers go aside as they come, and behind the header when that is
/// known. Neither they nor their names are held as objects.
/// </summary>
/// <param name="aside">Where numbers lie meanwhile; it is empty, and can be read and seek.</param>
public sealed class SafetensorsAppender(Stream aside) : IDisposable
{
    private readonly MemoryStream _header = new();
    private Utf8JsonWriter? _json;

    /// <summary>How many tensors were added.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes their numbers take.</summary>
    public long ByteCount { get; private set; }

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">Its name, which no other tensor of the file has.</param>
    /// <param name="type">What one number is.</param>
    /// <param name="shape">The length of every axis.</param>
    /// <param name="bytes">The numbers, row-major and little-endian.</param>
    public void Add(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        if (_json is null)
        {
            _json = new Utf8JsonWriter(_header, ReadableJson.OnOneLine);
            _json.WriteStartObject();
        }

        SafetensorsWriter.WriteEntry(_json, name, type, shape, ByteCount, ByteCount + bytes.Length);
        _json.Flush();
        aside.Write(bytes);
        ByteCount += bytes.Length;
        Count++;
    }

    /// <summary>Writes the file, and begins another: what lies aside is gone.</summary>
    /// <param name="stream">Written from where it stands; it need not be able to seek.</param>
    public void WriteTo(Stream stream)
    {
        _json!.WriteEndObject();
        _json.Dispose();
        SafetensorsWriter.WriteHeader(stream, _header.GetBuffer().AsSpan(0, (int)_header.Length));
        aside.Position = 0;
        aside.CopyTo(stream);
        aside.SetLength(0);
        _header.SetLength(0);
        (_json, Count, ByteCount) = (null, 0, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _json?.Dispose();
}
