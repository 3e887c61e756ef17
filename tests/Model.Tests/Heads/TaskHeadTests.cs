using System.Text.Json.Nodes;
using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Heads;

public sealed class TaskHeadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(HeadInput.FirstToken, new[] { 0, 0 }, new[] { 0, 0 })]
    [InlineData(HeadInput.LastToken, new[] { 4, 4 }, new[] { 1, 1 })]
    [InlineData(HeadInput.MeanOfTokens, new[] { 0, 4 }, new[] { 0, 1 })]
    public void A_head_reads_real_tokens_only(HeadInput input, int[] firstText, int[] secondText)
    {
        using Encoder encoder = TinyEncoder.Create();
        using TaskHead head = new(new HeadSpec(HeadKind.Pooler) { Input = input }, encoder, ScalarType.Float32);
        using IDisposable scope = NewDisposeScope();
        Tensor hidden = randn(2, 5, 24);

        Tensor read = head.call(hidden, Padding.ForLengths([5, 2]));

        foreach ((int text, int[] range) in new[] { (0, firstText), (1, secondText) })
        {
            Tensor expected = hidden[text].narrow(0, range[0], range[1] - range[0] + 1).mean([0]);
            Assert.True((read[text] - expected).abs().max().item<float>() < 1e-6);
        }
    }

    [Fact]
    public void Scores_of_every_token_may_be_averaged_over_real_tokens()
    {
        using Encoder encoder = TinyEncoder.Create();
        HeadSpec spec = new(HeadKind.SequenceClass) { Steps = [new HeadStep(7, Activation.Gelu)], OutputSize = 3 };
        using TaskHead each = new(spec, encoder, ScalarType.Float32);
        using TaskHead averaged = new(spec with { Input = HeadInput.EveryTokenThenMean }, encoder, ScalarType.Float32);
        foreach ((string name, TorchSharp.Modules.Parameter weight) in each.named_parameters())
        {
            weight.copy_(randn(weight.shape));
            averaged.get_parameter(name)!.copy_(weight);
        }

        using IDisposable scope = NewDisposeScope();
        Tensor hidden = randn(2, 5, 24);
        Padding padding = Padding.ForLengths([5, 2]);

        Tensor scores = averaged.call(hidden, padding); // [batch, score]

        Tensor ofTokens = each.call(hidden, padding); // [batch, token, score]
        Assert.True((scores[0] - ofTokens[0].mean([0])).abs().max().item<float>() < 1e-5);
        Assert.True((scores[1] - ofTokens[1].narrow(0, 0, 2).mean([0])).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Steps_are_projection_then_activation_then_norm()
    {
        using Encoder encoder = TinyEncoder.Create();
        HeadSpec spec = new(HeadKind.TokenClass) { Steps = [new HeadStep(7, Activation.Relu, new NormSpec(1e-5))], OutputSize = 3 };
        using TaskHead head = new(spec, encoder, ScalarType.Float64);
        using Generator generator = new(3);
        Dictionary<string, Tensor> weights = head.named_parameters().ToDictionary(pair => pair.name, pair => (Tensor)pair.parameter);
        foreach (Tensor weight in weights.Values)
        {
            weight.copy_(randn(weight.shape, dtype: ScalarType.Float64, generator: generator));
        }

        using IDisposable scope = NewDisposeScope();
        Tensor hidden = randn(1, 4, 24, dtype: ScalarType.Float64, generator: generator);

        Tensor scores = head.call(hidden, Padding.None);

        Tensor neurons = hidden.matmul(weights["steps.0.dense.weight"].t()).Plus(weights["steps.0.dense.bias"]).AtLeast(0);
        Tensor centred = neurons - neurons.mean([-1], keepdim: true);
        Tensor normed = centred / centred.Squared().mean([-1], keepdim: true).Plus(1e-5).sqrt();
        Tensor stepped = (normed * weights["steps.0.norm.weight"]).Plus(weights["steps.0.norm.bias"]);
        Tensor expected = stepped.matmul(weights["output.weight"].t()).Plus(weights["output.bias"]);
        Assert.True((scores - expected).abs().max().item<double>() < 1e-12);
    }

    [Fact]
    public void Words_are_scored_by_the_encoders_own_table()
    {
        using Encoder encoder = TinyEncoder.Create();
        HeadSpec spec = new(HeadKind.CausalLanguageModel) { OutputSize = 50, IsTied = true, HasOutputBias = false };
        using TaskHead head = new(spec, encoder, ScalarType.Float32);
        using IDisposable scope = NewDisposeScope();
        Tensor hidden = randn(1, 4, 24);

        Tensor scores = head.call(hidden, Padding.None);

        Assert.Empty(head.named_parameters());
        Assert.True((scores - hidden.matmul(encoder.get_parameter("embed.word.weight")!.t())).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void A_shared_table_of_another_width_is_refused()
    {
        using Encoder encoder = TinyEncoder.Create();
        HeadSpec spec = new(HeadKind.MaskedLanguageModel) { Steps = [new HeadStep(7, Activation.Gelu)], OutputSize = 50, IsTied = true };

        Assert.Equal(
            "The configuration's head for words in place of masked tokens ends in 7 numbers, but shares a table of 24 columns.",
            Assert.Throws<AttnExtractException>(() => new TaskHead(spec, encoder, ScalarType.Float32)).Message);
    }

    [Fact]
    public void Kinds_have_keys_of_their_own() =>
        Assert.Equal(HeadKind.All.Length, HeadKind.All.Select(kind => kind.Key).Distinct().Count());

    [Fact]
    public void A_head_that_is_not_there_says_why_and_which_are()
    {
        using ModelFolder model = Load("BertModel", _ => { });

        Assert.Equal([HeadKind.Pooler], model.Heads.Select(head => head.Spec.Kind));
        Assert.Null(model.Heads.Find(HeadKind.SequenceClass));
        Assert.Equal(
            "The model has no head for classes of a text: its configuration names BertModel. It has heads for one vector of a text.",
            Assert.Throws<AttnExtractException>(() => model.Heads[HeadKind.SequenceClass]).Message);
        Assert.Equal(
            "The model has no head for words in place of masked tokens: its weights lack 'cls.predictions.transform.dense.weight'. "
            + "It has heads for one vector of a text.",
            Assert.Throws<AttnExtractException>(() => model.Heads[HeadKind.MaskedLanguageModel]).Message);
        Assert.Equal(
            "The model has no head for the next word: models of its family have none. It has heads for one vector of a text.",
            Assert.Throws<AttnExtractException>(() => model.Heads[HeadKind.CausalLanguageModel]).Message);
    }

    [Fact]
    public void Classes_are_named_by_the_configuration()
    {
        using ModelFolder named = Load("BertForSequenceClassification", _ => { });

        TaskHead head = named.Heads[HeadKind.SequenceClass];
        Assert.Equal(head.Spec.Labels.Length, head.Spec.OutputSize);
        Assert.Equal(ScoreMeaning.OneOfAll, head.Spec.Scores);
        Assert.DoesNotContain(head.Spec.Labels, label => label.StartsWith("LABEL_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("regression", ScoreMeaning.Quantities)]
    [InlineData("multi_label_classification", ScoreMeaning.EachOnItsOwn)]
    [InlineData("single_label_classification", ScoreMeaning.OneOfAll)]
    public void What_scores_mean_is_said_by_the_problem(string problem, ScoreMeaning meaning)
    {
        using ModelFolder model = Load("BertForSequenceClassification", config => config["problem_type"] = problem);

        Assert.Equal(meaning, model.Heads[HeadKind.SequenceClass].Spec.Scores);
    }

    [Fact]
    public void A_class_without_a_name_is_called_by_its_number()
    {
        using ModelFolder model = Load("BertForSequenceClassification", config => config["id2label"] = JsonNode.Parse("""{"0": "a", "2": "c", "9": "j"}"""));

        Assert.Equal(["a", "LABEL_1", "c"], model.Heads[HeadKind.SequenceClass].Spec.Labels);
    }

    [Fact]
    public void Class_names_that_are_none_are_refused() => Assert.Equal(
        $"'{_folder["config.json"]}' says \"id2label\": [\"a\"]; expected an object that gives each class a name.",
        Assert.Throws<AttnExtractException>(
            () => Load("BertForSequenceClassification", config => config["id2label"] = new JsonArray("a"))).Message);

    private ModelFolder Load(string architecture, Action<JsonObject> change)
    {
        SmallModel.MakeBert(_folder.Path, architecture, change);
        return ModelFolder.Load(PretrainedFolder.Open(_folder.Path), Precision.Float32);
    }
}
