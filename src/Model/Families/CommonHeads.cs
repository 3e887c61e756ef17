using System.Collections.Immutable;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Families;

/// <summary>The heads that families share, but for what a family does before the output.</summary>
internal static class CommonHeads
{
    /// <summary>What the classes of a text and of tokens, and answers, are called in most families.</summary>
    public const string Classes = """
        heads.token_class.output.*            = classifier.*
        heads.answer.output.*                 = qa_outputs.*
        ignore                                = classifier.*
        ignore                                = qa_outputs.*
        """;

    /// <summary>One vector of a text: the first token's state, projected.</summary>
    public static HeadSpec Pooler(StackSpec spec) => new(HeadKind.Pooler)
    {
        Input = HeadInput.FirstToken,
        Steps = [PoolerStep(spec)],
    };

    /// <summary>The step of a pooler.</summary>
    public static HeadStep PoolerStep(StackSpec spec) => new(spec.HiddenSize, Activation.Tanh);

    /// <summary>Whether a second text follows the first, read from the pooler.</summary>
    public static HeadSpec NextSentence(StackSpec spec) => Pooler(spec) with
    {
        Kind = HeadKind.NextSentence,
        OutputSize = 2,
        Labels = ["follows", "does not follow"],
    };

    /// <summary>Scores of words, by the word table unless the configuration unties it.</summary>
    public static HeadSpec Words(ModelConfig config, StackSpec spec, params ImmutableArray<HeadStep> steps) => new(HeadKind.MaskedLanguageModel)
    {
        Steps = steps,
        OutputSize = spec.VocabularySize,
        IsTied = config.Flag("tie_word_embeddings", true),
    };

    /// <summary>Scores of the word that comes next.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="spec">The structure.</param>
    /// <param name="isTied">Whether words are scored by the word table where nothing says.</param>
    public static HeadSpec NextWord(ModelConfig config, StackSpec spec, bool isTied) => new(HeadKind.CausalLanguageModel)
    {
        OutputSize = spec.VocabularySize,
        IsTied = config.Flag("tie_word_embeddings", isTied),
        HasOutputBias = false,
    };

    /// <summary>Classes of a text, read from its last token.</summary>
    public static HeadSpec LastTokenClass(ModelConfig config) => SequenceClass(config) with { Input = HeadInput.LastToken, HasOutputBias = false };

    /// <summary>Classes of a text, read from its first token.</summary>
    public static HeadSpec SequenceClass(ModelConfig config, params ImmutableArray<HeadStep> steps) => Classifier(config, HeadKind.SequenceClass) with
    {
        Input = HeadInput.FirstToken,
        Steps = steps,
        Scores = MeaningOfScores(config),
    };

    /// <summary>Classes of tokens.</summary>
    public static HeadSpec TokenClass(ModelConfig config, params ImmutableArray<HeadStep> steps) =>
        Classifier(config, HeadKind.TokenClass) with { Steps = steps };

    /// <summary>Where an answer begins and ends.</summary>
    public static HeadSpec Answer(params ImmutableArray<HeadStep> steps) => new(HeadKind.Answer)
    {
        Steps = steps,
        OutputSize = 2,
        Labels = ["begins", "ends"],
    };

    private static HeadSpec Classifier(ModelConfig config, HeadKind kind)
    {
        ImmutableArray<string> labels = config.Labels();
        return new HeadSpec(kind) { OutputSize = labels.Length, Labels = labels };
    }

    // As the library's own pipeline reads them.
    private static ScoreMeaning MeaningOfScores(ModelConfig config) => config.Text("problem_type", "") switch
    {
        "regression" => ScoreMeaning.Quantities,
        "multi_label_classification" => ScoreMeaning.EachOnItsOwn,
        _ => config.Labels().Length == 1 ? ScoreMeaning.EachOnItsOwn : ScoreMeaning.OneOfAll,
    };
}
