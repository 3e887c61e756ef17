
namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> of a vocabulary, as far as it has them.</summary>
internal sealed class ByteTokens
{
    private readonly int[] _ids = new int[256];

    public ByteTokens(Vocabulary vocabulary)
    {
        for (int value = 0; value < _ids.Length; value++)
        {
            _ids[value] = vocabulary.IdOf($"<0x{value:X2}>");
        }
    }

    /// <summary>The byte tokens of a text; false when the vocabulary lacks one of them.</summary>
    public bool TrySpell(ReadOnlySpan<char> text, out ReadOnlySpan<int> ids)
    {
        byte[] bytes = new byte[System.Text.Encoding.UTF8.GetByteCount(text)];
        System.Text.Encoding.UTF8.GetBytes(text, bytes);
        int[] found = new int[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            found[i] = _ids[bytes[i]];
        }

        ids = found;
        return !ids.Contains(-1);
    }
}
