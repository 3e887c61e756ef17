using System.Text.Json;
using AttnExtract.Extract.Formats;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

/// <summary><c>attn embed</c>, against the sentence embeddings of the reference.</summary>
public sealed class EmbedCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Vectors_agree_with_the_reference_in_every_format()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "minilm.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "minilm.safetensors"));
        JsonProperty[] texts = [.. description.RootElement.GetProperty("texts").EnumerateObject()];
        Assert.NotEmpty(texts);
        File.WriteAllLines(_folder["texts.txt"], texts.Select(text => text.Value.GetProperty("text").GetString() + "\n"));

        CliRun run = CliRun.Of(
            "embed", _folder["texts.txt"], "-o", _folder["v.npy"], "-o", _folder["v.safetensors"], "-o", _folder["v.parquet"]);
        JsonElement json = JsonDocument.Parse(CliRun.Of("embed", _folder["texts.txt"], "--json").Succeeded().Out).RootElement;

        using FileStream stream = File.OpenRead(_folder["v.npy"]);
        NpyArray array = NpyArray.Read(stream, stream.Length, "v.npy");
        float[] numbers = array.ToSingles();
        for (int row = 0; row < texts.Length; row++)
        {
            float[] wanted = new float[array.Shape[1]];
            expected.Tensors[$"{texts[row].Name}/sentence"].CopyTo(wanted);
            float[] said = [.. json.GetProperty("vectors")[row].EnumerateArray().Select(number => number.GetSingle())];
            Assert.Equal(numbers[(row * wanted.Length)..((row + 1) * wanted.Length)], said);
            Assert.All(wanted.Zip(said), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
        }

        Assert.Equal(
            $"Wrote {_folder["v.npy"]}, {_folder["v.safetensors"]} and {_folder["v.parquet"]}: "
            + $"{(texts.Length == 1 ? "1 vector" : $"{texts.Length} vectors")} of {array.Shape[1]} numbers; pooling: pooling_mode_mean_tokens, normalize.\n",
            run.Succeeded().Out);
    }

    [Fact]
    public void Texts_that_are_cut_off_are_counted_on_standard_error()
    {
        string words = string.Join(' ', Enumerable.Repeat("cat", 254));
        File.WriteAllText(_folder["texts.txt"], $"{words} mat mat\ncat\n{words} mat\n");

        CliRun run = CliRun.Of("embed", _folder["texts.txt"], "-o", _folder["v.npy"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            "attn: 2 of 3 texts were cut off to 256 tokens, as many as all-MiniLM-L6-v2 makes a vector of: 3 tokens were not read.\n", run.Error);
        Assert.Equal($"Wrote {_folder["v.npy"]}: 3 vectors of 384 numbers; pooling: pooling_mode_mean_tokens, normalize.\n", run.Out);
        JsonElement json = JsonDocument.Parse(CliRun.Of("embed", _folder["texts.txt"], "--json", "--quiet").Out).RootElement;
        Assert.Equal((2, 3), (json.GetProperty("truncated_texts").GetInt32(), json.GetProperty("truncated_tokens").GetInt32()));
        File.WriteAllText(_folder["texts.txt"], $"{words}\n");
        Assert.Equal("", CliRun.Of("embed", _folder["texts.txt"], "-o", _folder["v.npy"]).Succeeded().Error);
    }

    [Fact]
    public void Pooling_layer_prompt_and_a_second_text_are_chosen()
    {
        File.WriteAllText(_folder["texts.txt"], "A cat.\n");

        CliRun run = CliRun.Of(
            "embed", _folder["texts.txt"], "--pooling", "cls,max", "--layer", "3", "--prompt", "query: ", "--pair", "A mat.", "-o", _folder["v.npy"]);

        Assert.Equal(
            $"Wrote {_folder["v.npy"]}: 1 vector of 768 numbers; pooling: layer 3, pooling_mode_cls_token, pooling_mode_max_tokens, normalize; "
            + "prompt: 'query: '.\n",
            run.Succeeded().Out);
        CliRun.Of("embed", _folder["texts.txt"], "--pooling", "median", "--json").FailedWith(
            2,
            "'median' cannot be used after --pooling: cls, max, mean, mean_sqrt_len_tokens, weightedmean or lasttoken was expected. Did you mean 'mean'?");
        CliRun.Of("embed", _folder["texts.txt"], "--layer", "-1", "--json").FailedWith(
            2, "'-1' cannot be read after --layer: a whole number from 0 up was expected.");
        CliRun.Of("embed", _folder["texts.txt"], "--prompt", "a", "--prompt-name", "b", "--json").FailedWith(
            2, "Give --prompt or --prompt-name, not both. See 'attn embed --help'.");
        CliRun.Of("embed", _folder["texts.txt"], "--prompt-name", "query", "--json").FailedWith(
            1, "all-MiniLM-L6-v2 has no prompt 'query': its folder has none; give the prompt itself.");
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        CliRun.Of("embed", "texts.txt").FailedWith(
            2, "Where should the vectors go? Give a file, -o vectors.npy, or --json for the numbers; formats are .npy, .safetensors and .parquet.");
        CliRun.Of("embed", "-o", "v.npy").FailedWith(2, "No corpus: give a file of sentences, one a line. See 'attn embed --help'.");
        CliRun.Of("embed", "texts.txt", "-o", "v.csv").FailedWith(
            2, "'v.csv' has no extension of a file of vectors; there are .npy, .safetensors, .parquet.");
        File.WriteAllText(_folder["empty.txt"], "\n\n");
        CliRun.Of("embed", _folder["empty.txt"], "-o", _folder["v.npy"]).FailedWith(
            1, $"'{_folder["empty.txt"]}' holds no text; one a line was expected.");
        Assert.False(File.Exists(_folder["v.npy"]));
    }

    public void Dispose() => _folder.Dispose();
}
