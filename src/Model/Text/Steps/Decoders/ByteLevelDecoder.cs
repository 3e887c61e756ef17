using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>Turns the printable stand-ins for bytes back into text; bytes that are no UTF-8 show as U+FFFD.</summary>
internal sealed class ByteLevelDecoder : ITokenDecoder
{
    public string Name => "ByteLevel";

    public IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget)
    {
        List<byte> bytes = [];
        foreach (string token in tokens)
        {
            bytes.AddRange(Bytes(token));
        }

        return [System.Text.Encoding.UTF8.GetString([.. bytes])];
    }

    // A token that is not of the alphabet (an added one) stands for itself.
    private static byte[] Bytes(string token)
    {
        byte[] bytes = new byte[token.Length];
        for (int i = 0; i < token.Length; i++)
        {
            if (!ByteAlphabet.TryGetByte(token[i], out bytes[i]))
            {
                return System.Text.Encoding.UTF8.GetBytes(token);
            }
        }

        return bytes;
    }
}
