using System.Buffers.Binary;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>
/// sentencepiece's compiled character map: a double-array trie over UTF-8 bytes (Aoe 1989, in the layout of Darts-clone) whose values
/// point into a list of NUL-terminated replacements.
/// </summary>
internal sealed class CharacterMap
{
    private const uint HasLeaf = 1 << 8;
    private const uint LabelMask = 0x800000FF;

    private readonly uint[] _units;
    private readonly byte[] _replacements;

    private CharacterMap(uint[] units, byte[] replacements)
    {
        _units = units;
        _replacements = replacements;
    }

    /// <summary>Reads a map; null when <paramref name="bytes"/> are not one.</summary>
    public static CharacterMap? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
        {
            return null;
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size == 0 || size % 4 != 0 || size > bytes.Length - 4)
        {
            return null;
        }

        uint[] units = new uint[size / 4];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + 4 * i)..]);
        }

        return new CharacterMap(units, bytes[(int)(4 + size)..].ToArray());
    }

    /// <summary>What stands for the shortest beginning of <paramref name="bytes"/> that the map knows; null when it knows none.</summary>
    public string? Find(ReadOnlySpan<byte> bytes)
    {
        uint position = Offset(_units[0]);
        foreach (byte label in bytes)
        {
            position ^= label;
            if (label == 0 || position >= _units.Length || (_units[position] & LabelMask) != label)
            {
                return null;
            }

            uint unit = _units[position];
            position ^= Offset(unit);
            if ((unit & HasLeaf) != 0)
            {
                return position < _units.Length ? ReplacementAt((int)(_units[position] & 0x7FFFFFFF)) : null;
            }
        }

        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << ((unit & (1 << 9)) != 0 ? 8 : 0);

    private string? ReplacementAt(int start)
    {
        if (start > _replacements.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = _replacements.AsSpan(start);
        int length = rest.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(length < 0 ? rest : rest[..length]);
    }
}
