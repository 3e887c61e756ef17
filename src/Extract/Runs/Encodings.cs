using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Makes the tokens of a text that somebody wants to run.</summary>
internal static class Encodings
{
    private const int ShownCharacters = 40;

    /// <summary>Tokenizes a text and makes sure that there is something to look at.</summary>
    /// <exception cref="AttnExtractException">No token stands for any part of the text.</exception>
    public static Encoding Of(PretrainedModel model, TextPair text, bool truncate) => Of(model, text, truncate ? model.Spec.MaximumLength : null);

    private static Encoding Of(PretrainedModel model, TextPair text, int? maximumLength)
    {
        Encoding encoding = model.Tokenizer.Encode(text.RequireWords().Text, text.Pair, new EncodingOptions { MaxLength = maximumLength });
        return encoding.Tokens.Any(token => !token.IsSpecial)
            ? encoding
            : throw new AttnExtractException($"The tokenizer finds nothing to read in '{Shown(text.Text)}'; give a sentence with words.");
    }

    /// <summary>Tokenizes a text of which one vector is to be made, as the model's folder says of that.</summary>
    /// <exception cref="AttnExtractException">No token stands for any part of the text, or it is too long and not to be cut off.</exception>
    public static Encoding OfSentence(PretrainedModel model, TextPair text, bool truncate)
    {
        SentenceText rules = model.Pooling?.Text ?? SentenceText.AsItIs;
        Encoding encoding = Of(
            model,
            new TextPair(rules.Write(text.Text), text.Pair is { } pair ? rules.Write(pair) : null),
            truncate ? Math.Min(rules.MaximumLength, model.Spec.MaximumLength) : null);
        return encoding.Tokens.Count <= rules.MaximumLength
            ? encoding
            : throw new AttnExtractException(
                $"The text has {encoding.Tokens.Count} tokens, but {model.Name} makes vectors of at most {rules.MaximumLength}. Shorten it, or cut it off "
                + "with --truncate.");
    }

    /// <summary>Tokenizes the texts of a corpus.</summary>
    /// <exception cref="AttnExtractException">There is none, or one cannot be read.</exception>
    public static ImmutableArray<Encoding> OfCorpus(PretrainedModel model, IReadOnlyList<TextPair> texts, bool truncate) =>
        texts.Count > 0
            ? [.. texts.Select(text => Of(model, text, truncate))]
            : throw new AttnExtractException("The corpus is empty; give a sentence or more, one a line.");

    private static string Shown(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";
}
