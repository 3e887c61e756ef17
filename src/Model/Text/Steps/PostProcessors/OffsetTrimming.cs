using System.Runtime.InteropServices;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.PostProcessors;

/// <summary>Takes the white space that a token's own string begins or ends with off its range.</summary>
internal static class OffsetTrimming
{
    /// <param name="tokens">The tokens of one text.</param>
    /// <param name="addPrefixSpace">Whether one leading space at the beginning of the text may have been added, and so is left.</param>
    public static void Trim(List<EncodingToken> tokens, bool addPrefixSpace)
    {
        Span<EncodingToken> span = CollectionsMarshal.AsSpan(tokens);
        for (int i = 0; i < span.Length; i++)
        {
            ref EncodingToken token = ref span[i];
            int leading = token.Text.TakeWhile(IsSpace).Count();
            int trailing = token.Text.Reverse().TakeWhile(IsSpace).Count();
            bool mayBeAdded = addPrefixSpace && leading == 1 && (i == 0 || token.Start == 0);
            int start = mayBeAdded ? token.Start : Math.Min(token.Start + leading, token.End);
            int end = token.End >= trailing ? Math.Max(token.End - trailing, start) : token.End;
            token = token with { Start = start, End = end };
        }
    }

    private static bool IsSpace(char unit) => unit == ByteAlphabet.Space || CharacterClasses.WhiteSpace.Contains(unit);
}
