using System.Collections.Immutable;

namespace AttnExtract.Model.Specs;

/// <summary>What a head on top of an encoder is for.</summary>
public sealed class HeadKind
{
    private HeadKind(string key, string meaning, bool isAmbiguous, params ImmutableArray<string> architectures)
    {
        Key = key;
        Meaning = meaning;
        IsAmbiguous = isAmbiguous;
        Architectures = architectures;
    }

    /// <summary>A score for every word of the vocabulary at every token, masked ones above all.</summary>
    public static HeadKind MaskedLanguageModel { get; } =
        new("masked_lm", "words in place of masked tokens", false, "ForMaskedLM", "ForPreTraining", "LMHeadModel");

    /// <summary>A score for every word of the vocabulary after every token.</summary>
    public static HeadKind CausalLanguageModel { get; } =
        new("causal_lm", "the next word", false, "LMHeadModel", "ForCausalLM", "ForConditionalGeneration", "MTModel");

    /// <summary>Scores of classes for the whole text.</summary>
    public static HeadKind SequenceClass { get; } = new("sequence_class", "classes of a text", true, "ForSequenceClassification");

    /// <summary>Scores of classes for each token.</summary>
    public static HeadKind TokenClass { get; } = new("token_class", "classes of tokens", true, "ForTokenClassification");

    /// <summary>Scores of each token to begin and to end an answer.</summary>
    public static HeadKind Answer { get; } = new("answer", "answers within a text", true, "ForQuestionAnswering");

    /// <summary>A score of each token to have been replaced; Clark et al. 2020.</summary>
    public static HeadKind ReplacedToken { get; } = new("replaced_token", "tokens that were replaced", false, "ForPreTraining");

    /// <summary>Scores of a second text to be the one that follows, and not to be; Devlin et al. 2019.</summary>
    public static HeadKind NextSentence { get; } =
        new("next_sentence", "whether a text follows another", false, "ForPreTraining", "ForNextSentencePrediction");

    /// <summary>One vector for the text, trained with another task.</summary>
    public static HeadKind Pooler { get; } = new("pooler", "one vector of a text", false, "Model", "TextModelWithProjection");

    /// <summary>Every kind.</summary>
    public static ImmutableArray<HeadKind> All { get; } =
        [MaskedLanguageModel, CausalLanguageModel, SequenceClass, TokenClass, Answer, ReplacedToken, NextSentence, Pooler];

    /// <summary>Its name in tables and output.</summary>
    public string Key { get; }

    /// <summary>What it tells, in a few words.</summary>
    public string Meaning { get; }

    /// <summary>Whether other heads' weights have the same names, so that only the architecture tells them apart.</summary>
    public bool IsAmbiguous { get; }

    /// <summary>How the names of architectures end that have such a head.</summary>
    public ImmutableArray<string> Architectures { get; }

    /// <summary>Whether an architecture has such a head.</summary>
    public bool IsNamedBy(string architecture) => Architectures.Any(end => architecture.EndsWith(end, StringComparison.Ordinal));

    /// <summary>Its key.</summary>
    public override string ToString() => Key;
}
