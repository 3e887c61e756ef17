using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Weights;

namespace AttnExtract.Extract.Formats;

/// <summary>
/// One array of NumPy's .npy format: numbers of any plain type, or text. Source: the format's description,
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
/// </summary>
public sealed class NpyArray
{
    private static readonly UTF32Encoding Utf32 = new(bigEndian: false, byteOrderMark: false, throwOnInvalidCharacters: true);

    private readonly string _what;
    private readonly NpyHeader _header;
    private readonly byte[] _bytes;

    private NpyArray(string what, NpyHeader header, byte[] bytes)
    {
        _what = what;
        _header = header;
        _bytes = bytes;
    }

    /// <summary>The length of every axis; empty for a single value.</summary>
    public ImmutableArray<int> Shape => _header.Shape;

    /// <summary>Reads an array.</summary>
    /// <param name="stream">Stands on the first byte of the array.</param>
    /// <param name="length">How many bytes belong to the array, header and all.</param>
    /// <param name="what">What the array is called in messages: a file's name, or « 'x' of 'y.npz' ».</param>
    /// <exception cref="AttnExtractException">It is not in the format, is cut off, or has a type that is not plain.</exception>
    public static NpyArray Read(Stream stream, long length, string what)
    {
        try
        {
            NpyHeader header = NpyHeader.Read(stream, what);
            long present = length - header.Size;
            if (header.ByteCount != present)
            {
                throw new AttnExtractException(
                    $"{what} is damaged: {header.ByteCount} bytes of data belong to its shape [{string.Join(", ", header.Shape)}] and type "
                    + $"'{header.TypeCode}', but {present} are there.");
            }

            if (present > Array.MaxLength)
            {
                throw new AttnExtractException($"{what} has {present} bytes of data, more than can be read at once.");
            }

            byte[] bytes = new byte[present];
            stream.ReadExactly(bytes);
            if (header.IsBigEndian && header.NumberType is { } type)
            {
                Turn(bytes, type.ByteSize());
            }

            return new NpyArray(what, header, bytes);
        }
        catch (EndOfStreamException exception)
        {
            throw new AttnExtractException($"{what} is cut off.", exception);
        }
    }

    /// <summary>The numbers in single precision, row-major.</summary>
    /// <exception cref="AttnExtractException">The array is text.</exception>
    public float[] ToSingles()
    {
        float[] numbers = new float[_header.Count];
        NumberConversion.ToSingle(NumberType(), _bytes, numbers);
        return _header.IsColumnMajor ? RowMajor(numbers) : numbers;
    }

    /// <summary>The numbers in double precision, row-major.</summary>
    /// <exception cref="AttnExtractException">The array is text.</exception>
    public double[] ToDoubles()
    {
        double[] numbers = new double[_header.Count];
        NumberConversion.ToDouble(NumberType(), _bytes, numbers);
        return _header.IsColumnMajor ? RowMajor(numbers) : numbers;
    }

    /// <summary>The whole numbers that <see cref="ToDoubles"/> rounds, as they are, by their place in it.</summary>
    public IReadOnlyDictionary<int, Int128> Rounded() => _header.NumberType switch
    {
        ElementType.I64 => Rounded<long>(),
        ElementType.U64 => Rounded<ulong>(),
        _ => ImmutableDictionary<int, Int128>.Empty,
    };

    /// <summary>The text of an array that holds just one.</summary>
    /// <exception cref="AttnExtractException">The array holds numbers, several texts, or text that is not Unicode.</exception>
    public string ToText()
    {
        if (_header.NumberType is not null || _header.Count != 1)
        {
            throw new AttnExtractException($"{_what} must be one text, but has type '{_header.TypeCode}' and {_header.Count} values.");
        }

        try
        {
            // Shorter texts are padded with zeros.
            return Utf32.GetString(_bytes).TrimEnd('\0');
        }
        catch (DecoderFallbackException exception)
        {
            throw new AttnExtractException($"{_what} is damaged: its text is not Unicode.", exception);
        }
    }

    /// <summary>Writes an array, row-major.</summary>
    public static void Write(
        Stream stream, ReadOnlySpan<long> shape, ReadOnlySpan<float> values, RecordPrecision precision = RecordPrecision.Float32)
    {
        bool isHalf = precision == RecordPrecision.Float16;
        stream.Write(NpyHeader.Format(isHalf ? "<f2" : "<f4", shape));
        stream.Write(DenseArray.Bytes(values, precision));
    }

    /// <summary>Writes an array of single precision, row-major, whose numbers come in parts.</summary>
    public static void Write(Stream stream, ReadOnlySpan<long> shape, IEnumerable<ReadOnlyMemory<float>> parts)
    {
        stream.Write(NpyHeader.Format("<f4", shape));
        foreach (ReadOnlyMemory<float> part in parts)
        {
            stream.Write(MemoryMarshal.AsBytes(part.Span));
        }
    }

    /// <summary>Writes one text.</summary>
    public static void Write(Stream stream, string text)
    {
        byte[] characters = Utf32.GetBytes(text);
        stream.Write(NpyHeader.Format($"<U{characters.Length / sizeof(int)}", []));
        stream.Write(characters);
    }

    private Dictionary<int, Int128> Rounded<T>()
        where T : unmanaged, IBinaryInteger<T>
    {
        T[] numbers = MemoryMarshal.Cast<byte, T>(_bytes).ToArray();
        return (_header.IsColumnMajor ? RowMajor(numbers) : numbers).Index()
            .Select(number => (number.Index, Whole: Int128.CreateChecked(number.Item)))
            .Where(number => (Int128)(double)number.Whole != number.Whole)
            .ToDictionary(number => number.Index, number => number.Whole);
    }

    private static void Turn(byte[] bytes, int size)
    {
        for (int start = 0; start < bytes.Length; start += size)
        {
            bytes.AsSpan(start, size).Reverse();
        }
    }

    private ElementType NumberType() =>
        _header.NumberType ?? throw new AttnExtractException($"{_what} must be numbers, but has type '{_header.TypeCode}'.");

    // NumPy keeps the transpose of a matrix as it lies, first axis fastest.
    private T[] RowMajor<T>(T[] columnMajor)
    {
        T[] result = new T[columnMajor.Length];
        int[] index = new int[Shape.Length];
        for (int to = 0; to < result.Length; to++)
        {
            int from = 0;
            for (int axis = index.Length - 1; axis >= 0; axis--)
            {
                from = (from * Shape[axis]) + index[axis];
            }

            result[to] = columnMajor[from];
            for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == Shape[axis]; axis--)
            {
                index[axis] = 0;
            }
        }

        return result;
    }
}
