using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using AttnExtract.Ground;

namespace AttnExtract.Render.Manifests;

/// <summary>A matrix as part of a manifest: its numbers little-endian, compressed by zlib, in base64.</summary>
internal static class ManifestMatrix
{
    // Larger ones would make the file a data file; the manifest says that they are not there.
    private const int MostNumbers = 1 << 20;

    /// <summary>Whether matrices of so many numbers in all are written.</summary>
    public static bool IsWritten(long numbers) => numbers <= MostNumbers;

    /// <summary>Writes an object.</summary>
    /// <param name="json">Stands where a value is expected.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="withNumbers">Whether its numbers are written, or only its shape.</param>
    public static void Write(Utf8JsonWriter json, Matrix matrix, bool withNumbers)
    {
        json.WriteStartObject();
        json.WriteNumber("rows", matrix.Rows);
        json.WriteNumber("columns", matrix.Columns);
        json.WriteString("type", matrix.IsDouble ? "float64" : "float32");
        if (withNumbers)
        {
            json.WriteBase64String("numbers", Compress(matrix));
            WriteRounded(json, matrix.Rounded);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="AttnExtractException">The numbers are not there or not as many as the shape says.</exception>
    public static Matrix Read(JsonElement element, string what)
    {
        (int rows, int columns) = (element.GetProperty("rows").GetInt32(), element.GetProperty("columns").GetInt32());
        bool isDouble = element.GetProperty("type").GetString() == "float64";
        if (!element.TryGetProperty("numbers", out JsonElement numbers))
        {
            throw new AttnExtractException(
                $"{what} says how the figure was made but not its numbers, which were too many; draw it from the data.");
        }

        int size = isDouble ? sizeof(double) : sizeof(float);
        byte[] bytes = new byte[checked(rows * columns * size)];
        try
        {
            using ZLibStream zlib = new(new MemoryStream(numbers.GetBytesFromBase64()), CompressionMode.Decompress);
            zlib.ReadExactly(bytes);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new AttnExtractException($"{what} is damaged: its numbers cannot be unpacked.", exception);
        }

        return isDouble
            ? new(rows, columns, Numbers(bytes, size, BinaryPrimitives.ReadDoubleLittleEndian)) { Rounded = Rounded(element) }
            : new(rows, columns, Numbers(bytes, size, BinaryPrimitives.ReadSingleLittleEndian));
    }

    // What doubles cannot say, as text, under its place.
    private static void WriteRounded(Utf8JsonWriter json, IReadOnlyDictionary<int, Int128> rounded)
    {
        if (rounded.Count == 0)
        {
            return;
        }

        json.WriteStartObject("rounded");
        foreach ((int place, Int128 number) in rounded.OrderBy(number => number.Key))
        {
            json.WriteString(place.ToString(CultureInfo.InvariantCulture), number.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }

    private static Dictionary<int, Int128> Rounded(JsonElement element) => element.TryGetProperty("rounded", out JsonElement rounded)
        ? rounded.EnumerateObject().ToDictionary(
            number => int.Parse(number.Name, CultureInfo.InvariantCulture), number => Int128.Parse(number.Value.GetString()!, CultureInfo.InvariantCulture))
        : [];

    private static T[] Numbers<T>(byte[] bytes, int size, Func<ReadOnlySpan<byte>, T> read)
    {
        T[] numbers = new T[bytes.Length / size];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = read(bytes.AsSpan(i * size, size));
        }

        return numbers;
    }

    private static byte[] Compress(Matrix matrix)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            Span<byte> bytes = stackalloc byte[sizeof(double)];
            foreach (double number in matrix.Numbers())
            {
                if (matrix.IsDouble)
                {
                    BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
                    zlib.Write(bytes);
                }
                else
                {
                    BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)number);
                    zlib.Write(bytes[..sizeof(float)]);
                }
            }
        }

        return compressed.ToArray();
    }
}
