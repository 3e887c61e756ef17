using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Makes the tokens of a text that somebody wants to run.</summary>
internal static class Encodings
{
    private const int ShownCharacters = 40;

    /// <summary>Tokenizes a text and makes sure that there is something to look at.</summary>
    /// <exception cref="AttnExtractException">No token stands for any part of the text.</exception>
    public static Encoding Of(PretrainedModel model, TextPair text, bool truncate)
    {
        Encoding encoding = model.Tokenizer.Encode(
            text.RequireWords().Text, text.Pair, new EncodingOptions { MaxLength = truncate ? model.Spec.MaximumLength : null });
        return encoding.Tokens.Any(token => !token.IsSpecial)
            ? encoding
            : throw new AttnExtractException($"The tokenizer finds nothing to read in '{Shown(text.Text)}'; give a sentence with words.");
    }

    /// <summary>Tokenizes the texts of a corpus.</summary>
    /// <exception cref="AttnExtractException">There is none, or one cannot be read.</exception>
    public static ImmutableArray<Encoding> OfCorpus(PretrainedModel model, IReadOnlyList<TextPair> texts, bool truncate) =>
        texts.Count > 0
            ? [.. texts.Select(text => Of(model, text, truncate))]
            : throw new AttnExtractException("The corpus is empty; give a sentence or more, one a line.");

    private static string Shown(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";
}
