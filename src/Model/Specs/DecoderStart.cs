using AttnExtract.Model.Text;

namespace AttnExtract.Model.Specs;

/// <summary>What a decoder that reads an encoder is given before its text, whose last token it never reads.</summary>
/// <param name="TokenId">The token that goes first; null where the text's own last token moves to the front.</param>
public sealed record DecoderStart(int? TokenId)
{
    /// <summary>What the decoder reads of a text whose every next token it is asked for.</summary>
    /// <param name="text">The text, of 1 token or more.</param>
    /// <param name="tokenizer">Spells the first token.</param>
    public Encoding Shift(Encoding text, TextTokenizer tokenizer)
    {
        EncodingToken first = TokenId is { } id
            ? new EncodingToken(id, tokenizer.TokenOf(id) ?? "", 0, 0, TypeId: 0, Sequence: null, Word: null)
            : text.Tokens[^1];
        return text with { Tokens = [first, .. text.Tokens.SkipLast(1)] };
    }
}
