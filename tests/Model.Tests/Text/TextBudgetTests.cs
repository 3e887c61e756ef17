using System.Text.Json.Nodes;
using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Model.Tests.Text;

/// <summary>No tokenizer file makes a text take for ever: what it asks for is counted, for the text as a whole.</summary>
public sealed class TextBudgetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("(a+)+b")]
    [InlineData("(a|aa)+b")]
    [InlineData("(a*)*b")]
    [InlineData("(a|a)*b")]
    public void Expressions_that_backtrack_come_to_an_end(string expression)
    {
        TextTokenizer tokenizer = Load($$"""{"type":"Split","pattern":{"Regex":"{{expression}}"},"behavior":"Isolated","invert":false}""");

        Encoding encoding = tokenizer.Encode(string.Join(' ', Enumerable.Repeat(new string('a', 60), 40)));

        Assert.NotEmpty(encoding.Tokens);
    }

    [Fact]
    public void Added_tokens_of_any_length_do_not_multiply_the_text()
    {
        JsonObject root = Root();
        root["added_tokens"] = new JsonArray(new JsonObject
        {
            ["id"] = 1,
            ["content"] = new string('a', 20_000) + "b",
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        });

        AssertRefused(root, new string('a', 100_000), 104_000_000);
    }

    [Fact]
    public void Entries_of_any_length_do_not_multiply_the_text()
    {
        JsonObject root = Root();
        root["model"] = JsonNode.Parse(
            $$"""{"type":"Unigram","unk_id":0,"vocab":[["<unk>",0.0],["a",-1.0],["{{new string('a', 20_000)}}b",-2.0]]}""");

        AssertRefused(root, new string('a', 100_000), 104_000_000);
    }

    [Theory]
    [InlineData("""{"type":"Replace","pattern":{"String":"a"},"content":"aa"}""")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":"."},"content":"abc"}""")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":"a(?!b)"},"content":"aa"}""")]
    public void Steps_that_let_a_text_grow_without_end_are_refused(string step)
    {
        JsonObject root = Root();
        root["normalizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["normalizers"] = new JsonArray([.. Enumerable.Range(0, 40).Select(_ => JsonNode.Parse(step))]),
        };

        AssertRefused(root, "a a a", 4_005_000);
    }

    [Theory]
    [InlineData("(?=(a|aa)+b)a")]
    [InlineData("(?!(a*)*b)c")]
    [InlineData("(?>(a|a)+b)")]
    public void Expressions_that_backtrack_where_they_look_are_refused_by_name(string expression)
    {
        TextTokenizer tokenizer = Load($$"""{"type":"Split","pattern":{"Regex":"{{expression}}"},"behavior":"Isolated","invert":false}""");

        Assert.Equal(
            $"The tokenizer's regular expression '{expression}' would take more than 4060000 steps for a text of 60 characters, "
                + "which no sound one does; look at the expressions of its tokenizer.json.",
            Assert.Throws<AttnExtractException>(() => tokenizer.Encode(new string('a', 60))).Message);
    }

    [Fact]
    public void Steps_back_to_text_have_one_budget_together()
    {
        JsonObject root = Root();
        root["decoder"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["decoders"] = new JsonArray([.. Enumerable.Range(0, 21).Select(
                _ => JsonNode.Parse("""{"type":"Replace","pattern":{"String":"u"},"content":"uu"}"""))]),
        };

        Assert.Equal(
            "The tokenizer would take more than 4001000 steps for a text of 1 characters, which no sound one does; "
                + "look at the added tokens and the normalizer of its tokenizer.json.",
            Assert.Throws<AttnExtractException>(() => Load(root).Decode([0])).Message);
    }

    [Fact]
    public void A_long_sound_text_is_far_from_the_limit() => Assert.Equal(
        200_000, Load("""{"type":"Split","pattern":{"Regex":"\\s+(?!\\S)|\\w+"},"behavior":"Isolated","invert":false}""")
            .Encode(string.Concat(Enumerable.Repeat("a ", 100_000))).Tokens.Count);

    public void Dispose() => _folder.Dispose();

    private void AssertRefused(JsonObject root, string text, long steps) => Assert.Equal(
        $"The tokenizer would take more than {steps} steps for a text of {text.Length} characters, which no sound one does; "
            + "look at the added tokens and the normalizer of its tokenizer.json.",
        Assert.Throws<AttnExtractException>(() => Load(root).Encode(text)).Message);

    private static JsonObject Root() =>
        JsonNode.Parse("""{"model":{"type":"WordLevel","unk_token":"u","vocab":{"u":0}}}""")!.AsObject();

    private TextTokenizer Load(string preTokenizer)
    {
        JsonObject root = Root();
        root["pre_tokenizer"] = JsonNode.Parse(preTokenizer);
        return Load(root);
    }

    private TextTokenizer Load(JsonObject root)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "tokenizer.json"), root.ToJsonString());
        return TextTokenizer.Load(_folder.Path);
    }
}
