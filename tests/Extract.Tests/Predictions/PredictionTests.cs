using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Predictions;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Predictions;

public sealed class PredictionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Words_are_guessed_where_tokens_are_masked()
    {
        using PretrainedModel model = Load();

        IReadOnlyList<WordGuesses> guesses = model.GuessWords(new TextPair("The quick [MASK] fox sees the [MASK] dog."), 4);

        Assert.Equal(2, guesses.Count);
        Assert.All(guesses, at =>
        {
            Assert.Equal("[MASK]", at.Token.Text);
            Assert.Equal(4, at.Words.Length);
            Assert.Equal(at.Words.OrderByDescending(word => word.Probability), at.Words);
            Assert.All(at.Words, word => Assert.Equal(model.Tokenizer.TokenOf(word.Id), word.Token));
            Assert.InRange(at.Words.Sum(word => word.Probability), 0, 1);
        });
        Assert.Equal(1, model.GuessWords(new TextPair("A [MASK]."), 100_000).Single().Words.Sum(word => word.Probability), 1e-9);
    }

    [Fact]
    public void A_text_without_a_masked_word_says_how_to_write_one()
    {
        using PretrainedModel model = Load();

        Assert.Equal(
            "The text has no masked word; write [MASK] where one is to be guessed.",
            Assert.Throws<AttnExtractException>(() => model.GuessWords(new TextPair("The quick fox."))).Message);
    }

    [Fact]
    public void A_model_without_the_head_says_so()
    {
        using PretrainedModel model = Load();

        Assert.StartsWith(
            "The model has no head for classes of a text: its configuration names BertForMaskedLM. It has heads for words in place of masked tokens",
            Assert.Throws<AttnExtractException>(() => model.Classify(new TextPair("The quick fox."))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_ablation_changes_scores_and_leaves_nothing_behind()
    {
        using PretrainedModel model = Load("BertForSequenceClassification");
        TextPair text = new("The quick brown fox sees the lazy dog.");

        DenseArray plain = model.Scores(HeadKind.SequenceClass, text);
        DenseArray ablated = model.Scores(HeadKind.SequenceClass, text, [Ablate.Head(1, 2).ToZero()]);
        DenseArray after = model.Scores(HeadKind.SequenceClass, text);

        Assert.False(plain.Values.Span.SequenceEqual(ablated.Values.Span));
        Assert.True(plain.Values.Span.SequenceEqual(after.Values.Span));
    }

    [Fact]
    public void Tokens_are_labelled()
    {
        using PretrainedModel tagger = Load("BertForTokenClassification");

        IReadOnlyList<LabelledToken> tokens = tagger.LabelTokens(new TextPair("The quick fox."));

        DenseArray scores = tagger.Scores(HeadKind.TokenClass, new TextPair("The quick fox."));
        Assert.Equal(scores.Shape[0] - 2, tokens.Count);
        Assert.All(tokens, token =>
        {
            Assert.False(token.Token.IsSpecial);
            Assert.Equal(scores[token.Position].Values.ToArray().Max(), token.Labels[0].Score, 1e-6);
            Assert.Equal(1, token.Labels.Sum(label => label.Probability!.Value), 1e-9);
        });
    }

    [Fact]
    public void An_answer_is_a_part_of_the_second_text()
    {
        using PretrainedModel reader = Load("BertForQuestionAnswering");
        const string Text = "𝔸 quick brown fox sees the lazy dog, and the dog sees the fox.";

        AnswerSpan answer = reader.Answer("Who sees the dog?", Text);

        Assert.NotEmpty(answer.Text);
        Assert.Contains(answer.Text, Text, StringComparison.Ordinal);
        Assert.InRange(answer.Probability, 1e-9, 1);
    }

    private PretrainedModel Load(string architecture = "BertForMaskedLM") => PretrainedModel.Load(SmallModel.MakeBert(_folder.Path, architecture));
}
