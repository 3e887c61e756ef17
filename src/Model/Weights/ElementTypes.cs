using System.Collections.Frozen;

namespace AttnExtract.Model.Weights;

/// <summary>The size and the name of each <see cref="ElementType"/>.</summary>
public static class ElementTypes
{
    private static readonly FrozenDictionary<string, ElementType> ByName =
        Enum.GetValues<ElementType>().ToFrozenDictionary(type => type.ToString(), StringComparer.Ordinal);

    /// <summary>Every name, in the order of the enumeration, for messages.</summary>
    public static string Names { get; } = string.Join(", ", Enum.GetNames<ElementType>());

    /// <summary>Bytes that one number takes.</summary>
    public static int ByteSize(this ElementType type) => type switch
    {
        ElementType.BOOL or ElementType.U8 or ElementType.I8 => 1,
        ElementType.U16 or ElementType.I16 or ElementType.F16 or ElementType.BF16 => 2,
        ElementType.U32 or ElementType.I32 or ElementType.F32 => 4,
        ElementType.U64 or ElementType.I64 or ElementType.F64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an element type."),
    };

    /// <summary>The type that the safetensors format calls so, exactly; false when there is none.</summary>
    public static bool TryParse(string name, out ElementType type) => ByName.TryGetValue(name, out type);
}
