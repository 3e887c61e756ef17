using System.Text.Json;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class LensCommandTests : IDisposable
{
    private const string Text = "the cat sat on a mat";

    private readonly TemporaryFolder _folder = new();

    private static string Bert => Path.Combine(ReferenceData.Root, "families", "bert");

    [Fact]
    public void Probabilities_agree_with_Python()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "more.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "more.safetensors"));
        JsonElement lens = description.RootElement.GetProperty("lens");
        string folder = Path.Combine(ReferenceData.Root, lens.GetProperty("folder").GetString()!);

        CliRun run = CliRun.Of("lens", lens.GetProperty("text").GetString()!, "-m", folder, "--top", "all", "--json", "--quiet").Succeeded();

        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        ReferenceArrays.AssertClose(
            expected.Tensors["lens/probabilities"], result.RootElement.GetProperty("probabilities"), 1e-4, "lens");
        Assert.Equal(
            result.RootElement.GetProperty("probabilities")[0][0].GetArrayLength(), result.RootElement.GetProperty("tokens")[0][0].GetArrayLength());
    }

    [Fact]
    public void Words_are_shown_drawn_and_kept_as_tables()
    {
        string[] files = [_folder["lens.svg"], _folder["lens.png"], _folder["lens.csv"], _folder["lens.parquet"]];

        CliRun run = CliRun.Of(["lens", Text, "-m", Bert, "--top", "2", .. files.SelectMany(file => (string[])["-o", file])]).Succeeded();

        using JsonDocument result = JsonDocument.Parse(CliRun.Of("lens", Text, "-m", Bert, "--json", "--quiet").Succeeded().Bytes);
        JsonElement words = result.RootElement.GetProperty("tokens");
        JsonElement layers = result.RootElement.GetProperty("layers");
        string[] lines = run.Out.Split('\n');
        Assert.Equal(5, words[0][0].GetArrayLength());
        Assert.Contains("[CLS]", lines[0]);
        string svg = File.ReadAllText(files[0]);
        for (int row = 0; row < layers.GetArrayLength(); row++)
        {
            Assert.StartsWith(layers[row].GetString() + " ", lines[1 + row]);
            Assert.All(words[row].EnumerateArray(), token => Assert.Contains($" {token[0].GetString()} 0.", lines[1 + row]));
        }

        Assert.Contains(">embed</text>", svg);
        CliRun.Of("figure", "--replot", files[1], "-o", _folder["again.svg"]).Succeeded();
        Assert.Equal(svg, File.ReadAllText(_folder["again.svg"]));
        Assert.Equal("layer,position,token,id,word,probability", File.ReadLines(files[2]).First());
        Assert.Equal(1 + (layers.GetArrayLength() * words[0].GetArrayLength() * 2), File.ReadLines(files[2]).Count());
    }

    [Fact]
    public void What_cannot_be_done_is_said()
    {
        CliRun.Of("lens", Text).FailedWith(
            1,
            "The model has no head for words in place of masked tokens: its weights lack 'cls.predictions.transform.dense.weight'. "
            + "It has heads for one vector of a text.");
        CliRun.Of("lens", Text, "-m", Path.Combine(ReferenceData.Root, "families", "bert-classifier")).FailedWith(
            1,
            "The model has no head for words in place of masked tokens: its weights lack 'cls.predictions.transform.dense.weight'. "
            + "It has heads for one vector of a text, classes of a text.");
        CliRun.Of("lens", Text, "-m", Bert, "--top", "0").FailedWith(
            2, "'0' cannot be read after --top: a whole number from 1 up was expected.");
        CliRun.Of("predict", Text, "-m", Bert, "--top", "all").FailedWith(
            2, "'all' cannot be read after --top: a whole number from 1 up was expected.");
        CliRun.Of("lens").FailedWith(2, "No text: give a sentence in quotes. See 'attn lens --help'.");
    }

    public void Dispose() => _folder.Dispose();
}
