using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Extract.Predictions;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What <c>attn predict</c> says is what the library predicts, which its own tests prove.</summary>
public sealed class PredictCommandTests : IDisposable
{
    private const string Text = "The quick [MASK] fox.";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Words_for_a_masked_token_come_likeliest_first()
    {
        string folder = MakeMasked();
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

    [Fact]
    public void A_text_without_a_masked_token_is_refused()
    {
        CliRun.Of("predict", "The quick fox.", "-m", MakeMasked())
            .FailedWith(1, "The text has no masked word; write [MASK] where one is to be guessed.");
    }

    public void Dispose() => _folder.Dispose();

    // A reference folder that carries the head, read as the architecture that uses it.
    private string MakeMasked()
    {
        const string Architecture = "BertForMaskedLM";
        string source = ReferenceData.Folders("families").First(folder =>
            File.ReadAllText(Path.Combine(folder, "cases.json")).Contains($"\"{Architecture}\"", StringComparison.Ordinal));
        foreach (string file in Directory.GetFiles(source))
        {
            File.Copy(file, _folder[Path.GetFileName(file)], overwrite: true);
        }

        string config = File.ReadAllText(_folder["config.json"]);
        string claimed = JsonDocument.Parse(config).RootElement.GetProperty("architectures")[0].GetString()!;
        File.WriteAllText(_folder["config.json"], config.Replace($"\"{claimed}\"", $"\"{Architecture}\""));
        return _folder.Path;
    }
}
