using AttnExtract.Extract.Vectors;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Vectors;

/// <summary>
/// Prompts, as sentence-transformers documents them: written before every text, by name or as they are, the usual one where none is chosen; and left
/// out of the pooling where the folder says so.
/// </summary>
public sealed class PromptTests : IDisposable
{
    private const string Prompts = """{"prompts": {"query": "the quick ", "document": ""}, "default_prompt_name": "query"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_usual_prompt_is_written_before_every_text_unless_another_is_chosen()
    {
        using PretrainedModel model = Model(Prompts);
        float[] plain = Vector(model, "cat", new() { Prompt = "" });
        float[] prompted = Vector(model, "the quick cat", new() { Prompt = "" });

        Assert.Equal(prompted, Vector(model, "cat", new()));
        Assert.Equal(prompted, model.EmbedSentence("cat"));
        Assert.Equal(prompted, Vector(model, "cat", new() { PromptName = "query" }));
        Assert.Equal(plain, Vector(model, "cat", new() { PromptName = "document" }));
        Assert.Equal(Vector(model, "dog sat cat", new() { Prompt = "" }), Vector(model, "cat", new() { Prompt = "dog sat " }));
        Assert.NotEqual(plain, prompted);
        Assert.Equal("the quick ", model.Embed([new TextPair("cat")]).Prompt);
        Assert.Equal(
            "model has no prompt 'passage'; it has query, document.",
            Assert.Throws<AttnExtractException>(() => Vector(model, "cat", new() { PromptName = "passage" })).Message);
    }

    [Fact]
    public void White_space_around_prompt_and_text_is_taken_off()
    {
        using PretrainedModel model = Model(Prompts);

        Assert.Equal(Vector(model, "cat", new()), Vector(model, "cat  ", new()));
    }

    // [CLS] the quick cat sat [SEP]: the first three do not count, nor their positions in a weighted mean any less.
    [Theory]
    [InlineData("mean")]
    [InlineData("max")]
    [InlineData("weightedmean")]
    [InlineData("mean_sqrt_len_tokens")]
    [InlineData("cls")]
    [InlineData("lasttoken")]
    public void Its_tokens_are_left_out_where_the_folder_says_so(string mode)
    {
        using PretrainedModel model = Model(Prompts, $$"""{"pooling_mode": "{{mode}}", "include_prompt": false}""");
        DenseArray states = model.Capture("the quick cat sat", new CaptureOptions { Sites = ["final.out"] }).Sites.Single().Value;
        float[][] rows = [.. Enumerable.Range(0, 6).Select(token => states[token].Values.ToArray())];

        float[] found = Vector(model, "cat sat", new());

        for (int i = 0; i < found.Length; i++)
        {
            double[] text = [.. rows[3..].Select(row => (double)row[i])];
            double expected = mode switch
            {
                "mean" => text.Average(),
                "max" => text.Max(),
                "weightedmean" => ((4 * text[0]) + (5 * text[1]) + (6 * text[2])) / 15,
                "mean_sqrt_len_tokens" => text.Sum() / Math.Sqrt(3),
                "cls" => rows[0][i],
                _ => rows[5][i],
            };
            Assert.Equal(expected, found[i], 1e-5);
        }
    }

    [Fact]
    public void A_prompt_that_leaves_no_room_is_refused()
    {
        using PretrainedModel model = Model(Prompts, """{"pooling_mode": "mean", "include_prompt": false}""");

        Assert.Equal(
            "The prompt has 101 tokens, and model makes vectors of at most 80: it leaves no room for a text.",
            Assert.Throws<AttnExtractException>(() =>
                Vector(model, "cat", new() { Prompt = string.Concat(Enumerable.Repeat("cat ", 100)) })).Message);
    }

    [Fact]
    public void A_folder_without_prompts_says_so()
    {
        using PretrainedModel model = Model("{}");

        Assert.Equal(
            "model has no prompt 'query': its folder has none; give the prompt itself.",
            Assert.Throws<AttnExtractException>(() => Vector(model, "cat", new() { PromptName = "query" })).Message);
    }

    private static float[] Vector(PretrainedModel model, string text, EmbeddingOptions options) =>
        model.Embed([new TextPair(text)], options).Values[0].Values.ToArray();

    private PretrainedModel Model(string prompts, string pooling = """{"pooling_mode": "mean"}""")
    {
        string folder = SmallModel.MakeBert(_folder["model"]);
        File.WriteAllText(Path.Combine(folder, "modules.json"), """
            [{"type": "sentence_transformers.models.Transformer", "path": ""}, {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"}]
            """);
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(Path.Combine(folder, "1_Pooling", "config.json"), pooling);
        File.WriteAllText(Path.Combine(folder, "config_sentence_transformers.json"), prompts);
        return PretrainedModel.Load(folder);
    }
}
