using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Extract.Predictions;
using AttnExtract.Model;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

/// <summary>What <c>attn predict</c> says is what the library predicts, which its own tests prove.</summary>
public sealed class PredictCommandTests : IDisposable
{
    private const string Text = "The quick [MASK] fox.";

    private static readonly double Tolerance = ReferenceTolerance.Families.Scores;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Folders => FamilyReferenceTests.Folders;

    [Fact]
    public void Words_for_a_masked_token_come_likeliest_first()
    {
        string folder = SmallModel.MakeBert(_folder.Path);
        using PretrainedModel model = PretrainedModel.Load(folder);
        WordGuesses expected = Assert.Single(model.GuessWords(new TextPair(Text), 3));

        JsonElement json = JsonDocument.Parse(
            CliRun.Of("predict", Text, "-m", folder, "--top", "3", "--json").Succeeded().Out).RootElement;
        string[] lines = CliRun.Of("predict", Text, "-m", folder, "--top", "3").Succeeded().Out.TrimEnd('\n').Split('\n');

        Assert.Equal(Text, json.GetProperty("text").GetString());
        JsonElement[] predictions = [.. json.GetProperty("predictions").EnumerateArray()];
        Assert.Equal(expected.Words.Select(word => word.Token), predictions.Select(one => one.GetProperty("prediction").GetString()));
        Assert.Equal(expected.Words.Select(word => word.Probability), predictions.Select(one => one.GetProperty("probability").GetDouble()));
        Assert.All(predictions, one => Assert.Equal("[MASK]", one.GetProperty("token").GetString()));
        Assert.Equal(3, lines.Length);
        Assert.Contains(expected.Words[0].Token!, lines[0]);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void What_is_said_follows_from_the_reference_scores(string name)
    {
        string folder = Path.Combine(ReferenceData.Root, "families", name);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(folder, "expected.safetensors"));
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        string architecture = cases.RootElement.GetProperty("model_class").GetString()!;
        foreach (JsonElement test in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            string key = $"{test.GetProperty("name").GetString()}/logits";
            // XLNet guesses where a mask stands, and these texts have none.
            bool guessesMasked = architecture.StartsWith("XLNet", StringComparison.Ordinal);
            if (!guessesMasked && test.GetProperty("texts").GetArrayLength() == 1
                && expected.Tensors.TryGetValue(key, out StoredTensor? stored))
            {
                float[] logits = new float[stored.Count];
                stored.CopyTo(logits);
                CheckAgainst(test, folder, architecture, logits);
            }
        }
    }

    [Theory]
    [InlineData("marian", "--target", "-")]
    [InlineData("llama", "--generate")]
    public void What_is_written_has_its_choices(string name, params string[] asking)
    {
        string folder = Path.Combine(ReferenceData.OwnRoot, "families", name);
        using PretrainedModel model = PretrainedModel.Load(folder);
        Generation expected = model.Generate(new TextPair("The quick fox."), 3, 2);

        JsonElement json = Predict("The quick fox.", folder, [.. asking, "--max-new-tokens", "3", "--top", "2"]);
        string table = CliRun.Of(["predict", "The quick fox.", "-m", folder, "--max-new-tokens", "3", "--top", "2", .. asking]).Succeeded().Out;

        JsonElement written = json.GetProperty("written");
        Assert.Equal("causal_lm", json.GetProperty("task").GetString());
        Assert.Equal(expected.Text, written.GetProperty("text").GetString());
        Assert.Equal(expected.IsEnded, written.GetProperty("ended").GetBoolean());
        Assert.Equal(expected.Tokens.Select(token => token.Id), written.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
        Assert.Equal(expected.Tokens.Select(token => token.Text), written.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal(
            expected.Choices.SelectMany(choice => choice.Words.Select(word => (choice.Position, choice.Token.Text, word.Token, word.Probability))),
            json.GetProperty("predictions").EnumerateArray().Select(one => (
                one.GetProperty("position").GetInt32(), one.GetProperty("token").GetString()!, one.GetProperty("prediction").GetString(),
                one.GetProperty("probability").GetDouble())));
        Assert.StartsWith($"Written: \"{expected.Text}\" (3 tokens, not ended): ", table, StringComparison.Ordinal);
        Assert.Equal(1 + (3 * 2), table.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void Every_token_has_its_tags()
    {
        string folder = SmallModel.MakeBert(_folder.Path, "BertForTokenClassification");
        using PretrainedModel model = PretrainedModel.Load(folder);
        IReadOnlyList<LabelledToken> expected = model.LabelTokens(new TextPair("The quick fox."));

        JsonElement json = Predict("The quick fox.", folder, "--top", "1");
        string table = CliRun.Of("predict", "The quick fox.", "-m", folder, "--top", "1").Succeeded().Out;

        Assert.Equal("token_class", json.GetProperty("task").GetString());
        Assert.Equal(
            expected.Select(token => (token.Position, token.Token.Text, token.Labels[0].Label)),
            json.GetProperty("predictions").EnumerateArray().Select(one => (
                one.GetProperty("position").GetInt32(), one.GetProperty("token").GetString()!, one.GetProperty("prediction").GetString()!)));
        Assert.Equal(expected.Count, table.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public void An_answer_is_a_part_of_the_second_text()
    {
        const string Question = "Who sees the dog?";
        const string Passage = "The quick brown fox sees the lazy dog.";
        string folder = SmallModel.MakeBert(_folder.Path, "BertForQuestionAnswering");
        using PretrainedModel model = PretrainedModel.Load(folder);
        AnswerSpan expected = model.Answer(Question, Passage);

        JsonElement answer = Predict(Question, folder, "--pair", Passage).GetProperty("predictions").EnumerateArray().Single();

        Assert.Equal(expected.Text, answer.GetProperty("prediction").GetString());
        Assert.Equal(expected.Probability, answer.GetProperty("probability").GetDouble());
        CliRun.Of("predict", Question, "-m", folder).FailedWith(1, "This model answers questions: TEXT is the question, and --pair TEXT must hold the answer.");
    }

    [Fact]
    public void A_text_without_a_masked_token_is_refused()
    {
        CliRun.Of("predict", "The quick fox.", "-m", SmallModel.MakeBert(_folder.Path))
            .FailedWith(1, "The text has no masked word; write [MASK] where one is to be guessed.");
    }

    [Fact]
    public void Scores_that_are_not_finite_leave_nothing_half_written()
    {
        string folder = SmallModel.MakeBert(_folder.Path, "BertForSequenceClassification");
        string file = Path.Combine(folder, "model.safetensors");
        byte[] bytes = File.ReadAllBytes(file);

        // Finite weights, whose products are not: the classifier's are the last 3 × 32, before its 3 biases.
        int end = bytes.Length - (SmallModel.Labels.Count * sizeof(float));
        for (int at = end - (SmallModel.Labels.Count * SmallModel.HiddenSize * sizeof(float)); at < end; at += sizeof(float))
        {
            BitConverter.GetBytes(float.MaxValue).CopyTo(bytes, at);
        }

        File.WriteAllBytes(file, bytes);
        const string Said =
            "The scores of the head for classes of a text are not all finite numbers: the weights of this model are damaged, or a hook returned such numbers.";
        CliRun.Of("predict", "The quick fox.", "-m", folder, "--json").FailedWith(1, Said);
        CliRun.Of("predict", "The quick fox.", "-m", folder).FailedWith(1, Said);
    }

    public void Dispose() => _folder.Dispose();

    private static void CheckAgainst(JsonElement test, string folder, string architecture, float[] logits)
    {
        string text = test.GetProperty("texts")[0].GetString()!;
        string[] pair = test.GetProperty("pairs") is { ValueKind: JsonValueKind.Array } pairs && pairs[0].GetString() is { } second
            ? ["--pair", second]
            : [];
        bool hasTarget = test.TryGetProperty("decoder_texts", out JsonElement targets) && targets.ValueKind == JsonValueKind.Array;
        pair = hasTarget ? ["--target", targets[0].GetString()!] : pair;
        int tokens = test.GetProperty(hasTarget ? "decoder_input_ids" : "input_ids")[0].GetArrayLength();
        JsonElement[] Said(params string[] more) => [.. Predict(text, folder, [.. pair, .. more]).GetProperty("predictions").EnumerateArray()];
        if (architecture.EndsWith("ForSequenceClassification", StringComparison.Ordinal))
        {
            Assert.All(
                logits.OrderDescending().Zip(Said("--top", $"{logits.Length}")),
                one => Assert.Equal(one.First, one.Second.GetProperty("score").GetDouble(), Tolerance));
        }
        else if (hasTarget || architecture.EndsWith("LMHeadModel", StringComparison.Ordinal))
        {
            Assert.All(
                logits[^(logits.Length / tokens)..].OrderDescending().Zip(Said("--top", "4")),
                one => Assert.Equal(one.First, one.Second.GetProperty("score").GetDouble(), Tolerance));
        }
        else if (architecture.StartsWith("Electra", StringComparison.Ordinal) && logits.Length == tokens)
        {
            Assert.All(
                Said(), one => Assert.Equal(logits[one.GetProperty("position").GetInt32()], one.GetProperty("score").GetDouble(), Tolerance));
        }
        else
        {
            // A text without a masked word leaves nothing to guess.
            CliRun run = CliRun.Of(["predict", text, .. pair, "-m", folder, "--json", "--top", "1"]);
            Assert.True(run.ExitCode == 0 || run.Error.StartsWith("attn: The text has no masked word; write ", StringComparison.Ordinal), run.Error);
            int words = logits.Length / tokens;
            foreach (JsonElement one in run.ExitCode == 0 ? JsonDocument.Parse(run.Out).RootElement.GetProperty("predictions").EnumerateArray() : [])
            {
                float best = logits.AsSpan(one.GetProperty("position").GetInt32() * words, words).ToArray().Max();
                Assert.Equal(best, one.GetProperty("score").GetDouble(), Tolerance);
            }
        }
    }

    private static JsonElement Predict(string text, string folder, params string[] more) =>
        JsonDocument.Parse(CliRun.Of(["predict", text, "-m", folder, "--json", .. more]).Succeeded().Out).RootElement;
}
