using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>Runs a model with one of its heads. Hooks that are attached to the model take part in the run.</summary>
public static partial class ModelRuns
{
    // As the library's own pipeline: a longer answer is none.
    private const int LongestAnswer = 15;

    /// <summary>A head's scores for a text, as they are.</summary>
    /// <param name="model">The model.</param>
    /// <param name="kind">The head.</param>
    /// <param name="text">The text.</param>
    /// <param name="ablations">What to change in the run; null for nothing.</param>
    /// <param name="truncate">Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</param>
    /// <returns>[token, score] where the head reads every token, else [score].</returns>
    /// <exception cref="AttnExtractException">The model has no such head, or the text is empty or too long.</exception>
    public static DenseArray Scores(
        this PretrainedModel model, HeadKind kind, TextPair text, IReadOnlyList<Ablation>? ablations = null, bool truncate = false) =>
        Run(model, model.Heads[kind], Encodings.ToContinue(model, text, truncate), ablations, truncate, scores =>
        {
            using Tensor plain = scores.to(ScalarType.Float32).contiguous();
            return new DenseArray(plain.data<float>().ToArray(), [.. plain.shape.Select(axis => (int)axis)]);
        });

    /// <summary>What the head that a model has says of a text; one that was trained for the whole task before one that came along.</summary>
    /// <inheritdoc cref="Scores"/>
    /// <param name="model">The model.</param>
    /// <param name="text">The text; of a question, the pair holds the answer.</param>
    /// <param name="options">What is asked.</param>
    /// <param name="ablations">What to change in the run; null for nothing. What a decoder writes knows none.</param>
    public static Prediction Predict(
        this PretrainedModel model, TextPair text, PredictionOptions? options = null, IReadOnlyList<Ablation>? ablations = null)
    {
        options ??= PredictionOptions.Default;
        (int count, bool truncate) = (options.Count, options.Truncate);
        bool Has(HeadKind kind) => model.Heads.Find(kind) is not null;
        if (options.Writes)
        {
            Generation written = model.Generate(text, options.MostTokens, count);
            return new(text, HeadKind.CausalLanguageModel, [.. written.Choices.SelectMany(Lines)], WrittenText.Of(written));
        }

        if (Has(HeadKind.SequenceClass))
        {
            return new(text, HeadKind.SequenceClass, [.. Lines(null, null, model.Classify(text, ablations, truncate), count)]);
        }

        if (Has(HeadKind.TokenClass) || Has(HeadKind.ReplacedToken))
        {
            return new(text, Has(HeadKind.ReplacedToken) ? HeadKind.ReplacedToken : HeadKind.TokenClass, [.. model.LabelTokens(text, ablations, truncate)
                .SelectMany(at => Lines(at.Position, at.Token.Text, at.Labels, count))]);
        }

        if (Has(HeadKind.Answer))
        {
            string pair = text.Pair ?? throw new AttnExtractException(
                "This model answers questions: TEXT is the question, and --pair TEXT must hold the answer.");
            AnswerSpan answer = model.Answer(text.Text, pair, ablations, truncate);
            return new(text, HeadKind.Answer, [new(null, null, answer.Text, answer.Probability, answer.Probability)]);
        }

        HeadKind words = Has(HeadKind.CausalLanguageModel) ? HeadKind.CausalLanguageModel : HeadKind.MaskedLanguageModel;
        return new(text, words, [.. model.GuessWords(text, count, ablations, truncate).SelectMany(Lines)]);
    }

    /// <summary>The likeliest words for each masked token, or after the last token where the model reads forwards only.</summary>
    /// <inheritdoc cref="Scores"/>
    /// <param name="model">The model.</param>
    /// <param name="text">The text, with the model's own word for a masked token where a word is to be guessed.</param>
    /// <param name="count">How many words.</param>
    /// <param name="ablations">What to change in the run; null for nothing.</param>
    /// <param name="truncate">Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</param>
    /// <returns>Where words were guessed, in order.</returns>
    public static IReadOnlyList<WordGuesses> GuessWords(
        this PretrainedModel model, TextPair text, int count = 5, IReadOnlyList<Ablation>? ablations = null, bool truncate = false)
    {
        TaskHead head = model.Heads.Find(HeadKind.CausalLanguageModel) ?? model.Heads[HeadKind.MaskedLanguageModel];
        Encoding encoding = Encodings.ToContinue(model, text, truncate);
        IReadOnlyList<EncodingToken> read = (encoding.Target ?? encoding).Tokens;
        int[] positions = head.Spec.Kind == HeadKind.CausalLanguageModel ? [read.Count - 1] : Masked(model, encoding);
        return Run(
            model, head, encoding, ablations, truncate,
            scores => positions
                .Select((position, row) => new WordGuesses(position, RecordToken.Of(read[position]), Likeliest(model, scores[row], count))).ToArray(),
            positions);
    }

    /// <summary>The classes of a text, likeliest first.</summary>
    /// <inheritdoc cref="Scores"/>
    /// <param name="model">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="ablations">What to change in the run; null for nothing.</param>
    /// <param name="truncate">Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</param>
    /// <returns>Every class.</returns>
    public static IReadOnlyList<LabelScore> Classify(
        this PretrainedModel model, TextPair text, IReadOnlyList<Ablation>? ablations = null, bool truncate = false)
    {
        TaskHead head = model.Heads[HeadKind.SequenceClass];
        return Run(model, head, Encodings.WithTarget(model, text, truncate), ablations, truncate, scores => Ranked(head.Spec, scores));
    }

    /// <summary>The classes of each token that stands for a part of the text.</summary>
    /// <inheritdoc cref="Scores"/>
    /// <param name="model">The model.</param>
    /// <param name="text">The text.</param>
    /// <param name="ablations">What to change in the run; null for nothing.</param>
    /// <param name="truncate">Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</param>
    /// <returns>The tokens, in order.</returns>
    public static IReadOnlyList<LabelledToken> LabelTokens(
        this PretrainedModel model, TextPair text, IReadOnlyList<Ablation>? ablations = null, bool truncate = false)
    {
        TaskHead head = model.Heads.Find(HeadKind.ReplacedToken) ?? model.Heads[HeadKind.TokenClass];
        Encoding encoding = Encodings.Of(model, text, truncate);
        return Run(model, head, encoding, ablations, truncate, scores => encoding.Tokens
            .Select((token, position) => (Token: token, Position: position))
            .Where(at => !at.Token.IsSpecial)
            .Select(at => new LabelledToken(at.Position, RecordToken.Of(at.Token), [.. Ranked(head.Spec, scores[at.Position])]))
            .ToArray());
    }

    /// <summary>The part of a text that answers a question.</summary>
    /// <inheritdoc cref="Scores"/>
    /// <param name="model">The model.</param>
    /// <param name="question">The question.</param>
    /// <param name="text">The text that holds the answer.</param>
    /// <param name="ablations">What to change in the run; null for nothing.</param>
    /// <param name="truncate">Whether a text with more tokens than the model has positions is cut off at the end instead of refused.</param>
    /// <returns>The likeliest answer.</returns>
    public static AnswerSpan Answer(
        this PretrainedModel model, string question, string text, IReadOnlyList<Ablation>? ablations = null, bool truncate = false)
    {
        Encoding encoding = Encodings.Of(model, new TextPair(question, text), truncate);
        int[] candidates = [.. Enumerable.Range(0, encoding.Tokens.Count).Where(position => encoding.Tokens[position].Sequence == 1)];
        return candidates.Length == 0
            ? throw new AttnExtractException(
                "The tokenizer finds nothing to read in the text that is to hold the answer; give a sentence with words.")
            : Run(model, model.Heads[HeadKind.Answer], encoding, ablations, truncate, scores =>
            {
                Tensor rows = NewTensor.Indices(candidates, scores.device); // [candidate]
                Tensor ofText = scores.Exact().index_select(0, rows); // [candidate, 2]
                Tensor ends = nn.functional.softmax(ofText, 0); // [candidate, 2]
                Tensor spans = ends.select(1, 0).unsqueeze(1) * ends.select(1, 1).unsqueeze(0); // [start, end]
                Tensor allowed = spans.triu(0).tril(LongestAnswer - 1); // [start, end]
                double[] likely = allowed.contiguous().data<double>().ToArray();
                int best = Ranking.Highest<double>(likely);
                EncodingToken first = encoding.Tokens[candidates[best / candidates.Length]];
                EncodingToken last = encoding.Tokens[candidates[best % candidates.Length]];
                return new AnswerSpan(Between(text, first.Start, last.End), first.Start, last.End, likely[best]);
            });
    }

    private static IEnumerable<PredictedLine> Lines(WordGuesses at) =>
        at.Words.Select(word => new PredictedLine(at.Position, at.Token.Text, word.Token ?? $"#{word.Id}", word.Score, word.Probability));

    private static IEnumerable<PredictedLine> Lines(int? position, string? token, IEnumerable<LabelScore> labels, int count) =>
        labels.Take(count).Select(label => new PredictedLine(position, token, label.Label, label.Score, label.Probability));

    // Of the scores of all words: [word]
    private static ImmutableArray<WordGuess> Likeliest(PretrainedModel model, Tensor scores, int count)
    {
        Tensor exact = scores.Exact(); // [word]
        double[] values = exact.data<double>().ToArray();
        double[] likely = nn.functional.softmax(exact, -1).data<double>().ToArray();
        return [.. Ranking.Descending(likely).Take(count).Select(id => new WordGuess(id, model.TargetTokenizer.TokenOf(id), values[id], likely[id]))];
    }

    // Of words there are so many that scores at tokens where nobody asks would take more memory than all else that a run makes.
    private static T Run<T>(
        PretrainedModel model, TaskHead head, Encoding encoding, IReadOnlyList<Ablation>? ablations, bool truncate, Func<Tensor, T> read,
        IReadOnlyList<int>? positions = null)
    {
        using ModelTurn turn = ModelTurn.With(model, ablations ?? [], [encoding], truncate);
        Tensor states = turn.Run([encoding]); // [1, token, hidden]
        states = positions is null ? states : states.index_select(1, NewTensor.Indices(positions, states.device)); // [1, position, hidden]
        Tensor scores = head.call(states, Padding.None)[0]; // [token or position, score] or [score]
        SelfCheck.RequireFinite(scores, $"The scores of the head for {head.Spec.Kind.Meaning}");
        return read(scores);
    }

    private static int[] Masked(PretrainedModel model, Encoding encoding)
    {
        int id = model.Tokenizer.MaskId
            ?? throw new AttnExtractException($"The tokenizer of {model.Name} has no token for masked words, so none can be guessed.");
        int[] positions = [.. Enumerable.Range(0, encoding.Tokens.Count).Where(position => encoding.Tokens[position].Id == id)];
        return positions.Length > 0 ? positions : throw new AttnExtractException(
            $"The text has no masked word; write {model.Tokenizer.TokenOf(id)} where one is to be guessed.")
        {
            RefusedText = encoding.Text,
        };
    }

    private static LabelScore[] Ranked(HeadSpec spec, Tensor scores)
    {
        Tensor exact = scores.Exact(); // [class]
        double[] values = exact.data<double>().ToArray();
        double[]? probabilities = spec.Scores switch
        {
            ScoreMeaning.OneOfAll => nn.functional.softmax(exact, -1).data<double>().ToArray(),
            ScoreMeaning.EachOnItsOwn => sigmoid(exact).data<double>().ToArray(),
            _ => null,
        };
        return [.. spec.Labels.Select((label, i) => new LabelScore(label, values[i], probabilities?[i])).OrderByDescending(label => label.Score)];
    }

    // By code points, of which a character outside the basic plane has one, and two UTF-16 units.
    private static string Between(string text, int start, int end) =>
        string.Concat(text.EnumerateRunes().Skip(start).Take(end - start).Select(rune => rune.ToString()));
}
