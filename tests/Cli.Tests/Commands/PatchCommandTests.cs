using System.Text.Json;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class PatchCommandTests : IDisposable
{
    private const string Text = "The nurse gave the doctor a book.";
    private const string Source = "The nurse sold the doctor a house.";

    // The reference's README: of the largest magnitude in an array.
    private const double Share = 1e-4;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Restored_shares_agree_with_Python()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "more.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "more.safetensors"));
        (string Key, string Site)[] sites = [("z", "z"), ("pre", "residual.pre"), ("attention", "attention.out"), ("mlp", "mlp.out")];
        foreach ((int i, JsonElement pair) in description.RootElement.GetProperty("patching").EnumerateArray().Index())
        {
            foreach ((string key, string site) in sites)
            {
                CliRun run = CliRun.Of(
                    "patch", pair.GetProperty("text").GetString()!, "--source", pair.GetProperty("source").GetString()!, "--site", site, "--json",
                    "--quiet").Succeeded();

                using JsonDocument result = JsonDocument.Parse(run.Bytes);
                ReferenceArrays.AssertClose(expected.Tensors[$"patch/{i}/{key}"], result.RootElement.GetProperty("values"), Share, $"{i}/{key}");
                Assert.Equal(pair.GetProperty("plain_similarity").GetDouble(), result.RootElement.GetProperty("plain").GetDouble(), 1e-5);
            }
        }
    }

    [Fact]
    public void Patches_are_shown_drawn_and_kept_as_tables()
    {
        string[] files = [_folder["patch.svg"], _folder["patch.png"], _folder["patch.pdf"], _folder["patch.csv"], _folder["patch.parquet"]];

        CliRun run = CliRun.Of(["patch", Text, "--source", Source, .. files.SelectMany(file => (string[])["-o", file])]).Succeeded();

        string[] lines = run.Out.Split('\n');
        Assert.Equal(
            "share of the difference in similarity to the other text (0.6698, source 1.0000) that residual.pre of one position restores", lines[0]);
        Assert.Equal(["[CLS]", "the", "nurse", "gave"], lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[..4]);
        Assert.StartsWith("L0 ", lines[2]);
        Assert.Matches("^L[0-5] token [0-9] '.+': -?[01]\\.[0-9]{4}$", lines[8]);
        string svg = File.ReadAllText(files[0]);
        Assert.Contains("gave ← sold", svg);
        Assert.Contains("share restored", svg);
        CliRun.Of("figure", "--replot", files[1], "-o", _folder["again.svg"]).Succeeded();
        Assert.Equal(svg, File.ReadAllText(_folder["again.svg"]));
        Assert.Equal("site,layer,position,token,source_token,restored", File.ReadLines(files[3]).First());
        Assert.Equal(1 + (6 * 10), File.ReadLines(files[3]).Count());
    }

    [Fact]
    public void Heads_are_taken_apart_by_token()
    {
        using JsonDocument result = JsonDocument.Parse(
            CliRun.Of("patch", Text, "--source", Source, "--site", "pattern", "--by", "position", "--json", "--quiet").Succeeded().Bytes);

        Assert.Equal("attention.pattern", result.RootElement.GetProperty("site").GetString());
        Assert.Equal("position", result.RootElement.GetProperty("by").GetString());
        Assert.Equal(6, result.RootElement.GetProperty("values").GetArrayLength());
        Assert.Equal(10, result.RootElement.GetProperty("values")[0].GetArrayLength());
    }

    [Fact]
    public void A_head_that_was_cut_out_has_no_number()
    {
        CliRun.Of("prune", "0.2", "-o", _folder["pruned"], "--quiet").Succeeded();

        CliRun run = CliRun.Of("patch", Text, "--source", Source, "--site", "z", "-m", _folder["pruned"], "-o", _folder["heads.csv"]).Succeeded();

        Assert.Contains(" pruned ", run.Out);
        Assert.Equal(1 + 71, File.ReadLines(_folder["heads.csv"]).Count());
    }

    [Fact]
    public void Texts_of_other_lengths_are_refused_with_what_differs() => CliRun.Of(
        "patch", Text, "--source", "The nurse sold the old doctor a warehouse.").FailedWith(
        1,
        "The text has 10 tokens and the source 11, and patching goes token by token: only the text has 'gave' 'book', "
        + "only the source 'sold' 'old' 'warehouse'. Give texts of as many tokens; attn tokenize shows them.");

    [Theory]
    [InlineData("--site", "zz", 2,
        "There is no site 'zz'. There are embed.words, embed.out, residual.pre, attention.q, attention.k, attention.v, attention.scores, attention.pattern, "
        + "attention.z, attention.head_out, attention.out, residual.mid, cross.q, cross.k, cross.v, cross.scores, cross.pattern, cross.z, cross.head_out, "
        + "cross.out, residual.cross, mlp.act, mlp.out, residual.post, final.out.")]
    [InlineData("--site", "out", 2, "'out' ends the names of several sites: embed.out, attention.out, mlp.out, final.out; write one of them.")]
    [InlineData("--by", "token", 2, "'token' cannot be used after --by: head or position was expected.")]
    [InlineData("--by", "head", 1,
        "The site 'residual.pre' has no heads, so that it is patched by position; sites with heads are attention.q, attention.k, attention.v, "
        + "attention.scores, attention.pattern, attention.z, attention.head_out.")]
    [InlineData("--metric", "patterns", 1,
        "The metric 'patterns' compares other layers for each patch, so that shares of it cannot be compared; take one of the run's end, "
        + "such as hidden.")]
    [InlineData("--target", "class", 1,
        "The model has no head for classes of a text: its configuration names BertModel. It has heads for one vector of a text.")]
    public void What_cannot_be_done_is_said(string option, string value, int exitCode, string message) =>
        CliRun.Of("patch", Text, "--source", Source, option, value).FailedWith(exitCode, message);

    [Fact]
    public void What_is_missing_is_asked_for()
    {
        CliRun.Of("patch").FailedWith(2, "No text: give a sentence in quotes. See 'attn patch --help'.");
        CliRun.Of("patch", Text).FailedWith(2, "Patched from what? Give a text of as many tokens with --source TEXT. See 'attn patch --help'.");
        CliRun.Of("patch", Text, "--source", " ").FailedWith(1, "The text is only white space; give a sentence with words.");
        CliRun.Of("patch", Text, "--source", Text).FailedWith(
            1,
            "The similarity to the other text is the same for the text and the source, so that there is nothing to restore; "
            + "give texts that differ in it, or another metric.");
    }

    [Theory]
    [InlineData("--metric", "similarity")]
    [InlineData("--target", "similarity")]
    public void What_is_similar_to_nothing_in_particular_is_similar_to_the_source(string option, string value) => Assert.Equal(
        CliRun.Of("patch", Text, "--source", Source, "--json", "--quiet").Succeeded().Out,
        CliRun.Of("patch", Text, "--source", Source, option, value, "--json", "--quiet").Succeeded().Out);

    public void Dispose() => _folder.Dispose();
}
