using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Predictions;
using AttnExtract.Extract.Targets;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Targets;

public sealed class MeasureTargetTests(BundledModel bundled)
{
    private const string Sentence = "The cat sat on the mat.";

    [Fact]
    public void A_class_is_named_or_counted()
    {
        using TemporaryFolder folder = new();
        using PretrainedModel model = PretrainedModel.Load(SmallModel.MakeBert(folder.Path, "BertForSequenceClassification"));
        IReadOnlyList<LabelScore> classes = model.Classify(new TextPair(Sentence));
        string[] labels = [.. model.Heads[HeadKind.SequenceClass].Spec.Labels];
        string likeliest = classes[0].Label;

        Assert.Equal($"logit of class '{likeliest}'", Target(MeasureTarget.ClassLogit()));
        Assert.Equal($"logit of class '{likeliest}'", model.Measure(Sentence, MeasureCatalog.Taylor).Target);
        Assert.Equal($"logit of class '{labels[0]}'", Target(MeasureTarget.ClassLogit("0")));
        Assert.Equal($"logit of class '{labels[^1]}'", Target(MeasureTarget.ClassLogit(labels[^1])));
        Assert.Equal(
            $"{model.Name} has no class '{labels[0]}x'. Did you mean '{labels[0]}'? It has {string.Join(", ", labels)}.",
            Assert.Throws<AttnExtractException>(() => Target(MeasureTarget.ClassLogit(labels[0] + "x"))).Message);
        Assert.Equal(
            $"{model.Name} has no class '{labels.Length}'. It has {string.Join(", ", labels)}.",
            Assert.Throws<AttnExtractException>(() => Target(MeasureTarget.ClassLogit($"{labels.Length}"))).Message);

        string? Target(MeasureTarget target) => model.Measure(Sentence, MeasureCatalog.Rollout, new MeasureOptions { Target = target }).Target;
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(9)]
    public void A_token_that_is_not_there_is_refused(int position) =>
        Assert.Equal(
            $"There is no token {position}: the text has tokens 0 to 8, special tokens included. See them with: attn tokenize TEXT",
            Assert.Throws<AttnExtractException>(() => Rollout(MeasureTarget.TokenLogProbability(position))).Message);

    [Fact]
    public void A_model_without_the_head_says_which_heads_it_has()
    {
        Assert.StartsWith(
            "The model has no head for words in place of masked tokens: ",
            Assert.Throws<AttnExtractException>(() => Rollout(MeasureTarget.TokenLogProbability(2))).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The model has no head for classes of a text: ",
            Assert.Throws<AttnExtractException>(() => Rollout(MeasureTarget.ClassLogit())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Models_that_read_forwards_are_asked_for_the_next_word()
    {
        using TemporaryFolder folder = new();
        using PretrainedModel model = PretrainedModel.Load(SmallModel.MakeGpt2(folder.Path));

        MeasureRun run = Run(model, MeasureTarget.TokenLogProbability(2));

        DenseArray scores = model.Scores(HeadKind.CausalLanguageModel, new TextPair(Sentence))[1];
        double[] exact = Array.ConvertAll(scores.Values.ToArray(), score => (double)score);
        double expected = exact[run.Encoding.Tokens[2].Id] - Math.Log(exact.Sum(Math.Exp));
        Assert.Equal(expected, run.Scores([run.Encoding])[0], 1e-5);
        Assert.Equal(
            "The model reads forwards only, and nothing comes before token 0 to tell it by; choose a later token.",
            Assert.Throws<AttnExtractException>(() => Run(model, MeasureTarget.TokenLogProbability(0))).Message);
    }

    private static MeasureRun Run(PretrainedModel model, MeasureTarget target) =>
        new(model, Encodings.Of(model, new TextPair(Sentence), truncate: false), target, MeasureNeeds.Maps);

    private Measurement Rollout(MeasureTarget target) =>
        bundled.Model.Measure(Sentence, MeasureCatalog.Rollout, new MeasureOptions { Target = target });
}
