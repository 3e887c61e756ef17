using System.Text.Json;
using System.Text.RegularExpressions;
using AttnExtract.Extract.Measures;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Render;
using AttnExtract.Render.Manifests;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class MeasureCommandTests : IDisposable
{
    private const string Text = "The cat sat on the mat.";

    // The reference's README: of the largest magnitude in an array.
    private const double Share = 1e-4;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Measures_of_a_similarity_agree_with_Python() =>
        Check("minilm", text => ["--target", "similarity", "--to", text.GetProperty("similar_to").GetString()!]);

    [Fact]
    public void Measures_of_the_predicted_class_agree_with_Python() => Check("classifier", _ => ["--target", "class"]);

    [Fact]
    public void Measures_of_a_masked_token_agree_with_Python() =>
        Check("masked", text => ["--target", $"token:{text.GetProperty("masked_position").GetInt32()}"]);

    [Fact]
    public void Integrated_gradients_agree_with_Python_and_say_what_they_share()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "more.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "more.safetensors"));
        foreach ((int i, JsonElement one) in description.RootElement.GetProperty("integrated_gradients").EnumerateArray().Index())
        {
            CliRun run = CliRun.Of(
                "measure", one.GetProperty("text").GetString()!, "--kind", "integrated_gradients", "--target", "similarity",
                "--to", one.GetProperty("to").GetString()!, "--json", "--quiet").Succeeded();

            using JsonDocument result = JsonDocument.Parse(run.Bytes);
            ReferenceArrays.AssertClose(expected.Tensors[$"integrated_gradients/{i}"], result.RootElement.GetProperty("values"), Share, $"{i}");
            foreach (string name in (string[])["difference", "sum"])
            {
                Assert.Equal(one.GetProperty(name).GetDouble(), result.RootElement.GetProperty(name).GetDouble(), 1e-5);
            }
        }
    }

    [Fact]
    public void The_steps_of_a_path_are_chosen_and_said()
    {
        string[] line = ["measure", Text, "--kind", "integrated_gradients", "--to", "A kitten.", "--steps", "8"];

        CliRun run = CliRun.Of([.. line, "--json", "--quiet", "-o", _folder["ig.svg"]]);

        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        Assert.Matches(@"^attn: The attributions sum to 0\.\d{4}, and what they share is 0\.\d{4}: 8 steps are few, --steps 32 comes nearer\.\n$", run.Error);
        Assert.Equal(8, result.RootElement.GetProperty("steps").GetInt32());
        Assert.Contains("8 steps; sum ", File.ReadAllText(_folder["ig.svg"]));
        CliRun.Of("measure", Text, "--kind", "gradient", "--to", "A kitten.", "--steps", "8", "--json").FailedWith(
            2, "'--steps' is for --kind integrated_gradients; say so, or leave it out.");
        CliRun.Of([.. line[..^1], "0", "--json"]).FailedWith(2, "'0' cannot be read after --steps: a whole number from 1 up was expected.");
    }

    [Fact]
    public void Several_measures_come_side_by_side()
    {
        CliRun run = CliRun.Of("measure", Text, "--kind", "norm,chefer", "--to", "A kitten.", "--json", "--quiet", "-o", _folder["both.svg"]).Succeeded();

        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        JsonElement[] measures = [.. result.RootElement.GetProperty("measures").EnumerateArray()];
        Assert.Equal(["norm", "chefer"], measures.Select(measure => measure.GetProperty("kind").GetString()));
        Assert.Equal(6, measures[0].GetProperty("layers").GetArrayLength());
        Assert.Equal(9, measures[1].GetProperty("values").GetArrayLength());
        Assert.True(File.Exists(_folder["both.svg"]));
    }

    [Fact]
    public void Layers_and_heads_choose_the_numbers_of_json_too()
    {
        using JsonDocument all = JsonDocument.Parse(CliRun.Of("measure", Text, "--kind", "norm", "--json").Succeeded().Bytes);
        using JsonDocument some = JsonDocument.Parse(
            CliRun.Of("measure", Text, "--kind", "norm", "--layers", "5,2", "--heads", "7", "--json").Succeeded().Bytes);

        JsonElement[] layers = [.. some.RootElement.GetProperty("layers").EnumerateArray()];
        Assert.Equal(2, layers.Length);
        Assert.All(layers, layer => Assert.Equal(1, layer.GetArrayLength()));
        Assert.Equal($"{all.RootElement.GetProperty("layers")[5][7]}", $"{layers[0][0]}");
        Assert.Equal($"{all.RootElement.GetProperty("layers")[2][7]}", $"{layers[1][0]}");
    }

    [Fact]
    public void Measures_are_kept_beside_their_figure()
    {
        File.WriteAllText(_folder["texts.txt"], "the cat\nthe mat sat\n");
        string model = SmallModel.MakeBert(_folder["small"]);

        CliRun run = CliRun.Of(
            "measure", "-i", _folder["texts.txt"], "-m", model, "--kind", "rollout,attention", "--layers", "2", "--heads", "1,0",
            "-o", _folder["kept.npz"], "-o", _folder["kept.svg"], "-o", _folder["kept.csv"]).Succeeded();

        Assert.Equal(
            string.Concat(((int[])[1, 2]).Select(text =>
                $"Wrote {_folder[$"kept-{text}.svg"]} and {_folder[$"kept-{text}.npz"]}: rollout and attention of {(text == 1 ? 4 : 5)} tokens.\n"))
                + $"Wrote {_folder["kept.csv"]}: rollout and attention of 2 texts.\n"
                + "Next: --query 3 --view text shows what one token has of each, as text.\n",
            run.Out);
        IReadOnlyList<Measurement> kept = Measurement.Open(_folder["kept-2.npz"]);
        Assert.Equal([[5, 5], [2, 5, 5]], kept.Select(measurement => measurement.Layers.Single().Shape.ToArray()));
        Assert.Equal([1, 0], kept[1].HeadNumbers);
        string[] rows = File.ReadAllLines(_folder["kept.csv"]);
        Assert.Equal("text,measure,layer,head,query,key,query_token,key_token,value", rows[0]);
        Assert.Equal(1 + (3 * (16 + 25)), rows.Length);
        CliRun.Of(
            "measure", "the mat sat", "-m", model, "--kind", "rollout,attention", "--layers", "2", "--heads", "1,0", "-o", _folder["alone.csv"]).Succeeded();
        Assert.Equal(File.ReadAllLines(_folder["alone.csv"])[1..].Select(row => $"1,{row}"), rows[^75..]);
        CliRun.Of("measure", Text, "-m", model, "--kind", "rollout", "-o", _folder["x.npzz"]).FailedWith(
            2,
            $"'{_folder["x.npzz"]}' has no extension of a figure or table; there are .png, .svg, .pdf, .webp, .jpg, .jpeg, .npz, .csv, .json, .parquet. "
                + "Did you mean '.npz'?");
    }

    [Fact]
    public void Measures_are_put_to_the_test()
    {
        string[] line = ["measure", Text, "--kind", "attention,norm", "--to", "A kitten.", "--faithfulness"];

        string[] shown = CliRun.Of([.. line, "-o", _folder["both.svg"]]).Succeeded().Out.Split('\n');
        using JsonDocument result = JsonDocument.Parse(CliRun.Of([.. line, "--json", "--quiet"]).Succeeded().Bytes);

        Assert.Equal("measure    Spearman against blank-out  comprehensiveness  sufficiency", shown[0]);
        Assert.All(result.RootElement.GetProperty("measures").EnumerateArray().Index(), measure =>
        {
            JsonElement test = measure.Item.GetProperty("faithfulness");
            Assert.InRange(test.GetProperty("spearman").GetDouble(), -1, 1);
            Assert.Equal(
                ((string[])["spearman", "comprehensiveness", "sufficiency"]).Select(name => $"{test.GetProperty(name).GetDouble():0.0000}"),
                shown[1 + measure.Index].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);
        });
    }

    [Fact]
    public void A_test_is_drawn_and_tabled_in_place_of_the_maps()
    {
        string[] files = [_folder["test.png"], _folder["test.csv"], _folder["test.npz"]];

        CliRun.Of(
            "measure", Text, "--kind", "norm,rollout,taylor", "--to", "A kitten.", "--faithfulness",
            "-o", files[0], "-o", files[1], "-o", files[2]).Succeeded();

        Figure figure = FigureManifest.Read(files[0]);
        Assert.Equal(["Spearman", "comprehensiveness", "sufficiency"], figure.Panels.Select(panel => panel.Title));
        Assert.Equal(["norm", "rollout"], figure.RowLabels);
        string[] lines = File.ReadAllLines(files[1]);
        Assert.Equal(["measure", "norm", "rollout"], lines.Select(line => line.Split(',')[0]));
        Assert.Equal("measure,spearman,comprehensiveness,sufficiency", lines[0]);
        Assert.NotNull(Measurement.Open(files[2])[0].Faithfulness);
    }

    [Fact]
    public void The_text_is_shown_by_its_scores_in_every_format()
    {
        string[] files = [_folder["text.png"], _folder["text.svg"], _folder["text.pdf"], _folder["text.tex"]];
        string[] line = ["measure", Text, "--kind", "occlusion", "--to", "A kitten.", "--view", "text"];

        CliRun run = CliRun.Of([.. line, "-o", files[0], "-o", files[1], "-o", files[2], "--tex", files[3]]).Succeeded();

        Assert.Equal($"Wrote {files[0]}, {files[1]}, {files[2]} and {files[3]}: occlusion of 9 tokens.\n", run.Out);
        Figure figure = FigureManifest.Read(files[0]);
        Assert.Equal(["[CLS]", "The", "cat", "sat", "on", "the", "mat", ".", "[SEP]"], figure.Panels[0].Flow!.Pieces.Select(piece => piece.Text));
        Assert.Contains("\\colorbox[HTML]{", File.ReadAllText(files[3]), StringComparison.Ordinal);
        CliRun.Of("figure", "--replot", files[1], "-o", _folder["again.png"]).Succeeded();
        Assert.Equal(File.ReadAllBytes(files[0]), File.ReadAllBytes(_folder["again.png"]));
    }

    [Fact]
    public void Latex_of_a_text_needs_no_picture()
    {
        CliRun.Of("measure", Text, "--kind", "attention", "--layers", "1", "--heads", "2", "--query", "4", "--view", "text", "--tex", _folder["row.tex"])
            .Succeeded();

        string tex = File.ReadAllText(_folder["row.tex"]);
        Assert.Contains("\\label{fig:row}", tex, StringComparison.Ordinal);
        Assert.Contains("L1 H2", tex, StringComparison.Ordinal);
    }

    [Fact]
    public void What_to_look_at_next_is_the_text()
    {
        string[] line = ["measure", Text, "--kind", "occlusion", "--to", "A kitten.", "-o", _folder["o.png"]];

        Assert.EndsWith("Next: --view text shows the text on coloured ground.\n", CliRun.Of(line).Succeeded().Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Next", CliRun.Of([.. line, "--view", "bars"]).Succeeded().Out, StringComparison.Ordinal);
        Assert.EndsWith(
            "Next: --query 4 --view text shows what one token has of each, as text.\n",
            CliRun.Of("measure", Text, "--kind", "rollout", "-o", _folder["r.png"]).Succeeded().Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--view", "words", "'words' cannot be used after --view: cells, text or bars was expected.")]
    public void Views_that_are_none_are_told(string option, string value, string said) =>
        CliRun.Of("measure", Text, "--kind", "rollout", option, value, "-o", _folder["x.png"]).FailedWith(2, said);

    [Theory]
    [InlineData("cat", "2")]
    [InlineData("Cat", "2")]
    [InlineData("[SEP]", "8")]
    [InlineData(".", "7")]
    public void A_token_can_be_named_by_what_it_says(string token, string position)
    {
        string[] line = ["measure", Text, "--kind", "rollout", "--quiet", "--view", "bars"];
        CliRun.Of([.. line, "--query", token, "-o", _folder["named.svg"]]).Succeeded();
        CliRun.Of([.. line, "--query", position, "-o", _folder["counted.svg"]]).Succeeded();

        Assert.Equal(File.ReadAllBytes(_folder["counted.svg"]), File.ReadAllBytes(_folder["named.svg"]));
    }

    [Theory]
    [InlineData("the", "The token 'the' stands 2 times, at 1 and 5; give one of these positions.")]
    [InlineData("dog", "No token of the text is 'dog'; give one of those that attn tokenize TEXT shows, or its position, which is a whole number from 0 up.")]
    [InlineData("-1", "No token of the text is '-1'; give one of those that attn tokenize TEXT shows, or its position, which is a whole number from 0 up.")]
    [InlineData("99", "There is no token 99: the text has tokens 0 to 8, special tokens included. See them with: attn tokenize TEXT")]
    public void A_token_that_is_not_there_once_is_refused(string token, string said) =>
        CliRun.Of("measure", Text, "--kind", "rollout", "--view", "bars", "--query", token, "-o", _folder["x.svg"]).FailedWith(1, said);

    [Fact]
    public void Numbers_stand_at_bars_and_other_looks_of_cells_are_told_of()
    {
        string[] line = ["measure", Text, "--kind", "occlusion", "--to", "A kitten.", "--view", "bars", "--quiet", "-o", _folder["bars.svg"]];

        CliRun.Of([.. line, "--annot", "--fmt", ".3f"]).Succeeded();
        Assert.Equal(9, Regex.Count(File.ReadAllText(_folder["bars.svg"]), ">-?[0-9]\\.[0-9]{3}</text>"));
        Assert.Equal(
            "attn: --cmap, --vmin: only cells look otherwise for them, and the figure is a chart; leave them out.\n",
            CliRun.Of([.. line, "--cmap", "viridis", "--vmin", "0"]).Error);
        CliRun.Of([.. line, "--linewidths", "1"]).FailedWith(2, "'--linewidths' is for --view cells; say so, or leave it out.");
    }

    [Fact]
    public void Enough_steps_are_not_remarked() =>
        CliRun.Of("measure", Text, "--kind", "integrated_gradients", "--to", "A kitten is resting on a rug.", "--steps", "256", "--json").Succeeded();

    [Theory]
    [InlineData("class:rose", "BertForSequenceClassification", "small has no class 'rose'. It has negative, neutral, positive.")]
    [InlineData(
        "token:99", "BertForMaskedLM",
        "There is no token 99: the text has tokens 0 to 8, special tokens included. See them with: attn tokenize TEXT")]
    [InlineData(
        "class", "BertForMaskedLM",
        "The model has no head for classes of a text: its configuration names BertForMaskedLM. "
            + "It has heads for words in place of masked tokens.")]
    public void A_target_that_the_model_cannot_give_is_refused(string target, string architecture, string message) =>
        CliRun.Of("measure", Text, "-m", SmallModel.MakeBert(_folder["small"], architecture), "--kind", "gradient", "--target", target, "--json")
            .FailedWith(1, message);

    [Fact]
    public void A_number_to_explain_is_asked_for_where_the_model_ends_in_none() =>
        CliRun.Of("measure", Text, "--kind", "gradient", "--json").FailedWith(
            1,
            "The measure 'gradient' explains a number that the run ends in, and all-MiniLM-L6-v2 tells none of itself; "
                + "choose one: similarity to another text (--to TEXT), the logit of a class (--target class:LABEL) or the log-probability of a token "
                + "(--target token:POSITION).");

    [Theory]
    [InlineData("rollout,rollout", "rollout of 9 tokens")]
    [InlineData("norm,rollout,norm", "norm and rollout of 9 tokens")]
    public void Each_measure_is_drawn_once_and_named_when_it_is_written(string kinds, string what)
    {
        string figure = _folder["a.svg"];

        Assert.StartsWith($"Wrote {figure}: {what}.\nNext: ", CliRun.Of("measure", Text, "--kind", kinds, "-o", figure).Succeeded().Out);
    }

    [Fact]
    public void Relevance_is_drawn_without_the_identity_that_it_starts_from()
    {
        CliRun run = CliRun.Of("measure", Text, "--kind", "chefer", "--to", "A kitten.", "--json", "--quiet", "-o", _folder["a.svg"]).Succeeded();

        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        Figure figure = FigureManifest.Read(_folder["a.svg"]);
        Matrix drawn = figure.Panels[0].Values;
        for (int row = 0; row < drawn.Rows; row++)
        {
            for (int column = 0; column < drawn.Columns; column++)
            {
                double value = result.RootElement.GetProperty("values")[row][column].GetDouble();
                Assert.Equal(value - (row == column ? 1 : 0), drawn[row, column], 1e-6);
            }
        }

        Assert.Contains(figure.Caption, part => part.Text == "chefer without the identity that it starts from");
    }

    [Fact]
    public void A_kind_that_is_none_is_told_what_there_is() =>
        CliRun.Of("measure", Text, "--kind", "norm,gradeint", "--json").FailedWith(
            2,
            "No measure 'gradeint'. Did you mean 'gradient'? There are "
                + $"{string.Join(", ", MeasureCatalog.All.Select(measure => measure.Name))} (attn list measures).");

    private static string ModelOf(JsonDocument description)
    {
        string model = description.RootElement.GetProperty("model").GetString()!;
        return model.Contains('/') ? Path.Combine(ReferenceData.Root, model) : Path.Combine(ReferenceData.BundledModel, "..", model);
    }

    private static void Check(string name, Func<JsonElement, string[]> target)
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", name + ".json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", name + ".safetensors"));
        string folder = ModelOf(description);
        int compared = 0;
        foreach (JsonProperty text in description.RootElement.GetProperty("texts").EnumerateObject())
        {
            foreach (IGrouping<string, string> keys in expected.Tensors.Keys
                .Where(key => key.StartsWith(text.Name + "/", StringComparison.Ordinal)).GroupBy(key => key.Split('/')[1]))
            {
                if (MeasureCatalog.All.Any(measure => measure.Name == keys.Key))
                {
                    CliRun run = CliRun.Of(
                        [
                            "measure", text.Value.GetProperty("text").GetString()!,
                            "-m", folder, "--kind", keys.Key, "--json", "--quiet", .. target(text.Value),
                        ]).Succeeded();
                    using JsonDocument result = JsonDocument.Parse(run.Bytes);
                    Assert.All(keys, key => ReferenceArrays.AssertClose(expected.Tensors[key], Found(result.RootElement, key), Share, key));
                    compared += keys.Count();
                }
            }
        }

        Assert.True(compared > 0, $"{name} has no array of a measure.");
    }

    private static JsonElement Found(JsonElement result, string key) =>
        key.Split('/') is [_, _, var layer] ? result.GetProperty("layers")[int.Parse(layer)] : result.GetProperty("values");

    public void Dispose() => _folder.Dispose();
}
