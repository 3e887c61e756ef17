using System.Text;
using AttnExtract.Model.Text;
using Encoding = AttnExtract.Model.Text.Encoding;

namespace AttnExtract.Cli.Output;

/// <summary>Tokens for reading: one a line.</summary>
internal static class TokenTable
{
    private static readonly string[] Header = ["id", "token", "start–end", "text", "type", "special"];

    /// <summary>The table of an encoding.</summary>
    public static string Of(Encoding encoding)
    {
        Rune[] text = [.. encoding.Text.EnumerateRunes()];
        Rune[] pair = [.. (encoding.Pair ?? "").EnumerateRunes()];
        return TextTable.Of(Header, [.. encoding.Tokens.Select(token => Row(token, token.Sequence == 1 ? pair : text))], rightAligned: 1);
    }

    private static string[] Row(EncodingToken token, Rune[] source) =>
    [
        $"{token.Id}",
        token.Text,
        token.Start == token.End ? "" : $"{token.Start}–{token.End}",
        string.Concat(source[token.Start..token.End]),
        $"{token.TypeId}",
        token.IsSpecial ? "special" : "",
    ];
}
