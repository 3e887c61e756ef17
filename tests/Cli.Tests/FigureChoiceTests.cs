using System.Text.RegularExpressions;
using AttnExtract.Render;
using AttnExtract.Render.Manifests;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What a figure shows, what goes beside it, and drawing it again.</summary>
public sealed class FigureChoiceTests : IDisposable
{
    private const string Text = "Unbelievable cats sat.";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("--merge", "sum")]
    [InlineData("--merge", "max")]
    [InlineData("--merge", "first")]
    [InlineData("--drop-special")]
    [InlineData("--drop-special", "--renormalize")]
    [InlineData("--drop-punctuation")]
    [InlineData("--span", "1-3")]
    [InlineData("--pretty")]
    [InlineData("--mean", "heads")]
    [InlineData("--mean", "layers")]
    [InlineData("--mean", "all")]
    [InlineData("--headings")]
    [InlineData("--theme", "dark")]
    [InlineData("--width", "slide")]
    [InlineData("--norm", "log")]
    [InlineData("--robust")]
    [InlineData("--cbar", "off")]
    public void Every_choice_changes_the_picture(params string[] choice)
    {
        string[] call = ["figure", Text, "--layers", "0-1", "--heads", "0-1", "-o"];
        CliRun.Of([.. call, _folder["a.png"]]).Succeeded();
        Assert.Equal(0, CliRun.Of([.. call, _folder["b.png"], .. choice]).ExitCode);

        Assert.NotEqual(File.ReadAllBytes(_folder["a.png"]), File.ReadAllBytes(_folder["b.png"]));
    }

    [Theory]
    [InlineData("a.json", "b.png", "a.png")]
    [InlineData("a.json", "b.svg", "a.svg")]
    [InlineData("a.json", "b.pdf", "a.pdf")]
    [InlineData("a.png", "b.pdf", "a.pdf")]
    [InlineData("a.svg", "b.png", "a.png")]
    public void A_figure_drawn_again_has_the_same_bytes(string from, string to, string original)
    {
        CliRun.Of(
            "figure", Text, "--layers", "0-1", "--heads", "3-5", "--merge", "sum", "--mean", "all", "--norm", "power", "--gamma", "0.5",
            "-o", _folder["a.png"], "-o", _folder["a.svg"], "-o", _folder["a.pdf"], "--manifest").Succeeded();

        CliRun run = CliRun.Of("figure", "--replot", _folder[from], "-o", _folder[to]).Succeeded();

        Assert.Equal(File.ReadAllBytes(_folder[original]), File.ReadAllBytes(_folder[to]));
        Assert.Equal($"Wrote {_folder[to]}: 12 panels drawn again from {_folder[from]}.\n", run.Out);
    }

    [Fact]
    public void A_figure_drawn_again_has_its_font_or_says_which_it_lacks()
    {
        string font = _folder.Write("Own.ttf", Font());
        string[] call = ["figure", Text, "--layers", "0", "--heads", "0", "-o"];
        CliRun.Of([.. call, _folder["plain.png"]]).Succeeded();
        CliRun.Of([.. call, _folder["a.png"], "--font", font]).Succeeded();
        byte[] expected = File.ReadAllBytes(_folder["a.png"]);
        Assert.NotEqual(File.ReadAllBytes(_folder["plain.png"]), expected);

        CliRun.Of("figure", "--replot", _folder["a.png"], "-o", _folder["again.png"]).Succeeded();
        Assert.Equal(expected, File.ReadAllBytes(_folder["again.png"]));

        CliRun.Of("figure", "--replot", _folder["a.png"], "--font", "bundled", "-o", _folder["again.png"]).Succeeded();
        Assert.Equal(File.ReadAllBytes(_folder["plain.png"]), File.ReadAllBytes(_folder["again.png"]));

        Directory.CreateDirectory(_folder["elsewhere"]);
        File.Move(font, _folder["elsewhere/Font.ttf"]);
        CliRun.Of("figure", "--replot", _folder["a.png"], "--font", _folder["elsewhere/Font.ttf"], "-o", _folder["again.png"]).Succeeded();
        Assert.Equal(expected, File.ReadAllBytes(_folder["again.png"]));
    }

    [Fact]
    public void A_figure_whose_font_is_not_there_is_not_drawn_in_another()
    {
        CliRun.Of("figure", Text, "--layers", "0", "--heads", "0", "-o", _folder["a.png"], "--manifest", "--font", _folder.Write("Own.ttf", Font()))
            .Succeeded();
        File.WriteAllText(_folder["a.json"], Regex.Replace(File.ReadAllText(_folder["a.json"]), "\"sha256\": \"[0-9a-f]*\"", "\"sha256\": \"00\""));

        CliRun.Of("figure", "--replot", _folder["a.json"], "-o", _folder["b.png"]).FailedWith(
            1, $"'{_folder["a.json"]}' is written in 'Droid Sans Fallback' of the font file 'Own.ttf', which has changed since; "
                + "give that file with --font FILE, or --font bundled for the bundled fonts.");
        Assert.False(File.Exists(_folder["b.png"]));
    }

    [Fact]
    public void A_figure_drawn_again_can_be_changed()
    {
        CliRun.Of("figure", Text, "--layers", "0", "-o", _folder["a.png"]).Succeeded();
        CliRun.Of("figure", Text, "--layers", "0", "--cmap", "Greens", "-o", _folder["b.png"]).Succeeded();

        CliRun.Of("figure", "--replot", _folder["a.png"], "--cmap", "Greens", "-o", _folder["c.png"]).Succeeded();

        Assert.Equal(File.ReadAllBytes(_folder["b.png"]), File.ReadAllBytes(_folder["c.png"]));
    }

    [Fact]
    public void What_is_drawn_again_needs_no_text_and_has_its_layers()
    {
        CliRun.Of("figure", Text, "--replot", "a.png", "-o", "b.png")
            .FailedWith(2, "Give TEXT or --replot, not both. See 'attn figure --help'.");
        CliRun.Of("figure", "--replot", "a.png", "--layers", "0", "-o", "b.png")
            .FailedWith(2, "Give --layers or --replot, not both. See 'attn figure --help'.");
        CliRun.Of("figure", "--replot", _folder["a.png"], "-o", _folder["b.png"])
            .FailedWith(1, $"There is no file '{_folder["a.png"]}'.");
    }

    [Fact]
    public void Latex_finds_the_picture_from_where_it_stands()
    {
        Directory.CreateDirectory(_folder["pictures"]);
        string png = Path.Combine(_folder["pictures"], "a.png");
        string pdf = Path.ChangeExtension(png, ".pdf");

        CliRun run = CliRun.Of("figure", Text, "--layers", "0", "-o", png, "-o", pdf, "--tex", _folder["a.tex"]).Succeeded();

        Assert.Contains("\\includegraphics[width=\\linewidth]{pictures/a.pdf}", File.ReadAllText(_folder["a.tex"]));
        Assert.Contains("all-MiniLM-L6-v2", File.ReadAllText(_folder["a.tex"]));
        Assert.StartsWith($"Wrote {png}, {pdf} and {_folder["a.tex"]}: ", run.Out);
    }

    [Fact]
    public void Latex_on_standard_output_is_not_mixed_with_words()
    {
        CliRun run = CliRun.Of("figure", Text, "--layers", "0", "-o", _folder["a.png"], "--tex", "-");

        Assert.StartsWith("\\begin{figure", run.Out);
        Assert.EndsWith("\\end{figure*}\n", run.Out);
        Assert.StartsWith($"Wrote {_folder["a.png"]} and to standard output: ", run.Error);
    }

    [Theory]
    [InlineData("--manifest")]
    [InlineData("--tex", "a.tex")]
    public void What_stands_beside_a_picture_needs_one(params string[] option)
    {
        CliRun.Of(["figure", Text, .. option])
            .FailedWith(2, $"'{option[0]}' goes with a picture in a file; give one: -o figure.pdf.");
    }

    [Fact]
    public void LaTeX_needs_a_picture_that_it_can_read() =>
        CliRun.Of("figure", Text, "-o", _folder["a.svg"], "--tex", _folder["a.tex"])
            .FailedWith(2, "LaTeX reads no .svg, so '--tex' needs another picture beside it; add -o figure.pdf.");

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true, "--tex", "a.tex")]
    [InlineData(true, true, "--tex", "a.tex", "--caption", "on")]
    [InlineData(false, false, "--caption", "off")]
    [InlineData(false, true, "--tex", "a.tex", "--caption", "Own words.")]
    [InlineData(true, false, "--caption", "Own words.")]
    public void The_caption_stands_once_unless_asked_for(bool isDrawn, bool isInLatex, params string[] choice)
    {
        string[] line = ["--layers", "3", "--heads", "7", .. choice.Select(word => word == "a.tex" ? _folder[word] : word)];
        string caption = choice.Contains("Own words.") ? "Own words." : "all-MiniLM-L6-v2";

        CliRun.Of(["figure", Text, "-o", _folder["a.svg"], "-o", _folder["a.pdf"], "--quiet", .. line]).Succeeded();

        Figure figure = FigureManifest.Read(_folder["a.svg"]);
        Assert.Equal(isDrawn, figure.DrawsCaption);
        Assert.StartsWith(caption, figure.Caption[0].Text);
        Assert.Equal(isDrawn, Regex.IsMatch(File.ReadAllText(_folder["a.svg"]), $"<text [^>]*>{Regex.Escape(caption)}"));
        Assert.Equal(isInLatex, File.Exists(_folder["a.tex"]) && File.ReadAllText(_folder["a.tex"]).Contains($@"\caption{{{caption}"));
    }

    [Theory]
    [InlineData("heatmap")]
    [InlineData("ablate")]
    [InlineData("measure", "--kind", "rollout")]
    [InlineData("figure", "--layers", "0")]
    public void Every_figure_takes_a_title_and_names_of_axes(string command, params string[] choice)
    {
        File.WriteAllText(_folder["m.csv"], "1,2\n3,4\n");
        string of = command == "heatmap" ? _folder["m.csv"] : "The cat.";

        CliRun.Of(
            [
                command, of, .. choice, "-o", _folder["a.svg"], "--quiet",
                "--title", "A title", "--xlabel", "key", "--ylabel", "query", "--caption", "Own words.",
            ]).Succeeded();
        CliRun.Of("figure", "--replot", _folder["a.svg"], "-o", _folder["b.svg"], "--quiet").Succeeded();

        string svg = File.ReadAllText(_folder["a.svg"]);
        Assert.All((string[])["A title", "key", "query", "Own words."], word => Assert.Contains($">{word}</text>", svg));
        Assert.Equal(svg, File.ReadAllText(_folder["b.svg"]));
    }

    [Theory]
    [InlineData("L3 mean", "--layers", "3", "--heads", "1,7")]
    [InlineData("mean", "--layers", "2-3", "--heads", "1,7", "--headings")]
    public void The_mean_stands_alone(string title, params string[] choice)
    {
        CliRun.Of(["figure", Text, .. choice, "-o", _folder["maps.svg"], "--quiet"]).Succeeded();
        CliRun.Of(["figure", Text, .. choice, "--mean", "only", "-o", _folder["mean.svg"], "--quiet"]).Succeeded();

        Panel mean = Assert.Single(FigureManifest.Read(_folder["mean.svg"]).Panels);
        Panel[] maps = [.. FigureManifest.Read(_folder["maps.svg"]).Panels];
        Assert.Equal(title, mean.Title);
        Assert.Contains($">{title}</text>", File.ReadAllText(_folder["mean.svg"]));
        for (int row = 0; row < mean.Values.Rows; row++)
        {
            Assert.Equal(maps.Average(map => map.Values[row, 2]), mean.Values[row, 2], 1e-6);
        }
    }

    [Fact]
    public void The_mean_over_texts_is_one_figure()
    {
        string texts = _folder.Write("texts.txt", "The cat sat.\nThe dog sat.\n"u8);
        string[] line = ["--layers", "3", "--heads", "7"];
        CliRun.Of(["figure", "-i", texts, "-o", _folder["a.svg"], "--quiet", .. line]).Succeeded();

        CliRun run = CliRun.Of(["figure", "-i", texts, "-o", _folder["m.svg"], "--mean-texts", .. line]).Succeeded();

        Assert.Equal($"Wrote {_folder["m.svg"]}: 1 attention map, the mean over 2 texts.\n", run.Out);
        Figure mean = FigureManifest.Read(_folder["m.svg"]);
        Matrix[] maps = [.. ((string[])["a-1.svg", "a-2.svg"]).Select(file => FigureManifest.Read(_folder[file]).Panels[0].Values)];
        Assert.Equal(["[CLS]", "the", "2", "sat", ".", "[SEP]"], mean.RowLabels);
        Assert.Equal("mean over 2 texts", mean.Caption[1].Text);
        for (int row = 0; row < 6; row++)
        {
            Assert.Equal((maps[0][row, 2] + maps[1][row, 2]) / 2, mean.Panels[0].Values[row, 2], 1e-6);
        }

        CliRun.Of("figure", "-i", _folder.Write("other.txt", "The cat sat.\nThe dog sat down.\n"u8), "-o", _folder["m.svg"], "--mean-texts").FailedWith(
            1,
            "The maps of the texts are of 6 to 7 tokens, and a mean needs as many of each: give texts of one length, or choose positions that all have "
                + "(--span).");
    }

    [Fact]
    public void Only_what_is_written_is_remarked_upon()
    {
        string[] line = ["figure", Text, "--layers", "0-1", "--width", "acl", "--quiet"];

        CliRun.Of([.. line, "--per-head", _folder["heads"]]).Succeeded();

        Assert.Contains("Labels are", CliRun.Of([.. line, "--per-head", _folder["heads"], "-o", _folder["a.svg"]]).Error);
    }

    [Fact]
    public void Weights_in_cells_have_two_decimals_and_are_remarked_where_they_are_small()
    {
        string[] line = ["figure", Text, "--layers", "0", "--heads", "0-1", "--annot", "--quiet", "-o", _folder["a.svg"]];

        CliRun.Of(line).Succeeded();
        Assert.Equal(".2f", FigureManifest.Read(_folder["a.svg"]).Annotation!.Format.ToString());
        Assert.Matches(
            @"\nattn: Numbers in cells are [\d.]+ pt high, less than the 5 pt that can be read; give more width, or show fewer maps or decimals\.\n$",
            "\n" + CliRun.Of([.. line, "--width", "acl"]).Error);
    }

    [Fact]
    public void A_terminal_shows_where_heads_look_and_the_maps()
    {
        Surroundings terminal = new() { OutputIsTerminal = true, Variables = new() { ["COLORTERM"] = "truecolor" } };

        string one = CliRun.With(terminal, "figure", Text, "--layers", "3", "--heads", "7").Succeeded().Out;
        string grid = CliRun.With(terminal, "figure", Text).Succeeded().Out;

        Assert.Matches("^L3 H7: [0-9]+ % to .*; strongest .* → .* 0\\.[0-9]+\n", one);
        Assert.Contains("cats ", one);
        Assert.Contains("\u001b[", one);
        Assert.Contains("▀", grid);
        Assert.Contains("L5 H11: ", grid);
        Assert.DoesNotContain("\u001b[", CliRun.With(terminal, "figure", Text, "--no-color").Succeeded().Out);
    }

    [Fact]
    public void A_pipe_gets_nothing_but_a_hint()
    {
        CliRun.Of("figure", Text).FailedWith(
            2, "Where should the figure go? Give a file, -o figure.png, or a folder for a file a head, --per-head FOLDER.");
    }

    [Theory]
    [InlineData("boundary", "--boundaries=0,2,1", "Boundaries must be at least two increasing numbers; given are 0, 2, 1.")]
    [InlineData("power", "--gamma=-1", "gamma must be positive, and -1 is not.")]
    [InlineData("symlog", "--linthresh=0", "linthresh must be positive, and 0 is not.")]
    [InlineData("asinh", "--linear-width=0", "linear-width must be positive, and 0 is not.")]
    [InlineData("centered", "--halfrange=-2", "halfrange must be positive, and -2 is not.")]
    public void A_norm_that_cannot_be_is_refused_before_a_model_is_looked_for(string norm, string parameter, string message) =>
        CliRun.Of("figure", Text, "-m", _folder["none"], "-o", _folder["a.png"], "--norm", norm, parameter).FailedWith(2, message);

    // Of the bundled fonts not the first, so that it writes Latin letters otherwise.
    private static byte[] Font()
    {
        using Stream stream = typeof(Figure).Assembly.GetManifestResourceStream("AttnExtract.Render.Fonts.DroidSansFallback.ttf")!;
        byte[] font = new byte[stream.Length];
        stream.ReadExactly(font);
        return font;
    }

    public void Dispose() => _folder.Dispose();
}
