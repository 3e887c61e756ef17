using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>Makes the tokens of a text that somebody wants to run.</summary>
internal static class Encodings
{
    private const int ShownCharacters = 40;

    /// <summary>Tokenizes a text and makes sure that there is something to look at.</summary>
    /// <exception cref="AttnExtractException">No token stands for any part of the text, or it has a target, which is not looked at here.</exception>
    public static Encoding Of(PretrainedModel model, TextPair text, bool truncate) => text.Target is null
        ? Of(model, text, truncate ? model.Spec.MaximumLength : null)
        : throw new AttnExtractException("A target is read where attention is captured, proved or drawn and where words are guessed; leave it out here.");

    /// <summary>The same with what the decoder of a model with an encoder and a decoder reads: the target, and for a class the text again.</summary>
    /// <exception cref="AttnExtractException">No token stands for any part of the text, or it has a target and the model no decoder that reads one.</exception>
    public static Encoding WithTarget(PretrainedModel model, TextPair text, bool truncate)
    {
        Encoding encoding = Of(model, text with { Target = null }, truncate);
        return text.Target is { } target ? encoding with { Target = model.EncodeTarget(target, text.TargetLanguage, truncate) }
            : model.Structure.Start is { } start && model.Heads.Find(HeadKind.CausalLanguageModel) is null && model.Heads.Count > 0
                ? encoding with { Target = start.Shift(encoding, model.Tokenizer) }
            : encoding;
    }

    /// <summary>The same for words that continue a text: without a target a decoder that reads an encoder is given what goes before any.</summary>
    /// <inheritdoc cref="WithTarget"/>
    public static Encoding ToContinue(PretrainedModel model, TextPair text, bool truncate)
    {
        Encoding encoding = WithTarget(model, text, truncate);
        return encoding.Target is not null || model.Structure.Second is null
            ? encoding
            : encoding with { Target = model.EncodeTarget("", text.TargetLanguage) };
    }

    /// <summary>The same for a text that the model itself is to write: a target has no end yet.</summary>
    /// <inheritdoc cref="WithTarget"/>
    public static Encoding ToWriteOn(PretrainedModel model, TextPair text)
    {
        Encoding encoding = ToContinue(model, text, truncate: false);
        return text.Target is null ? encoding
            : encoding with { Target = encoding.Target! with { Tokens = [.. Unended(encoding.Target.Tokens)] } };

        // Where the last token moves to the front, what ends the text is read.
        IEnumerable<EncodingToken> Unended(IReadOnlyList<EncodingToken> tokens) =>
            model.Structure.Start!.TokenId is null ? tokens.Take(1).Concat(tokens.Skip(1).Where(token => !token.IsSpecial)) : tokens;
    }

    /// <summary>Refuses a model of two stacks.</summary>
    /// <exception cref="AttnExtractException">It has two.</exception>
    public static void RequireOneStack(PretrainedModel model, string what)
    {
        if (model.Structure.Second is not null)
        {
            throw new AttnExtractException($"{what} is told of models with one stack of layers only; {model.Name} has an encoder and a decoder.");
        }
    }

    private static Encoding Of(PretrainedModel model, TextPair text, int? maximumLength)
    {
        Encoding encoding = model.Tokenizer.Encode(text.RequireWords().Text, text.Pair, new EncodingOptions { MaxLength = maximumLength });
        return encoding.Tokens.Any(token => !token.IsSpecial)
            ? encoding
            : throw new AttnExtractException($"The tokenizer finds nothing to read in '{Shown(text.Text)}'; give a sentence with words.");
    }

    /// <summary>How many tokens of a text a vector is made of at most.</summary>
    public static int MaximumSentence(PretrainedModel model) => Math.Min(Rules(model).MaximumLength, model.Spec.MaximumLength);

    /// <summary>Tokenizes a text of which one vector is to be made, as the model's folder says of that.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="prompt">What is written before it.</param>
    /// <param name="truncate">Whether a text that is too long is cut off.</param>
    /// <exception cref="AttnExtractException">No token stands for any part of the text, or it is too long and not to be cut off.</exception>
    public static Encoding OfSentence(PretrainedModel model, TextPair text, string prompt, bool truncate)
    {
        SentenceText rules = Rules(model);
        text = text.RequireWords();
        Encoding encoding = Of(
            model,
            model.Pooling is null ? text with { Text = prompt + text.Text }
                : new TextPair(rules.Write(prompt + text.Text), text.Pair is { } pair ? rules.Write(pair) : null),
            truncate ? MaximumSentence(model) : null);
        return encoding.Tokens.Count <= rules.MaximumLength
            ? encoding
            : throw new AttnExtractException(
                $"The text has {encoding.Tokens.Count} tokens, but {model.Name} makes vectors of at most {rules.MaximumLength}. Shorten it, or cut it off "
                + "with --truncate.");
    }

    /// <summary>How many tokens a prompt takes, those that the tokenizer adds before it counted.</summary>
    public static int LengthOfPrompt(PretrainedModel model, string prompt)
    {
        IReadOnlyList<EncodingToken> tokens = model.Tokenizer.Encode(Rules(model).Write(prompt)).Tokens;
        return tokens.Count - (tokens.Count > 0 && tokens[^1].IsSpecial ? 1 : 0);
    }

    /// <summary>Tokenizes the texts of a corpus.</summary>
    /// <exception cref="AttnExtractException">There is none, or one cannot be read.</exception>
    public static ImmutableArray<Encoding> OfCorpus(PretrainedModel model, IReadOnlyList<TextPair> texts, bool truncate) =>
        texts.Count > 0
            ? [.. texts.Select(text => Of(model, text, truncate))]
            : throw new AttnExtractException("The corpus is empty; give a sentence or more, one a line.");

    private static SentenceText Rules(PretrainedModel model) => model.Pooling?.Text ?? SentenceText.AsItIs;

    private static string Shown(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";
}
