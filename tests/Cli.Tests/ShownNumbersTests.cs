using System.Text.Json;
using AttnExtract.Render;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Words;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What figures and reports show is what they say that they show.</summary>
public sealed class ShownNumbersTests : IDisposable
{
    private const string Text = "The cat sat on the mat.";

    private static readonly string[] Corpus =
    [
        "The cat sat on the mat.", "A dog barked.", "She reads a book.", "Rain fell all night.", "The train was late.", "He likes tea.",
        "They sing well.", "Snow is white.",
    ];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(".2g", "--annot")]
    [InlineData(".3f", "--fmt", ".3f")]
    [InlineData(".2g", "--annot-size", "5")]
    [InlineData(".1e", "--annot", "--fmt", ".1e", "--annot-size", "5")]
    public void Effects_stand_in_the_cells_of_an_ablation(string format, params string[] choice)
    {
        CliRun.Of(["ablate", Text, "-o", _folder["a.svg"], .. choice]).Succeeded();

        Figure figure = FigureManifest.Read(_folder["a.svg"]);
        Assert.Equal(figure.Panels[0].Values.Numbers().Select(NumberFormat.Parse(format).Format), TextsOf(figure)[0]);
    }

    [Fact]
    public void Stars_stay_beside_the_effects_of_a_corpus()
    {
        File.WriteAllLines(_folder["texts.txt"], Corpus);
        string[] line = ["ablate", "-i", _folder["texts.txt"]];
        CliRun.Of([.. line, "-o", _folder["plain.svg"]]).Succeeded();
        CliRun.Of([.. line, "-o", _folder["annotated.svg"], "--annot"]).Succeeded();
        CliRun.Of("figure", "--replot", _folder["plain.svg"], "--annot", "-o", _folder["replotted.svg"]).Succeeded();
        CliRun.Of("figure", "--replot", _folder["annotated.svg"], "-o", _folder["again.svg"]).Succeeded();

        Figure plain = FigureManifest.Read(_folder["plain.svg"]);
        string[][] shown = TextsOf(FigureManifest.Read(_folder["annotated.svg"]));
        int stars = TextsOf(plain)[0].Count(text => text == "*");
        Assert.InRange(stars, 1, 71);
        Assert.Equal(stars, shown[0].Count(text => text.EndsWith('*')));
        Assert.Equal(plain.Panels[0].Values.Numbers().Select(NumberFormat.Default.Format), shown[0].Select(text => text.TrimEnd('*')));
        Assert.Equal(shown, TextsOf(FigureManifest.Read(_folder["replotted.svg"])));
        Assert.Equal(shown, TextsOf(FigureManifest.Read(_folder["again.svg"])));
    }

    [Fact]
    public void Equal_runs_are_drawn_in_the_middle_colour()
    {
        (string one, string two) = (Captured("one", Text), Captured("two", Text));

        CliRun.Of("diff", one, two, "-o", _folder["same.svg"]).Succeeded();

        Rgba middle = Colormaps.Get("vlag")[0.5];
        Assert.All(FigureManifest.Read(_folder["same.svg"]).Report().SelectMany(panel => panel.Cells), cell => Assert.Equal(middle, cell));
    }

    [Theory]
    [InlineData("3", "--center", "3")]
    [InlineData("0", "--center", "0")]
    [InlineData("3", "--norm", "twoslope", "--vcenter", "3")]
    [InlineData("-2", "--norm", "centered", "--vcenter", "-2")]
    public void A_constant_matrix_at_its_centre_has_the_middle_colour(string number, params string[] choice)
    {
        File.WriteAllText(_folder["m.csv"], $"{number},{number}\n{number},{number}\n");

        CliRun.Of(["heatmap", _folder["m.csv"], "-o", _folder["m.svg"], "--cmap", "coolwarm", .. choice]).Succeeded();

        Rgba middle = Colormaps.Get("coolwarm")[0.5];
        Assert.All(FigureManifest.Read(_folder["m.svg"]).Report()[0].Cells, cell => Assert.Equal(middle, cell));
    }

    [Fact]
    public void A_comparison_of_some_heads_tells_of_no_other()
    {
        (string one, string two) = (Captured("one", Text), Captured("two", Text, "--ablate", "2.3=zero"));
        string[] line = ["diff", one, two, "--layers", "5", "--heads", "0-2"];

        CliRun run = CliRun.Of([.. line, "-o", _folder["d.csv"], "-o", _folder["d.svg"]]).Succeeded();
        CliRun.Of([.. line, "--distances", "-o", _folder["far.svg"]]).Succeeded();
        using JsonDocument json = JsonDocument.Parse(CliRun.Of([.. line, "--json", "--quiet"]).Succeeded().Bytes);

        Assert.All(run.Out.Split('\n')[..5], sentence => Assert.Matches("^L5 H[0-2]: ", sentence));
        Assert.Equal(["5,0", "5,1", "5,2"], File.ReadAllLines(_folder["d.csv"])[1..].Select(row => row[..3]));
        Assert.Equal(3, FigureManifest.Read(_folder["d.svg"]).Panels.Length);
        Assert.Equal((1, 3), Size(FigureManifest.Read(_folder["far.svg"]).Panels[0].Values));
        Assert.Equal([0, 1, 2], json.RootElement.GetProperty("heads").EnumerateArray().Select(head => head.GetInt32()));
        Assert.Equal(3, json.RootElement.GetProperty("distances")[0].GetArrayLength());
        Assert.All(json.RootElement.GetProperty("largest").EnumerateArray(), change =>
        {
            Assert.Equal(5, change.GetProperty("layer").GetInt32());
            Assert.InRange(change.GetProperty("head").GetInt32(), 0, 2);
        });
        CliRun.Of("diff", one, two, "--layers", "7").FailedWith(1, "layer 7 is not in both runs; layers 0-5 are.");
        CliRun.Of("diff", one, two, "--heads", "12").FailedWith(1, "head 12 is not in both runs; heads 0-11 are.");
    }

    [Fact]
    public void Changes_say_which_of_equal_tokens_they_are_of()
    {
        (string one, string two) = (Captured("one", "the the cat the"), Captured("two", "the the old cat the"));

        string[] sentences = CliRun.Of("diff", one, two).Succeeded().Out.Split('\n')[..5];
        using JsonDocument json = JsonDocument.Parse(CliRun.Of("diff", one, two, "--json", "--quiet").Succeeded().Bytes);

        Assert.All(json.RootElement.GetProperty("largest").EnumerateArray().Zip(sentences), change =>
        {
            string query = Named(change.First, "query");
            Assert.StartsWith($": {query} attends to {Named(change.First, "key")} ", change.Second[change.Second.IndexOf(':')..]);
        });
        Assert.Contains(sentences, sentence => sentence.Contains("(3 → 4)", StringComparison.Ordinal) || sentence.Contains("(4 → 5)", StringComparison.Ordinal)
            || sentence.Contains("(5 → 6)", StringComparison.Ordinal));

        static string Named(JsonElement change, string what)
        {
            int[] at = [.. change.GetProperty(what + "_positions").EnumerateArray().Select(place => place.GetInt32())];
            return $"'{change.GetProperty(what).GetString()}' ({(at[0] == at[1] ? $"{at[0]}" : $"{at[0]} → {at[1]}")})";
        }
    }

    [Theory]
    [InlineData("bert")] // position_ids in the file
    [InlineData("gpt2")] // queries, keys and values in one tensor
    [InlineData("bert-gamma-beta")] // a head's weights that another head has too
    [InlineData("electra-generator")] // embeddings that score words
    [InlineData("distilbert-classifier")]
    public void Commands_count_parameters_alike(string family)
    {
        string model = Path.Combine(ReferenceData.OwnRoot, "families", family);
        CliRun pruning = CliRun.Of("prune", "0.1", "-m", model, "-o", _folder["pruned"], "--json", "--quiet").Succeeded();

        using JsonDocument pruned = JsonDocument.Parse(pruning.Bytes);

        Assert.Equal(ParametersOf(model), pruned.RootElement.GetProperty("weights_before").GetInt64());
        Assert.Equal(ParametersOf(_folder["pruned"]), pruned.RootElement.GetProperty("weights_after").GetInt64());
    }

    [Theory]
    [InlineData("gpt2")]
    [InlineData("albert")]
    [InlineData("nomic-bert")]
    [InlineData("bert")]
    public void No_number_is_a_parameter_twice(string family)
    {
        using JsonDocument inspected = JsonDocument.Parse(
            CliRun.Of("inspect", "--json", "-m", Path.Combine(ReferenceData.OwnRoot, "families", family)).Succeeded().Bytes);

        long bytes = inspected.RootElement.GetProperty("weights").GetProperty("bytes").GetInt64();

        Assert.InRange(ParametersOf(inspected), 1, bytes / 2);
        Assert.All(inspected.RootElement.GetProperty("structure").EnumerateArray(), weight => Assert.Equal(
            weight.GetProperty("shape").EnumerateArray().Aggregate(1L, (count, length) => count * length.GetInt64()),
            weight.GetProperty("parameters").GetInt64()));
    }

    [Theory]
    [InlineData("1 attention map of 8 words", "--merge", "sum")]
    [InlineData("1 attention map of 6 words", "--merge", "max", "--drop-special")]
    [InlineData("1 attention map of 11 tokens", "--drop-special")]
    [InlineData("1 attention map of 12 tokens", "--drop-punctuation")]
    [InlineData("1 attention map of 3 tokens", "--span", "1-3")]
    [InlineData("1 attention map of 13 tokens")]
    public void What_is_drawn_is_counted(string counted, params string[] policy)
    {
        CliRun run = CliRun.Of(
            ["figure", "Unbelievably tokenized cats sleep here.", "--layers", "0", "--heads", "0", "-o", _folder["a.png"], .. policy]);

        Assert.Equal($"Wrote {_folder["a.png"]}: {counted}.", run.Succeeded().Out.Split('\n')[0]);
    }

    [Theory]
    [InlineData("norm,chefer")] // a panel a head in rows of layers, and one map
    [InlineData("attention,norm")]
    [InlineData("rollout,gradient,occlusion")] // a map, and scores of tokens
    public void Every_measure_has_one_scale_that_is_named(string kinds)
    {
        CliRun.Of("measure", Text, "--kind", kinds, "--to", "A kitten.", "--layers", "0-1", "--heads", "0-1", "-o", _folder["a.svg"]).Succeeded();

        Figure figure = FigureManifest.Read(_folder["a.svg"]);
        PanelReport[] reports = [.. figure.Report()];
        Assert.Equal(kinds.Split(','), figure.Panels.Select(panel => panel.Measure).Distinct());
        Assert.All(figure.Panels.Index().GroupBy(panel => panel.Item.Measure), measure => Assert.Single(
            measure.Select(panel => (reports[panel.Index].Vmin, reports[panel.Index].Vmax)).Distinct()));
        Assert.Contains(figure.Caption, part => part.Text == "one colour scale a measure, which the bars name");
        string svg = File.ReadAllText(_folder["a.svg"]);
        Assert.All(kinds.Split(','), kind => Assert.Contains($">{kind}</text>", svg, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static string[][] TextsOf(Figure figure) => [.. figure.Report().Select(panel => panel.Texts.Select(text => text.Text).ToArray())];

    private static (int Rows, int Columns) Size(Matrix matrix) => (matrix.Rows, matrix.Columns);

    private static long ParametersOf(string model)
    {
        using JsonDocument inspected = JsonDocument.Parse(CliRun.Of("inspect", "--json", "-m", model).Succeeded().Bytes);
        return ParametersOf(inspected);
    }

    private static long ParametersOf(JsonDocument inspected) => inspected.RootElement.GetProperty("parameters").GetInt64();

    private string Captured(string name, string text, params string[] options)
    {
        string file = _folder[name + ".safetensors"];
        CliRun.Of(["capture", text, "-o", file, .. options]).Succeeded();
        return file;
    }
}
