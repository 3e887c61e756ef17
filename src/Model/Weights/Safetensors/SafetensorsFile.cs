using System.Buffers.Binary;
using AttnExtract.Ground;

namespace AttnExtract.Model.Weights.Safetensors;

/// <summary>
/// A safetensors file. Everything that its header claims is checked against the file before any number is read.
/// Source: the format's description, https://github.com/huggingface/safetensors#format.
/// </summary>
public sealed class SafetensorsFile : IWeightFile
{
    /// <summary>Bytes before the header: its length as an unsigned 64-bit integer.</summary>
    internal const int PrefixSize = 8;

    // The limit of the format's own library.
    private const int MaxHeaderSize = 100_000_000;

    private readonly PlacedFile _file;

    private SafetensorsFile(PlacedFile file)
    {
        _file = file;
        int headerSize = HeaderSize(file);
        long dataStart = PrefixSize + headerSize;
        SafetensorsHeader header = SafetensorsHeader.Parse(file.Path, file.Slice(PrefixSize, headerSize), file.Length - dataStart);
        Metadata = header.Metadata;

        OrderedDictionary<string, StoredTensor> tensors = new(header.Tensors.Count, StringComparer.Ordinal);
        foreach (SafetensorsHeader.Entry entry in header.Tensors)
        {
            FileBytes bytes = new(file, dataStart + entry.Begin, entry.End - entry.Begin);
            tensors.Add(entry.Name, new StoredTensor(file.Path, entry.Name, entry.Type, entry.Shape, bytes));
        }

        Tensors = tensors;
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <summary>The texts under <c>__metadata__</c>, by name; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>Opens and checks a file.</summary>
    /// <exception cref="AttnExtractException">There is no such file, or it breaks the format; the message says where.</exception>
    public static SafetensorsFile Open(string path)
    {
        PlacedFile file = PlacedFile.Open(path);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file; its tensors can no longer be read.</summary>
    public void Dispose() => _file.Dispose();

    private static int HeaderSize(PlacedFile file)
    {
        GitPointer.Refuse(file);
        if (file.Length < PrefixSize)
        {
            throw new AttnExtractException(
                $"'{file.Path}' is not a safetensors file: it has {file.Length} bytes, and the length of the header alone takes "
                + $"{PrefixSize}.");
        }

        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(0, PrefixSize));
        if (size > MaxHeaderSize)
        {
            throw new AttnExtractException(
                $"'{file.Path}' is not a safetensors file: its first {PrefixSize} bytes announce a header of {size} bytes, and at most "
                + $"{MaxHeaderSize} are allowed.");
        }

        long available = file.Length - PrefixSize;
        return (long)size <= available
            ? (int)size
            : throw new AttnExtractException($"'{file.Path}' is cut off: its header has {size} bytes, but only {available} are there.");
    }
}
