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
        text = Columns(model, text);
        Encoding encoding = Of(model, text with { Target = null }, truncate);
        return text.Target is { } target ? encoding with { Target = model.EncodeTarget(target, text.TargetLanguage, truncate) }
            : model.Structure.Start is { } start && model.Heads.Find(HeadKind.CausalLanguageModel) is null && model.Heads.Count > 0
                ? encoding with { Target = start.Shift(encoding, model.Tokenizer) }
            : encoding;
    }

    /// <summary>
    /// A text as a study of one kind of attention reads it: with what a decoder reads, or, where neither a target nor a kind is said, for the encoder
    /// or the only stack alone.
    /// </summary>
    /// <inheritdoc cref="WithTarget"/>
    public static Encoding ToStudy(PretrainedModel model, TextPair text, AttentionKind? kind, bool truncate) =>
        kind is null && Columns(model, text).Target is null
            ? Of(model, text, truncate)
            : WithTarget(model, text, truncate);

    /// <summary>A text that is written with its target after a tab, where the model has a decoder to read it.</summary>
    /// <exception cref="AttnExtractException">There are more than two columns, or one is empty.</exception>
    public static TextPair Columns(PretrainedModel model, TextPair text) => model.Structure.Second is null ? text : text.InColumns();

    /// <summary>Whether tokens are what the program reads of their text, and of their target where there is one.</summary>
    public static RunInput InputOf(PretrainedModel model, Encoding encoding)
    {
        Encoding? again;
        try
        {
            again = WithTarget(model, new TextPair(encoding.Text, encoding.Pair) { Target = encoding.Target?.Text }, encoding.TruncatedCount > 0);
        }
        catch (AttnExtractException)
        {
            again = null;
        }

        return again is not null && AreAlike(again, encoding) && (encoding.Target is null || AreAlike(again.Target!, encoding.Target))
            ? RunInput.Text
            : RunInput.Tokens;

        static bool AreAlike(Encoding one, Encoding other) =>
            one.Tokens.Select(token => (token.Id, token.TypeId)).SequenceEqual(other.Tokens.Select(token => (token.Id, token.TypeId)));
    }

    /// <summary>How many tokens the longest of what a stack reads has; 0 where it reads nothing.</summary>
    public static int Longest(IReadOnlyList<Encoding> encodings, StackOrder stack) =>
        encodings.Max(encoding => LengthOf(encoding, stack));

    /// <summary>How many tokens a stack reads of a text; 0 where it reads nothing.</summary>
    public static int LengthOf(Encoding encoding, StackOrder stack) =>
        (stack == StackOrder.First ? encoding : encoding.Target)?.Tokens.Count ?? 0;

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

    /// <summary>Refuses a text without a target where only a decoder that reads an encoder tells what is asked.</summary>
    /// <exception cref="AttnExtractException">The model has two stacks, and there is nothing for the second to read.</exception>
    public static void RequireTarget(PretrainedModel model, Encoding encoding, string what)
    {
        if (model.Structure.Second is not null && encoding.Target is null)
        {
            throw new AttnExtractException(
                $"{what} is told by the decoder of {model.Name}, which reads nothing without a target: give one (--target TEXT).");
        }
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

    private static Encoding Of(PretrainedModel model, TextPair text, int? maximumLength, string? given = null)
    {
        Encoding encoding = model.Tokenizer.Encode(text.RequireWords().Text, text.Pair, new EncodingOptions { MaxLength = maximumLength });
        return encoding.Tokens.Any(token => !token.IsSpecial)
            ? encoding
            : throw new AttnExtractException($"The tokenizer finds nothing to read in '{Shown(text.Text)}'; give a sentence with words.")
            {
                RefusedText = given ?? text.Text,
            };
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
            truncate ? MaximumSentence(model) : null,
            text.Text);
        return encoding.Tokens.Count <= rules.MaximumLength
            ? encoding
            : throw new AttnExtractException(
                $"The text has {encoding.Tokens.Count} tokens, but {model.Name} makes vectors of at most {rules.MaximumLength}. Shorten it, or cut it off "
                + "with --truncate.")
            {
                RefusedText = text.Text,
            };
    }

    /// <summary>How many tokens a prompt takes, those that the tokenizer adds before it counted.</summary>
    public static int LengthOfPrompt(PretrainedModel model, string prompt)
    {
        IReadOnlyList<EncodingToken> tokens = model.Tokenizer.Encode(Rules(model).Write(prompt)).Tokens;
        return tokens.Count - (tokens.Count > 0 && tokens[^1].IsSpecial ? 1 : 0);
    }

    /// <summary>What is said of a corpus without a text.</summary>
    public static AttnExtractException NoTexts() => new("The corpus is empty; give a sentence or more, one a line.");

    /// <summary>Tokenizes the texts of a corpus, as a study of one kind of attention reads them.</summary>
    /// <exception cref="AttnExtractException">There is none, one cannot be read, or some have a target and others none.</exception>
    public static ImmutableArray<Encoding> OfCorpus(PretrainedModel model, IReadOnlyList<TextPair> texts, AttentionKind? kind, bool truncate)
    {
        ImmutableArray<Encoding> encodings = texts.Count > 0
            ? [.. texts.Select(text => ToStudy(model, text, kind, truncate))]
            : throw NoTexts();
        foreach (Encoding encoding in encodings)
        {
            RequireAlike(encodings[0], encoding);
        }

        return encodings;
    }

    /// <summary>Refuses a corpus of which some texts have a target and others none.</summary>
    /// <exception cref="AttnExtractException">One of the two has, and the other has not.</exception>
    public static void RequireAlike(Encoding first, Encoding other)
    {
        if (first.Target is null != other.Target is null)
        {
            string alone = (first.Target is null ? first : other).Text;
            throw new AttnExtractException($"“{Shown(alone)}” has no target, and other texts have; write each text with its target, a tab between.")
            {
                RefusedText = alone,
            };
        }
    }

    private static SentenceText Rules(PretrainedModel model) => model.Pooling?.Text ?? SentenceText.AsItIs;

    /// <summary>The beginning of a text, for messages.</summary>
    public static string Shown(string text) => text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";
}
