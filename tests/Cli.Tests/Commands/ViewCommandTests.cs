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

    public static TheoryData<string, string[]> Mistakes => new()
    {
        { "Where should the page go? Give a file: -o view.html", ["a"] },
        { "'a.png' has no extension of a page; there are .html.", ["a", "-o", "a.png"] },
        {
            "'float64' cannot be used after --precision: float16 or float32 was expected. Did you mean 'float16'?",
            ["a", "-o", "a.html", "--precision", "float64"]
        },
        { "'fr' cannot be used after --language: en or zh was expected.", ["a", "-o", "a.html", "--language", "fr"] },
        {
            "A page holds the colormaps that have names, and not '#fff,#000'; attn list colormaps says which there are.",
            ["a", "-o", "a.html", "--cmap", "#fff,#000"]
        },
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

    private static JsonElement Catalog(string file) => JsonDocument.Parse(
        Regex.Match(File.ReadAllText(file), "id=\"catalog\">([^<]*)</script>").Groups[1].Value).RootElement;

    private static JsonElement.ArrayEnumerator Maps(string file, int text = 0) =>
        Catalog(file).GetProperty("texts")[text].GetProperty("maps").EnumerateArray();

    private static IEnumerable<string?> Words(JsonElement maps) =>
        maps.GetProperty("command").GetProperty("words").EnumerateArray().Select(word => word.GetString());
}
