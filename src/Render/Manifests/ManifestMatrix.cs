using System.Buffers.Binary;
using System.Collections.Immutable;
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

    private const string Single = "float32";
    private const string Double = "float64";

    /// <summary>Whether matrices of so many numbers in all are written.</summary>
    public static bool IsWritten(long numbers) => numbers <= MostNumbers;

    /// <summary>Writes an object.</summary>
    /// <param name="json">Stands where a value is expected.</param>
    /// <param name="matrix">The matrix.</param>
    /// <param name="withNumbers">Whether its numbers are written, and which of them are hidden, or only its shape.</param>
    public static void Write(Utf8JsonWriter json, Matrix matrix, bool withNumbers)
    {
        json.WriteStartObject();
        json.WriteNumber("rows", matrix.Rows);
        json.WriteNumber("columns", matrix.Columns);
        json.WriteString("type", matrix.IsDouble ? Double : Single);
        if (withNumbers)
        {
            json.WriteBase64String("numbers", Compress(matrix.ShowingAll()));
            if (!matrix.Hidden.IsEmpty)
            {
                json.WriteBase64String("hidden", Compress(matrix.Hidden));
            }

            WriteRounded(json, matrix.Rounded);
        }

        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="AttnExtractException">The numbers are not there or not as many as the shape says.</exception>
    public static Matrix Read(JsonPart matrix, string what)
    {
        (int rows, int columns) = (matrix.Get("rows").AsWhole(1), matrix.Get("columns").AsWhole(1));
        JsonPart type = matrix.Get("type");
        bool isDouble = type.AsText() is string name && (name == Double || (name == Single ? false : throw type.Expected($"{Single} or {Double}")));
        if (matrix.Find("numbers") is not { } numbers)
        {
            throw new AttnExtractException(
                $"{what} says how the figure was made but not its numbers, which were too many; draw it from the data.");
        }

        long count = (long)rows * columns;
        if (!IsWritten(count))
        {
            throw matrix.Wrong($"should have no more than {MostNumbers} numbers, not {rows} rows of {columns}");
        }

        int size = isDouble ? sizeof(double) : sizeof(float);
        byte[] bytes = Unpack(numbers, (int)count, size);
        Matrix values = isDouble
            ? new(rows, columns, Numbers(bytes, size, BinaryPrimitives.ReadDoubleLittleEndian)) { Rounded = Rounded(matrix, (int)count) }
            : new(rows, columns, Numbers(bytes, size, BinaryPrimitives.ReadSingleLittleEndian));
        return matrix.Find("hidden") is { } hidden ? values.Hiding([.. Unpack(hidden, (int)count, 1).Select(cell => cell != 0)]) : values;
    }

    private static byte[] Unpack(JsonPart numbers, int count, int size)
    {
        numbers.AsText();
        if (!numbers.Element.TryGetBytesFromBase64(out byte[]? packed))
        {
            throw numbers.Wrong("should be base64, and is not");
        }

        byte[] bytes = new byte[count * size];
        try
        {
            using ZLibStream zlib = new(new MemoryStream(packed), CompressionMode.Decompress);
            int length = zlib.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length == bytes.Length && zlib.ReadByte() < 0
                ? bytes
                : throw numbers.Wrong($"should hold {count} numbers, as rows and columns say, and holds {(length < bytes.Length ? "fewer" : "more")}");
        }
        catch (InvalidDataException exception)
        {
            throw numbers.Wrong("cannot be unpacked", exception);
        }
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

    private static Dictionary<int, Int128> Rounded(JsonPart matrix, int count)
    {
        Dictionary<int, Int128> numbers = [];
        foreach ((string name, JsonPart value) in matrix.Find("rounded")?.Members() ?? [])
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int place) || place >= count)
            {
                throw value.Wrong($"should be named after a cell, from 0 to {count - 1}");
            }

            numbers[place] = Int128.TryParse(value.AsText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 number)
                ? number : throw value.Expected("a whole number as a string");
        }

        return numbers;
    }

    private static T[] Numbers<T>(byte[] bytes, int size, Func<ReadOnlySpan<byte>, T> read)
    {
        T[] numbers = new T[bytes.Length / size];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = read(bytes.AsSpan(i * size, size));
        }

        return numbers;
    }

    // A byte a cell: 1 where it is hidden.
    private static byte[] Compress(ImmutableArray<bool> hidden)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write([.. hidden.Select(cell => (byte)(cell ? 1 : 0))]);
        }

        return compressed.ToArray();
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
