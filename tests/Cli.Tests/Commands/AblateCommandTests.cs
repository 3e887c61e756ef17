using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class AblateCommandTests : IDisposable
{
    private const string Text = "The cat sat on the mat.";
    private const double Tolerance = 2e-5;

    // Of the largest magnitude in an array.
    private const double Share = 1e-4;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Effects_agree_with_a_forward_pass_in_double_precision_in_Python()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "minilm.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "minilm.safetensors"));
        string reference = _folder["reference.txt"];
        File.WriteAllLines(reference, description.RootElement.GetProperty("reference_texts").EnumerateArray().Select(text => text.GetString()!));
        int compared = 0;
        foreach (JsonProperty text in description.RootElement.GetProperty("texts").EnumerateObject())
        {
            string[][] kinds =
            [
                ["zero"], ["uniform"], ["mean", "--reference", reference], ["resample", "--source", text.Value.GetProperty("resample_from").GetString()!],
            ];
            foreach (string[] kind in kinds)
            {
                CliRun run = CliRun.Of(["ablate", text.Value.GetProperty("text").GetString()!, "--json", "--quiet", "--kind", .. kind]).Succeeded();
                AssertClose(expected.Tensors[$"{text.Name}/ablate/{kind[0]}"], run);
                compared++;
            }
        }

        Assert.True(compared > 0, "The reference holds no text.");
    }

    [Fact]
    public void Effects_on_a_class_and_on_a_masked_token_agree_too()
    {
        Check("classifier", _ => [], "ablate/zero");
        Check("masked", text => ["--target", $"token:{text.GetProperty("masked_position").GetInt32()}"], "ablate/zero/log_probability_drop");
        Check("masked", text => ["--metric", "kl", "--target", $"token:{text.GetProperty("masked_position").GetInt32()}"], "ablate/zero/kl");

        void Check(string name, Func<JsonElement, string[]> options, string key)
        {
            using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", name + ".json")));
            using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", name + ".safetensors"));
            string model = Path.Combine(ReferenceData.Root, description.RootElement.GetProperty("model").GetString()!);
            foreach (JsonProperty text in description.RootElement.GetProperty("texts").EnumerateObject())
            {
                CliRun run = CliRun.Of(
                    ["ablate", text.Value.GetProperty("text").GetString()!, "-m", model, "--kind", "zero", "--json", "--quiet", .. options(text.Value)]);
                AssertClose(expected.Tensors[$"{text.Name}/{key}"], run.Succeeded());
            }
        }
    }

    [Fact]
    public void Edges_that_are_cut_agree_in_the_last_maps_and_the_sentence_embedding()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "minilm.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "minilm.safetensors"));
        int compared = 0;
        foreach (JsonProperty text in description.RootElement.GetProperty("texts").EnumerateObject())
        {
            foreach ((int number, JsonElement knockout) in text.Value.GetProperty("knockouts").EnumerateArray().Index())
            {
                string heads = string.Join(
                    ',', Numbers(knockout, "layers").SelectMany(layer => Numbers(knockout, "heads").Select(head => $"{layer}.{head}")));
                string cut = $"{heads}:{string.Join(',', Numbers(knockout, "queries"))}>{string.Join(',', Numbers(knockout, "keys"))}=cut";
                CliRun.Of(
                    "capture", text.Value.GetProperty("text").GetString()!, "-o", _folder["cut.safetensors"],
                    "--sites", "attention.pattern", "--sites", "final.out", "--ablate", cut).Succeeded();
                AttentionRecord record = AttentionRecord.Open(_folder["cut.safetensors"]);

                AssertClose(expected.Tensors[$"{text.Name}/knockout/{number}/last_pattern"], record.Pattern(record.Layers[^1]).Values.Span, Share);
                AssertClose(expected.Tensors[$"{text.Name}/knockout/{number}/sentence"], Pooled(record), Share);
                compared++;
            }
        }

        Assert.True(compared > 0, "The reference holds no knock-out.");
    }

    [Fact]
    public void A_map_and_tables_are_written_and_the_table_is_shown()
    {
        string[] files = [_folder["delta.png"], _folder["delta.csv"], _folder["delta.parquet"]];

        CliRun run = CliRun.Of(["ablate", Text, .. files.SelectMany(file => (string[])["-o", file])]).Succeeded();

        string[] lines = run.Out.Split('\n');
        Assert.Equal("1 − cos of the sentence embedding; heads=zero, in turn", lines[0]);
        Assert.Equal(Enumerable.Range(0, 12).Select(head => $"H{head}"), lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("L5", lines[7]);
        Assert.Contains($"Wrote {files[0]}, {files[1]} and {files[2]}: 72 effects of heads=zero, in turn.\n", run.Out);
        Assert.Equal(73, File.ReadAllLines(files[1]).Length);
        Assert.All(files, file => Assert.True(new FileInfo(file).Length > 0));
    }

    [Fact]
    public void A_corpus_gives_intervals_and_its_seed_is_told()
    {
        File.WriteAllLines(_folder["texts.txt"], [Text, "It rains.", "Time flies like an arrow.", "Attention is all you need."]);

        CliRun run = CliRun.Of("ablate", "-i", _folder["texts.txt"], "--unit", "layers", "--seed", "7", "--json", "--quiet").Succeeded();

        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        JsonElement root = result.RootElement;
        Assert.Equal(7, root.GetProperty("seed").GetInt32());
        Assert.Equal(10_000, root.GetProperty("resamples").GetInt32());
        Assert.Equal(4, root.GetProperty("texts").GetArrayLength());
        for (int layer = 0; layer < 6; layer++)
        {
            double Of(string name) => root.GetProperty(name)[layer][0].GetDouble();
            Assert.True(Of("lower") <= Of("values") && Of("values") <= Of("upper"));
        }
    }

    [Fact]
    public void Heads_go_one_after_the_other_as_curves()
    {
        string[] files = [_folder["curve.png"], _folder["curve.svg"], _folder["curve.pdf"], _folder["curve.csv"]];
        string[] options = ["--curve", "greedy,random", "--steps", "3"];

        CliRun run = CliRun.Of(["ablate", Text, .. options, .. files.SelectMany(file => (string[])["-o", file])]).Succeeded();

        Assert.StartsWith("1 − cos of the sentence embedding; heads=zero, one after the other\ngone  greedy", run.Out);
        Assert.Equal(9, File.ReadAllLines(files[3]).Length);
        Assert.Contains("<polyline ", File.ReadAllText(files[1]));
        Assert.Contains("<polygon ", File.ReadAllText(files[1]));
        CliRun.Of("figure", "--replot", files[0], "-o", _folder["again.svg"]).Succeeded();
        Assert.Equal(File.ReadAllText(files[1]), File.ReadAllText(_folder["again.svg"]));

        using JsonDocument result = JsonDocument.Parse(CliRun.Of(["ablate", Text, "--json", "--quiet", .. options]).Succeeded().Bytes);
        Assert.Equal(4, result.RootElement.GetProperty("curves")[0].GetProperty("values").GetArrayLength());
        Assert.Equal(3, result.RootElement.GetProperty("curves")[0].GetProperty("heads").GetArrayLength());
    }

    [Fact]
    public void Pairs_of_heads_are_switched_off_together()
    {
        string model = SmallModel.MakeBert(_folder["small"]);

        CliRun run = CliRun.Of("ablate", Text, "-m", model, "--unit", "pairs", "-o", _folder["pairs.png"], "-o", _folder["pairs.csv"]).Succeeded();

        Assert.Matches(@"^1 − cos of the sentence embedding; two heads=zero, together − sum of each alone\n\d\.\d and \d\.\d: [+-]0\.\d{4} ", run.Out);
        Assert.True(File.ReadAllLines(_folder["pairs.csv"]).Length > 1);
    }

    [Fact]
    public void The_similarity_to_another_text_says_what_it_was_before()
    {
        CliRun run = CliRun.Of("ablate", Text, "--to", "A kitten is resting on a rug.").Succeeded();

        Assert.Matches(@"^drop of the similarity to the other text; heads=zero, in turn\nnothing switched off: 0\.\d{4}\n", run.Out);
    }

    [Fact]
    public void A_run_with_something_switched_off_is_remembered_in_its_record()
    {
        CliRun.Of("capture", Text, "-o", _folder["run.json"], "--ablate", "3.5=zero", "--ablate", "2.*:0>1=cut").Succeeded();

        Assert.Equal(["3.5=zero", "2.*:0>1=cut"], AttentionRecord.Open(_folder["run.json"]).Provenance.Ablations);
    }

    [Theory]
    [InlineData("capture", "--ablate", "3.12=zero", 1, "There is no head 12: all-MiniLM-L6-v2 has heads 0 to 11.")]
    [InlineData("capture", "--ablate", "3.5=mean", 2, "'mean' needs a corpus of reference texts (--reference FILE, one a line).")]
    [InlineData("ablate", "--kind", "resample", 2,
        "'resample' needs a corpus of reference texts (--reference FILE, one a line) or a text of as many tokens (--source TEXT).")]
    [InlineData("ablate", "--kind", "zeros", 2,
        "There is no replacement 'zeros'. Did you mean 'zero'? There are zero, mean, mean-by-position, uniform, resample.")]
    [InlineData("ablate", "--unit", "head", 2,
        "'head' cannot be used after --unit: heads, all-but-one, attention, mlps, layers or pairs was expected. Did you mean 'heads'?")]
    [InlineData("ablate", "--curve", "gredy", 2, "There is no order 'gredy'. Did you mean 'greedy'? There are greedy, taylor, random.")]
    [InlineData("ablate", "--curve", "taylor", 1,
        "The order 'taylor' goes by the slope of a number, and the metric 'cosine' has none where nothing is switched off; "
        + "take a similarity (--to TEXT), a class or a token (--target).")]
    [InlineData("ablate", "--steps", "0", 2, "'0' cannot be read after --steps: a whole number from 1 up was expected.")]
    [InlineData("ablate", "--seed", "x", 2, "'x' cannot be read after --seed: a whole number from 0 up was expected.")]
    [InlineData("ablate", "-o", "delta.doc", 2,
        "'delta.doc' has no extension of a figure or table; there are .png, .svg, .pdf, .webp, .jpg, .jpeg, .csv, .json, .parquet.")]
    [InlineData("ablate", "--target", "token:9", 1,
        "There is no token 9: the text has tokens 0 to 8, special tokens included. See them with: attn tokenize TEXT")]
    [InlineData("ablate", "--target", "class:spam", 1,
        "The model has no head for classes of a text: its configuration names BertModel. It has heads for one vector of a text.")]
    [InlineData("ablate", "--metric", "similarity", 2, "The metric 'similarity' needs the text to be similar to: --to TEXT.")]
    public void What_cannot_be_done_is_said(string command, string option, string value, int exitCode, string message) => CliRun.Of(
        [command, Text, option, value, .. command == "capture" ? (string[])["-o", _folder["a.json"]] : []]).FailedWith(exitCode, message);

    [Fact]
    public void A_text_of_another_length_to_resample_from_says_both_counts() => CliRun.Of(
        "ablate", Text, "--kind", "resample", "--source", "It rains.").FailedWith(
        1,
        "The text to resample from has 5 tokens and the text 9; give one with as many tokens, or a corpus to draw tokens from. "
        + "attn tokenize shows the tokens.");

    [Fact]
    public void An_empty_corpus_is_refused()
    {
        string empty = _folder.Write("empty.txt", "\n"u8);

        CliRun.Of("ablate", "-i", empty).FailedWith(1, $"'{empty}' holds no text; one a line was expected.");
        CliRun.Of("ablate", Text, "--kind", "mean", "--reference", empty).FailedWith(1, $"'{empty}' holds no text; one a line was expected.");
    }

    public void Dispose() => _folder.Dispose();

    private static int[] Numbers(JsonElement knockout, string name) => [.. knockout.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];

    // The mean of the final states over tokens, scaled to length 1.
    private static float[] Pooled(AttentionRecord record)
    {
        DenseArray states = record[HookName.FinalOut]; // [token, hidden]
        double[] mean = new double[states.Shape[1]];
        for (int i = 0; i < states.Values.Length; i++)
        {
            mean[i % mean.Length] += states.Values.Span[i];
        }

        double length = Math.Sqrt(mean.Sum(value => value * value));
        return Array.ConvertAll(mean, value => (float)(value / length));
    }

    private static void AssertClose(StoredTensor expected, ReadOnlySpan<float> actual, double share)
    {
        float[] wanted = new float[expected.Count];
        expected.CopyTo(wanted);
        Assert.Equal(wanted.Length, actual.Length);
        double tolerance = share * wanted.Max(Math.Abs);
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.Equal(wanted[i], actual[i], tolerance);
        }
    }

    private static void AssertClose(StoredTensor expected, CliRun run)
    {
        float[] wanted = new float[expected.Count];
        expected.CopyTo(wanted);
        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        JsonElement values = result.RootElement.GetProperty("values");
        Assert.Equal(expected.Shape, [values.GetArrayLength(), values[0].GetArrayLength()]);
        double[] actual = [.. values.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetDouble())];
        Assert.All(wanted.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance));
    }
}
