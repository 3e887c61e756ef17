using System.Text.Json;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class TokenizeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_table_shows_each_token_and_its_place_in_the_text()
    {
        CliRun run = CliRun.Of("tokenize", "Untied 東京😀!");

        Assert.Equal(
            "attn: 1 of 7 tokens is unknown to all-MiniLM-L6-v2, an English model, which reads [UNK] instead.\n", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
              id  token  start–end  text  type  special
             101  [CLS]                   0     special
            4895  un     0–2        Un    0
            9515  ##tie  2–5        tie   0
            2094  ##d    5–6        d     0
            1879  東     7–8        東    0
            1755  京     8–9        京    0
             100  [UNK]  9–10       😀    0
             999  !      10–11      !     0
             102  [SEP]                   0     special

            """,
            run.Out);
    }

    [Fact]
    public void Json_has_everything_that_python_has()
    {
        JsonElement json = JsonDocument.Parse(CliRun.Of("tokenize", "Untied.", "--pair", "No", "--json").Succeeded().Out).RootElement;

        Assert.Equal("Untied.", json.GetProperty("text").GetString());
        Assert.Equal("No", json.GetProperty("pair").GetString());
        Assert.Equal("[101, 4895, 9515, 2094, 1012, 102, 2053, 102]", json.GetProperty("ids").GetRawText());
        Assert.Equal(
            ["[CLS]", "un", "##tie", "##d", ".", "[SEP]", "no", "[SEP]"],
            json.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()));
        Assert.Equal("[[0, 0], [0, 2], [2, 5], [5, 6], [6, 7], [0, 0], [0, 2], [0, 0]]", json.GetProperty("offsets").GetRawText());
        Assert.Equal("[0, 0, 0, 0, 0, 0, 1, 1]", json.GetProperty("type_ids").GetRawText());
        Assert.Equal("[1, 0, 0, 0, 0, 1, 0, 1]", json.GetProperty("special_tokens_mask").GetRawText());
        Assert.Equal("[null, 0, 0, 0, 1, null, 0, null]", json.GetProperty("word_ids").GetRawText());
        Assert.Equal(0, json.GetProperty("truncated_tokens").GetInt32());
    }

    [Fact]
    public void Special_tokens_can_be_left_out()
    {
        JsonElement json = JsonDocument.Parse(CliRun.Of("tokenize", "No", "--no-special-tokens", "--json").Succeeded().Out).RootElement;

        Assert.Equal("[2053]", json.GetProperty("ids").GetRawText());
    }

    [Fact]
    public void A_long_text_is_cut_off_where_that_is_wanted_and_said()
    {
        CliRun run = CliRun.Of("tokenize", "a b c d", "--max-length", "4");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(5, run.Out.Count(letter => letter == '\n'));
        Assert.Equal("attn: the last 2 tokens did not fit and were cut off\n", run.Error);

        string text = string.Join(' ', Enumerable.Repeat("word", 600));
        JsonElement json = JsonDocument.Parse(CliRun.Of("tokenize", text, "--truncate", "--json").Succeeded().Out).RootElement;
        Assert.Equal(512, json.GetProperty("ids").GetArrayLength());
        Assert.Equal(90, json.GetProperty("truncated_tokens").GetInt32());
    }

    [Fact]
    public void A_file_of_texts_becomes_a_list()
    {
        string texts = _folder.Write("texts.txt", "\ufeffOne\nTwo\n"u8);

        JsonElement json = JsonDocument.Parse(CliRun.Of("tokenize", "-i", texts, "--json").Succeeded().Out).RootElement;
        Assert.Equal(["One", "Two"], json.EnumerateArray().Select(result => result.GetProperty("text").GetString()));

        string tables = CliRun.Of("tokenize", "-i", texts).Succeeded().Out;
        Assert.StartsWith("One\n", tables);
        Assert.Contains("\n\nTwo\n", tables);
    }

    public void Dispose() => _folder.Dispose();
}
