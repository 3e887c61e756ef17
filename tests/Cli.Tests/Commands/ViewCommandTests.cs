using System.Text.Json;
using System.Text.RegularExpressions;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class ViewCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_text_becomes_a_page()
    {
        string file = _folder["cat.html"];

        CliRun run = CliRun.Of("view", "The cat sat.", "--pair", "It slept.", "-o", file).Succeeded();

        Assert.Equal($"Wrote {file}: 72 maps of 1 text to look around in; open it in a browser.\n", run.Out);
        JsonElement maps = Maps(file).First();
        Assert.Equal("attention", maps.GetProperty("name").GetString());
        Assert.Equal(["figure", "The cat sat.", "--pair", "It slept."], Words(maps));
    }

    [Fact]
    public void Measures_are_further_maps_and_several_texts_are_in_one_page()
    {
        File.WriteAllText(_folder["texts.txt"], "The cat sat.\nThe old dog slept.\n");

        CliRun run = CliRun.Of(
            "view", "-i", _folder["texts.txt"], "--measure", "rollout,norm,occlusion", "--to", "A kitten.", "--layers", "0-2",
            "-o", _folder["a.html"]).Succeeded();

        Assert.Contains("of 2 texts to look around in", run.Out);
        Assert.Equal(["attention", "rollout", "norm"], Maps(_folder["a.html"]).Select(maps => maps.GetProperty("name").GetString()));
        Assert.Equal(["measure", "The old dog slept.", "--to", "A kitten.", "--kind", "rollout"], Words(Maps(_folder["a.html"], text: 1).ElementAt(1)));
        Assert.Equal("occlusion", Catalog(_folder["a.html"]).GetProperty("texts")[0].GetProperty("scores")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Measures_are_not_shown_beside_a_model_that_was_changed() => Assert.Equal(
        "attn: --measure measures the model as it is, and --ablate shows it changed; leave out one of them, or save the run "
        + "(attn capture … --ablate … -o run.safetensors) and measure that (--from run.safetensors).\n",
        CliRun.Of("view", "The cat sat.", "--ablate", "3.7=zero", "--measure", "rollout", "-o", _folder["a.html"]).Error);

    [Fact]
    public void Two_runs_become_their_difference_and_both()
    {
        CliRun.Of("capture", "The cat sat.", "-o", _folder["before.npz"]).Succeeded();
        CliRun.Of("capture", "The cat sat.", "--ablate", "2.3=zero", "-o", _folder["after.npz"]).Succeeded();

        CliRun.Of("view", "--from", _folder["before.npz"], "--compare", _folder["after.npz"], "-o", _folder["change.html"]).Succeeded();

        JsonElement[] maps = [.. Maps(_folder["change.html"])];
        Assert.Equal(["difference", "before", "after"], maps.Select(one => one.GetProperty("name").GetString()));
        Assert.True(maps[0].GetProperty("signed").GetBoolean());
        Assert.Equal(["diff", _folder["before.npz"], _folder["after.npz"]], Words(maps[0]));
        Assert.Equal(["figure", "--from", _folder["after.npz"]], Words(maps[2]));
    }

    [Fact]
    public void A_page_opens_as_it_was_asked_to()
    {
        CliRun.Of(
            "view", "The cat sat.", "--cmap", "viridis_r", "--theme", "dark", "--language", "zh", "--precision", "float32", "-o", _folder["a.html"])
            .Succeeded();

        JsonElement catalog = Catalog(_folder["a.html"]);
        Assert.Equal("viridis_r", catalog.GetProperty("cmap").GetString());
        Assert.Equal("dark", catalog.GetProperty("theme").GetString());
        Assert.Equal("zh", catalog.GetProperty("language").GetString());
        Assert.Equal("float32", catalog.GetProperty("precision").GetString());
    }

    [Fact]
    public void A_figure_and_its_page_are_written_together()
    {
        CliRun run = CliRun.Of("figure", "The cat sat.", "--cmap", "viridis", "--layers", "1", "-o", _folder["a.png"], "-o", _folder["a.html"]).Succeeded();

        Assert.StartsWith($"Wrote {_folder["a.png"]} and {_folder["a.html"]}: 12 attention maps of 6 tokens.\n", run.Out);
        Assert.Equal("viridis", Catalog(_folder["a.html"]).GetProperty("cmap").GetString());
        CliRun.Of("figure", "The cat sat.", "--mean-texts", "-o", _folder["b.html"])
            .FailedWith(2, "A page shows the maps of texts, and '--mean-texts' gives a figure alone; leave out one of them.");
        CliRun.Of("figure", "--replot", _folder["a.png"], "-o", _folder["b.html"])
            .FailedWith(2, "A page shows the maps of texts, and '--replot' gives a figure alone; leave out one of them.");
        CliRun.Of("figure", "The cat sat.", "-o", _folder["alone.html"]).Succeeded();
    }

    public static TheoryData<string[], string, string> MeasuredRuns => new()
    {
        // What no command reads: tokens that a decoder wrote after its text, other global tokens, a target that does not read back as what was written.
        { ["hello world again", "-m", Family("gpt2"), "--generate", "--max-new-tokens", "5", "--measure", "norm"], "norm 11x11", "" },
        { ["hello world", "-m", Family("t5-full"), "--measure", "norm"], "norm 41x8", "" },
        { ["hello world", "-m", Family("longformer"), "--global-tokens", "none", "--measure", "norm"], "norm", "" },
        {
            ["hello world", "-m", Family("marian"), "--attention", "encoder", "--target", "hallo", "--measure", "norm"], "norm 9x9",
            $"measure|hello world|--target|hallo|--model|{Family("marian")}|--attention|encoder|--kind|norm"
        },
        {
            ["hello world", "-m", Family("marian"), "--attention", "decoder", "--target", "hallo", "--measure", "norm"], "norm 6x6",
            $"measure|hello world|--target|hallo|--model|{Family("marian")}|--kind|norm|--attention|decoder"
        },
        {
            ["hello world", "-m", Family("bart"), "--target", "hallo", "--measure", "rollout"], "rollout 6x7",
            $"measure|hello world|--target|hallo|--model|{Family("bart")}|--kind|rollout|--attention|cross"
        },
        {
            ["hello", "-m", Family("gpt2"), "--measure", "gradient", "--target", "token:1"], "gradient 3x3",
            $"measure|hello|--target|token:1|--model|{Family("gpt2")}|--kind|gradient"
        },
    };

    [Theory]
    [MemberData(nameof(MeasuredRuns))]
    public void What_is_measured_is_what_is_shown(string[] arguments, string last, string command)
    {
        CliRun.Of(["view", .. arguments, "-o", _folder["a.html"]]).Succeeded();

        JsonElement maps = Maps(_folder["a.html"]).Last();
        JsonElement axes = Catalog(_folder["a.html"]).GetProperty("texts")[0].GetProperty("axes");
        (int rows, int columns) = (maps.GetProperty("rows").GetInt32(), maps.GetProperty("columns").GetInt32());
        Assert.StartsWith(last, $"{maps.GetProperty("name").GetString()} {rows}x{columns}");
        Assert.Equal(rows, axes[maps.GetProperty("queries").GetInt32()].GetProperty("tokens").GetArrayLength());
        Assert.Equal(columns, axes[maps.GetProperty("keys").GetInt32()].GetProperty("tokens").GetArrayLength());
        Assert.Equal(command, string.Join('|', Words(maps)));
    }

    [Fact]
    public void The_measures_of_generated_tokens_are_those_of_what_was_captured()
    {
        string[] run = ["hello world again", "-m", Family("gpt2"), "--generate", "--max-new-tokens", "5"];
        CliRun.Of(["view", .. run, "--measure", "rollout", "--precision", "float32", "-o", _folder["a.html"]]).Succeeded();
        CliRun.Of(["capture", .. run, "-o", _folder["run.npz"]]).Succeeded();
        CliRun.Of("view", "--from", _folder["run.npz"], "--measure", "rollout", "--precision", "float32", "-o", _folder["b.html"]).Succeeded();

        Assert.Equal(Blocks(_folder["b.html"]), Blocks(_folder["a.html"]));
        Assert.Equal(
            ["figure", "hello world again", "--max-new-tokens", "5", "--model", Family("gpt2"), "--generate"], Words(Maps(_folder["a.html"]).First()));
    }

    [Fact]
    public void Numbers_of_tokens_say_whose_tokens_they_are_of()
    {
        CliRun.Of("view", "hello world", "-m", Family("bart"), "--target", "hallo", "--measure", "occlusion", "-o", _folder["a.html"]).Succeeded();

        JsonElement text = Catalog(_folder["a.html"]).GetProperty("texts")[0];
        JsonElement score = text.GetProperty("scores")[0];
        Assert.Equal(text.GetProperty("maps")[0].GetProperty("keys").GetInt32(), score.GetProperty("axis").GetInt32());
        Assert.Equal(7, score.GetProperty("values").GetArrayLength());
        Assert.Equal("hello world → hallo", text.GetProperty("name").GetString());
    }

    [Fact]
    public void Of_a_run_in_a_file_the_layers_and_heads_and_the_kind_are_chosen()
    {
        CliRun.Of("capture", "hello world", "--target", "hallo", "-m", Family("marian"), "-o", _folder["run.npz"]).Succeeded();
        CliRun.Of("view", "--from", _folder["run.npz"], "--attention", "encoder", "--layers", "1", "--heads", "3,0", "--measure", "norm_sum,rollout",
            "-o", _folder["a.html"]).FailedWith(1, "The measure 'norm_sum' needs the model itself, and a record holds what passed in one run; measure the "
            + "text with its model. From a record there are attention, rollout, flow.");
        CliRun.Of("view", "--from", _folder["run.npz"], "--attention", "encoder", "--layers", "1", "--heads", "3,0", "--measure", "rollout",
            "-o", _folder["a.html"]).Succeeded();
        CliRun.Of("figure", "--from", _folder["run.npz"], "--heads", "1", "-o", _folder["b.html"]).Succeeded();

        JsonElement[] maps = [.. Maps(_folder["a.html"])];
        Assert.Equal(["encoder", "rollout"], maps.Select(one => one.GetProperty("name").GetString()));
        Assert.Equal([1], Numbers(maps[0], "layers"));
        Assert.Equal([3, 0], Numbers(maps[0], "heads"));
        Assert.Equal([1], Numbers(maps[1], "layers"));
        Assert.Equal([0, 1, 2, 3], Numbers(maps[0].GetProperty("command"), "heads"));
        Assert.Equal(["figure", "--from", _folder["run.npz"], "--attention", "encoder"], Words(maps[0]));
        Assert.Empty(Words(maps[1]));
        Assert.All(Maps(_folder["b.html"]), one => Assert.Equal([1], Numbers(one, "heads")));
    }

    [Fact]
    public void Two_runs_are_compared_in_the_layers_the_heads_and_the_kinds_that_are_chosen()
    {
        foreach (string name in (string[])["a", "b"])
        {
            CliRun.Of("capture", "hello world", "--target", name, "-m", Family("marian"), "-o", _folder[$"{name}.npz"]).Succeeded();
        }

        string[] two = ["view", "--from", _folder["a.npz"], "--compare", _folder["b.npz"]];
        CliRun.Of([.. two, "--attention", "encoder", "--layers", "1", "--heads", "0", "-o", _folder["one.html"]]).Succeeded();
        CliRun.Of([.. two, "--attention", "all", "-o", _folder["all.html"]]).Succeeded();
        CliRun.Of([.. two, "--measure", "norm", "-o", _folder["no.html"]])
            .FailedWith(2, "Give --measure or --compare, not both. See 'attn view --help'.");

        Assert.All(Maps(_folder["one.html"]), one => Assert.Equal([1], Numbers(one, "layers")));
        Assert.Equal(["diff", _folder["a.npz"], _folder["b.npz"], "--attention", "encoder"], Words(Maps(_folder["one.html"]).First()));
        Assert.Equal(
            ["encoder difference", "encoder before", "encoder after", "decoder difference", "decoder before", "decoder after", "cross difference",
                "cross before", "cross after"],
            Maps(_folder["all.html"]).Select(one => one.GetProperty("name").GetString()));
    }

    [Fact]
    public void The_command_says_all_layers_of_the_model_and_a_text_like_an_option_stands_last()
    {
        CliRun.Of("view", "--pair=--help", "--layers", "3", "--heads", "2", "-o", _folder["a.html"], "--", "--help").Succeeded();

        JsonElement command = Maps(_folder["a.html"]).First().GetProperty("command");
        Assert.Equal([0, 1, 2, 3, 4, 5], Numbers(command, "layers"));
        Assert.Equal(12, command.GetProperty("heads").GetArrayLength());
        Assert.Equal("figure|--pair=--help", string.Join('|', Words(Maps(_folder["a.html"]).First())));
        Assert.Equal(["--", "--help"], command.GetProperty("last").EnumerateArray().Select(word => word.GetString()));
    }

    public static TheoryData<string, string[]> Mistakes => new()
    {
        { "Where should the page go? Give a file: -o view.html", ["a"] },
        { "'a.png' has no extension of a page; there is .html.", ["a", "-o", "a.png"] },
        {
            "'float64' cannot be used after --precision: float16 or float32 was expected. Did you mean 'float16'?",
            ["a", "-o", "a.html", "--precision", "float64"]
        },
        { "'fr' cannot be used after --language: en or zh was expected.", ["a", "-o", "a.html", "--language", "fr"] },
        {
            "A page holds the colormaps that have names, and not '#fff,#000'; attn list colormaps says which there are.",
            ["a", "-o", "a.html", "--cmap", "#fff,#000"]
        },
        { "'--to' is for measures: name one with --measure, or leave it out.", ["a", "-o", "a.html", "--to", "b"] },
        { "'--target' is for measures: name one with --measure, or leave it out.", ["a", "-o", "a.html", "--target", "token:1"] },
        { "Give --to or --from, not both. See 'attn view --help'.", ["--from", "a.npz", "-o", "a.html", "--to", "b"] },
        { "'--compare' goes with a run in a file; name that with --from.", ["a", "-o", "a.html", "--compare", "b.npz"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void What_makes_no_sense_ends_in_a_sentence(string sentence, string[] arguments)
    {
        CliRun run = CliRun.Of(["view", .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal(sentence, run.Error.Split('\n')[0].Replace("attn: ", ""));
    }

    public void Dispose() => _folder.Dispose();

    private static string Family(string name) => Path.Combine(ReferenceData.OwnRoot, "families", name);

    private static string[] Blocks(string file) =>
        [.. Regex.Matches(File.ReadAllText(file), "id=\"block-[0-9]+\">([^<]*)</script>").Select(block => block.Groups[1].Value)];

    private static IEnumerable<int> Numbers(JsonElement of, string name) => of.GetProperty(name).EnumerateArray().Select(number => number.GetInt32());

    private static JsonElement Catalog(string file) => JsonDocument.Parse(
        Regex.Match(File.ReadAllText(file), "id=\"catalog\">([^<]*)</script>").Groups[1].Value).RootElement;

    private static JsonElement.ArrayEnumerator Maps(string file, int text = 0) =>
        Catalog(file).GetProperty("texts")[text].GetProperty("maps").EnumerateArray();

    private static IEnumerable<string?> Words(JsonElement maps) =>
        maps.GetProperty("command").GetProperty("words").EnumerateArray().Select(word => word.GetString());
}
