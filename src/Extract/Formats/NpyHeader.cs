using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AttnExtract.Ground;
using AttnExtract.Model.Weights;

namespace AttnExtract.Extract.Formats;

/// <summary>The beginning of an .npy array: a magic text, a version, and a Python dictionary that tells type, order and shape.</summary>
internal sealed partial class NpyHeader
{
    private const int Alignment = 64;
    private const char BigEndian = '>';

    // NumPy itself refuses longer ones, for fear of what their parsing may take.
    private const int MaxDictionarySize = 10_000;

    private static readonly ImmutableArray<(string Code, ElementType Type)> NumberTypes =
    [
        ("|b1", ElementType.BOOL),
        ("|u1", ElementType.U8),
        ("|i1", ElementType.I8),
        ("<u2", ElementType.U16),
        ("<i2", ElementType.I16),
        ("<u4", ElementType.U32),
        ("<i4", ElementType.I32),
        ("<u8", ElementType.U64),
        ("<i8", ElementType.I64),
        ("<f2", ElementType.F16),
        ("<f4", ElementType.F32),
        ("<f8", ElementType.F64),
    ];

    private NpyHeader(string typeCode, ElementType? numberType, int elementSize, bool isColumnMajor, ImmutableArray<int> shape, int size)
    {
        TypeCode = typeCode;
        NumberType = numberType;
        IsColumnMajor = isColumnMajor;
        Shape = shape;
        Size = size;
        Count = shape.Aggregate(1L, (count, length) => checked(count * length));
        ByteCount = checked(Count * elementSize);
    }

    /// <summary>The type as the header writes it, such as <c>&lt;f4</c>.</summary>
    public string TypeCode { get; }

    /// <summary>Whether the highest byte of a number comes first, as on the machine that wrote it.</summary>
    public bool IsBigEndian => TypeCode[0] == BigEndian;

    /// <summary>What one number is; null for text.</summary>
    public ElementType? NumberType { get; }

    /// <summary>Whether the first axis is the fastest, as in Fortran.</summary>
    public bool IsColumnMajor { get; }

    /// <summary>The length of every axis.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>How many bytes the header takes.</summary>
    public int Size { get; }

    /// <summary>How many values follow.</summary>
    public long Count { get; }

    /// <summary>How many bytes they take.</summary>
    public long ByteCount { get; }

    // \x93NUMPY
    private static ReadOnlySpan<byte> Magic => [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

    /// <summary>Reads a header.</summary>
    /// <param name="stream">Stands on the first byte of the array, and afterwards on its first value.</param>
    /// <param name="what">What the array is called in messages.</param>
    /// <exception cref="AttnExtractException">It is no .npy header, or names a type that is not plain.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within the header.</exception>
    public static NpyHeader Read(Stream stream, string what)
    {
        // The magic, the version's two numbers, and the dictionary's length: two bytes in version 1, four since.
        Span<byte> prefix = stackalloc byte[Magic.Length + 2 + sizeof(uint)];
        Span<byte> start = prefix[..(Magic.Length + 2)];
        stream.ReadExactly(start);
        int version = start[Magic.Length];
        if (!start.StartsWith(Magic) || version is < 1 or > 3)
        {
            throw new AttnExtractException($"{what} is not an .npy array of version 1, 2 or 3.");
        }

        Span<byte> lengthBytes = prefix.Slice(start.Length, version == 1 ? sizeof(ushort) : sizeof(uint));
        stream.ReadExactly(lengthBytes);
        long length = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaxDictionarySize)
        {
            throw new AttnExtractException(
                $"{what} is damaged: its .npy header has {length} bytes, and at most {MaxDictionarySize} are allowed.");
        }

        byte[] dictionary = new byte[length];
        stream.ReadExactly(dictionary);
        return Parse(Encoding.UTF8.GetString(dictionary), start.Length + lengthBytes.Length + dictionary.Length, what);
    }

    /// <summary>The bytes of a header of version 1, row-major.</summary>
    public static byte[] Format(string typeCode, ReadOnlySpan<long> shape)
    {
        // A tuple of one needs its comma.
        string lengths = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape.ToArray());
        string dictionary = $"{{'descr': '{typeCode}', 'fortran_order': False, 'shape': ({lengths}), }}";
        int prefix = Magic.Length + 2 + sizeof(ushort);
        int size = (prefix + dictionary.Length + 1 + Alignment - 1) / Alignment * Alignment;

        byte[] header = new byte[size];
        header.AsSpan(prefix).Fill((byte)' ');
        Magic.CopyTo(header);
        header[Magic.Length] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Magic.Length + 2), (ushort)(size - prefix));
        Encoding.ASCII.GetBytes(dictionary, header.AsSpan(prefix));
        header[^1] = (byte)'\n';
        return header;
    }

    private static NpyHeader Parse(string dictionary, int size, string what)
    {
        if (Structured().IsMatch(dictionary) && Field().Matches(dictionary) is { Count: > 0 } fields)
        {
            throw new AttnExtractException(
                $"{what} is a structured array of the fields {string.Join(", ", fields.Select(field => field.Groups["name"].Value))}; save one "
                + $"of them by itself: numpy.save(path, array['{fields[0].Groups["name"].Value}']).");
        }

        Match match = Dictionary().Match(dictionary);
        if (!match.Success || match.Groups.Values.Any(group => group.Captures.Count != 1))
        {
            throw new AttnExtractException(
                $"{what} is damaged, or its values are not plain: its .npy header must give 'descr' a type, 'fortran_order' a truth value "
                + "and 'shape' the lengths of the axes.");
        }

        (string typeCode, ElementType? numberType, int elementSize) = ParseType(match.Groups["type"].Value, what);
        try
        {
            ImmutableArray<int> shape = ParseShape(match.Groups["shape"].Value);
            return new NpyHeader(typeCode, numberType, elementSize, match.Groups["order"].Value == "True", shape, size);
        }
        catch (Exception exception) when (exception is OverflowException or FormatException)
        {
            throw new AttnExtractException($"{what} is damaged: its shape ({match.Groups["shape"].Value}) cannot be.", exception);
        }
    }

    private static (string Code, ElementType? NumberType, int Size) ParseType(string code, string what)
    {
        foreach ((string known, ElementType type) in NumberTypes)
        {
            // One byte has no order, whatever the header says of it.
            if (code == known || code == $"{BigEndian}{known[1..]}" || (known[0] == '|' && code == $"<{known[1..]}"))
            {
                return (code, type, type.ByteSize());
            }
        }

        const int MaxTextLength = int.MaxValue / sizeof(int);
        if (code.StartsWith("<U", StringComparison.Ordinal)
            && int.TryParse(code.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            && length is > 0 and <= MaxTextLength)
        {
            return (code, null, length * sizeof(int));
        }

        throw new AttnExtractException(
            $"{what} has the type '{code}'; read are {string.Join(", ", NumberTypes.Select(known => known.Code))} and <U (text).");
    }

    private static ImmutableArray<int> ParseShape(string tuple)
    {
        // Nothing follows the last comma, nor stands in an empty tuple.
        string[] lengths = tuple.Split(',', StringSplitOptions.TrimEntries);
        return
        [
            .. lengths.Where((length, i) => length.Length > 0 || i < lengths.Length - 1)
                .Select(length => int.Parse(length.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture)),
        ];
    }

    // Python 2 wrote long numbers with an L.
    [GeneratedRegex(
        """
        ^\{\s*
        (?:(?:'descr'\s*:\s*'(?<type>[^']*)'
            |'fortran_order'\s*:\s*(?<order>True|False)
            |'shape'\s*:\s*\((?<shape>[0-9L,\s]*)\))
          \s*,?\s*){3}
        \}\s*$
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Dictionary();

    [GeneratedRegex(@"'descr'\s*:\s*\[")]
    private static partial Regex Structured();

    [GeneratedRegex(@"\(\s*'(?<name>[^']*)'\s*,")]
    private static partial Regex Field();
}
