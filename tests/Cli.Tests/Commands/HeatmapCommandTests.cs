using System.Text;
using System.Text.Json;
using AttnExtract.Render.Scales.Norms;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class HeatmapCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Whatever is wrong with files and options; {0} is the file.</summary>
    public static TheoryData<int, string, string, string[]> WrongLines { get; } = new()
    {
        { 1, "'{0}' is ragged: line 3 has 1 field, and line 2 has 2; every row needs as many.", "1,2\n3,4\n5\n", [] },
        { 1, "'{0}', line 2, field 2: 'x' is not a number; leave the field empty where there is none.", "1,2\n3,x\n5,6\n", [] },
        { 1, "'{0}' is empty; write one line of numbers for each row.", "", [] },
        {
            1, "There is no number to draw: every cell is NaN or hidden; give --vmin and --vmax to draw it all the same.",
            "nan,nan\nnan,nan\n", []
        },
        {
            1, "There is no number to draw: every cell is NaN or hidden; give --vmin and --vmax to draw it all the same.",
            "1,2\n3,4\n", ["--mask", "all.csv"]
        },
        { 1, "The mask has 1 rows of 3 columns, and the heatmap has 2 of 2; give one answer a cell.", "1,2\n3,4\n", ["--mask", "row.csv"] },
        {
            1, "The annotations have 1 rows of 3 columns, and the heatmap has 2 of 2; give one number a cell.", "1,2\n3,4\n",
            ["--annot", "row.csv"]
        },
        { 2, "The scale would run from 2 to 2: --vmin must lie below --vmax.", "1,2\n", ["--vmin", "2", "--vmax", "2"] },
        {
            1, "The scale would run from 5 to 2; vmin must lie below vmax: change one, or leave both out to take them from the data.",
            "1,2\n", ["--vmin", "5"]
        },
        {
            1, "A logarithmic scale needs positive numbers, and there are none; use norm symlog or asinh.", "0,-2\n", ["--norm", "log"]
        },
        {
            2, "'.2q' is not a number format; write one as in Python, such as '.2f', '.1%', '.2g', '.1e' or 'd'.", "1,2\n",
            ["--annot", "--fmt", ".2q"]
        },
        {
            1, "The format 'd' is for whole numbers, and 1.5 is none; use '.2f' or '.2g' for instance.", "1.5,2\n", ["--fmt", "d"]
        },
        {
            2, "Boundaries must be at least two increasing numbers; given are 0, 2, 1.", "1,2\n",
            ["--norm", "boundary", "--boundaries", "0,2,1"]
        },
        {
            2, "'0;1' cannot be read after --boundaries: a number was expected, such as 0.5.", "1,2\n",
            ["--norm", "boundary", "--boundaries", "0;1"]
        },
        { 2, "'--gamma' is for --norm power; say so, or leave it out.", "1,2\n", ["--gamma", "2"] },
        { 2, "'--vcenter' is for --norm twoslope or centered; say so, or leave it out.", "1,2\n", ["--norm", "log", "--vcenter", "2"] },
        {
            2,
            "No norm 'logg'. Did you mean 'log'? There are linear, log, symlog, asinh, power, twoslope, centered, boundary, rank.",
            "1,2\n", ["--norm", "logg"]
        },
        { 2, "A width of 0cm cannot be; give one above 0, such as 8cm.", "1,2\n", ["--width", "0cm"] },
        {
            2,
            "'nips' is not a width. Write a number with in, cm, mm, pt or px, or one of acl, acl-double, neurips, ieee, ieee-double, "
                + "nature, nature-double, a4, slide.",
            "1,2\n", ["--width", "nips"]
        },
        { 1, "There are 3 column labels for 2 columns; give one a column, or none.", "1,2\n", ["--xticklabels", "a,b,c"] },
        { 1, "There are 2 row labels for 1 row; give one a row, or none.", "1,2\n", ["--yticklabels", "a,b"] },
        {
            2, "'0' cannot be used after --xticklabels: every Nth label was expected, with N from 1 up; off leaves all out.", "1,2\n",
            ["--xticklabels", "0"]
        },
        {
            2, "'-3' cannot be used after --yticklabels: every Nth label was expected, with N from 1 up; off leaves all out.", "1,2\n",
            ["--yticklabels=-3"]
        },
        { 2, "'maybe' cannot be used after --cbar: on or off was expected.", "1,2\n", ["--cbar", "maybe"] },
        { 2, "'-1' cannot be used after --linewidths: a number from 0 to 1000 was expected.", "1,2\n", ["--linewidths", "-1"] },
        { 2, "'0' cannot be used after --annot-size: a number above 0 was expected.", "1,2\n", ["--annot-size", "0"] },
        { 2, "No theme 'drak'. Did you mean 'dark'? There are light, dark.", "1,2\n", ["--theme", "drak"] },
        { 1, "There is no font file 'none.ttf'.", "1,2\n", ["--font", "none.ttf"] },
    };

    [Theory]
    [MemberData(nameof(WrongLines))]
    public void What_cannot_be_drawn_ends_in_one_sentence(int exitCode, string message, string csv, string[] options)
    {
        _folder.Write("all.csv", "1,1\n1,1\n"u8);
        _folder.Write("row.csv", "1,0,0\n"u8);
        string matrix = _folder.Write("matrix.csv", Encoding.UTF8.GetBytes(csv));
        string[] placed = [.. options.Select(option => option.EndsWith(".csv", StringComparison.Ordinal) ? _folder[option] : option)];

        CliRun.Of(["heatmap", matrix, "-o", _folder["m.png"], .. placed]).FailedWith(exitCode, message.Replace("{0}", matrix));

        Assert.False(File.Exists(_folder["m.png"]));
    }

    [Theory]
    [InlineData("[[1, -1e400], [1e401, 2]]", "-1e400", "-inf")]
    [InlineData("{\"data\":[[1e999,2]]}", "1e999", "inf")]
    public void A_number_of_JSON_beyond_double_precision_is_remarked(string table, string number, string read)
    {
        string matrix = _folder.Write("large.json", Encoding.UTF8.GetBytes(table));

        CliRun run = CliRun.Of("heatmap", matrix, "--json");

        Assert.Equal($"attn: '{matrix}': '{number}' is beyond double precision and is read as {read}, as Python reads it.\n", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void Infinity_in_JSON_is_not_remarked() =>
        CliRun.Of("heatmap", _folder.Write("m.json", "[[1, -Infinity], [Infinity, 2]]"u8), "--json").Succeeded();

    [Fact]
    public void Headers_become_labels_and_the_picture_goes_into_any_format()
    {
        string matrix = _folder.Write("matrix.csv", ",alpha,beta\none,1,2\ntwo,3,\n"u8);
        string svg = _folder["m.svg"];

        CliRun run = CliRun.Of(
            "heatmap", matrix, "-o", svg, "-o", _folder["m.pdf"], "--cells", "vector", "--annot", "--square").Succeeded();

        Assert.Equal($"Wrote {svg} and {_folder["m.pdf"]}: a heatmap of 2 rows and 2 columns.\n", run.Out);
        Assert.All(["alpha", "beta", "one", "two"], label => Assert.Contains($">{label}<", File.ReadAllText(svg)));
        Assert.DoesNotContain("<image", File.ReadAllText(svg));
    }

    [Theory]
    [InlineData("m.csv", "month,1949,1950\nJan,NaN,NaN\n")]
    [InlineData("m.tsv", "month\t1949\t1950\nJan\tNaN\t\n")]
    [InlineData("m.json", "{\"a\":{\"x\":null},\"b\":{\"x\":null}}")]
    public void What_fails_is_not_remarked_besides(string name, string table) =>
        CliRun.Of("heatmap", _folder.Write(name, Encoding.UTF8.GetBytes(table)), "-o", _folder["m.svg"])
            .FailedWith(1, "There is no number to draw: every cell is NaN or hidden; give --vmin and --vmax to draw it all the same.");

    [Theory]
    [InlineData("1e400,2\n3,4\n", 1, "1e400", "inf")]
    [InlineData("1.5,2\n3,-2.5e999\n", 2, "-2.5e999", "-inf")]
    public void A_number_beyond_double_precision_is_remarked(string table, int line, string number, string read)
    {
        string matrix = _folder.Write("large.csv", Encoding.UTF8.GetBytes(table));

        CliRun run = CliRun.Of("heatmap", matrix, "--json");

        Assert.Equal(
            $"attn: '{matrix}', line {line}: '{number}' is beyond double precision and is read as {read}, as pandas reads it.\n", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void Infinity_in_words_is_not_remarked() =>
        CliRun.Of("heatmap", _folder.Write("words.csv", "inf,2\n3,-Infinity\n"u8), "--json").Succeeded();

    [Fact]
    public void A_mistake_in_json_is_said_with_its_place()
    {
        string matrix = _folder.Write("open.json", "[[1,2],\n[3,4"u8);

        CliRun.Of("heatmap", matrix, "--json").FailedWith(1, $"'{matrix}' is not valid JSON: the mistake is on line 2, byte 5.");
    }

    [Fact]
    public void One_of_several_arrays_is_chosen_by_an_option()
    {
        CliRun.Of("capture", "The cat sat.", "--layers", "0-1", "-o", _folder["run.npz"], "--quiet").Succeeded();

        Assert.Equal(
            $"attn: '{_folder["run.npz"]}' holds 3 arrays; name one of them with --array: record, layers.0.attention.pattern, layers.1.attention.pattern.\n",
            CliRun.Of("heatmap", _folder["run.npz"], "--json").Error);
    }

    [Fact]
    public void A_format_that_is_not_near_any_is_not_guessed()
    {
        string matrix = _folder.Write("m.csv", "1,2\n3,4\n"u8);

        CliRun.Of("heatmap", matrix, "-o", _folder["h.gif"]).FailedWith(
            2, $"'{_folder["h.gif"]}' has no extension of a figure; there are .png, .svg, .pdf, .webp, .jpg, .jpeg.");
    }

    [Fact]
    public void A_table_of_two_readings_is_remarked_in_one_line_and_the_other_is_chosen()
    {
        string matrix = _folder.Write("matrix.csv", "month,1949,1950\nJan,112,115\n"u8);

        CliRun run = CliRun.Of("heatmap", matrix, "--json");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            $"attn: '{matrix}': the numbers of its first row are read as labels of columns; --header off reads them as data.\n", run.Error);
        Assert.Equal(115, JsonDocument.Parse(run.Out).RootElement.GetProperty("vmax").GetDouble());

        Assert.Equal(
            1950, JsonDocument.Parse(CliRun.Of("heatmap", matrix, "--json", "--header", "off").Succeeded().Out).RootElement.GetProperty("vmax").GetDouble());
        CliRun.Of("heatmap", matrix, "--json", "--index", "yes").FailedWith(
            2, "'yes' cannot be used after --index: on, off or auto was expected.");
    }

    [Fact]
    public void A_part_of_an_array_with_more_axes_is_picked()
    {
        using MemoryStream stream = new();
        AttnExtract.Extract.Formats.NpyArray.Write(stream, [2, 3, 1, 2], [.. Enumerable.Range(0, 12).Select(number => (float)number)]);
        string cube = _folder.Write("cube.npy", stream.ToArray());

        JsonElement drawn = JsonDocument.Parse(CliRun.Of("heatmap", cube, "--index", "1,2", "--json").Succeeded().Out).RootElement;
        Assert.Equal((10, 11), (drawn.GetProperty("vmin").GetDouble(), drawn.GetProperty("vmax").GetDouble()));
        CliRun.Of("heatmap", cube, "--index", "1,3", "--json").FailedWith(
            1, $"'{cube}' has the shape [2, 3, 1, 2], of which [1, 3] is no part; count from 0, and leave two axes for rows and columns.");
    }

    [Fact]
    public void A_table_comes_from_another_program_too()
    {
        CliRun run = CliRun.With(new() { Input = "0,5;1,5\n2;3\n"u8.ToArray() }, "heatmap", "-", "--json").Succeeded();

        Assert.Equal(0.5, JsonDocument.Parse(run.Out).RootElement.GetProperty("vmin").GetDouble());
    }

    [Fact]
    public void Numbers_of_another_file_stand_in_the_cells()
    {
        string matrix = _folder.Write("matrix.csv", "1,2\n"u8);
        string other = _folder.Write("other.csv", "8,9\n"u8);

        CliRun run = CliRun.Of("heatmap", matrix, "--annot", other, "--fmt", ".1f", "--json").Succeeded();

        Assert.Equal(["8.0", "9.0"], JsonDocument.Parse(run.Out).RootElement.GetProperty("texts").EnumerateArray()
            .Select(text => text.GetProperty("text").GetString()!));
    }

    [Fact]
    public void Texts_of_another_file_stand_in_the_cells_by_their_labels_and_come_back_from_the_figure()
    {
        string matrix = _folder.Write("matrix.csv", ",a,b\nx,1,2\ny,3,4\n"u8);
        string stars = _folder.Write("stars.csv", ";b;a\ny;n.s.;0,51**\nx;;1\n"u8);

        Assert.Equal(["1", "0,51**", "n.s."], Texts("heatmap", matrix, "--annot", stars, "--json"));
        CliRun.Of("heatmap", matrix, "--annot", stars, "-o", _folder["m.svg"]).Succeeded();
        CliRun.Of("figure", "--replot", _folder["m.svg"], "-o", _folder["again.svg"]).Succeeded();
        Assert.Equal(File.ReadAllText(_folder["m.svg"]), File.ReadAllText(_folder["again.svg"]));
    }

    [Fact]
    public void An_empty_field_writes_nothing()
    {
        string matrix = _folder.Write("matrix.csv", "1,2\n3,4\n"u8);

        Assert.Equal(["8.0", "9.0"], Texts("heatmap", matrix, "--annot", _folder.Write("a.csv", "8,\n,9\n"u8), "--fmt", ".1f", "--json"));
    }

    [Theory]
    [InlineData(",b,a\ny,0,1\nx,0,0\n", "1 2 4")]
    [InlineData("0,0\n1,0\n", "1 2 4")]
    [InlineData("False,False\nTrue,False\n", "1 2 4")]
    public void A_mask_lies_on_by_its_labels(string mask, string left)
    {
        string matrix = _folder.Write("matrix.csv", ",a,b\nx,1,2\ny,3,4\n"u8);

        Assert.Equal(left.Split(), Texts("heatmap", matrix, "--mask", _folder.Write("mask.csv", Encoding.UTF8.GetBytes(mask)), "--annot", "--json"));
    }

    [Theory]
    [InlineData(
        "--mask", ",a,c\nx,0,1\ny,0,0\n",
        "The mask has no column 'b', which the heatmap has; its columns are a, c. Give it the same labels, or none.")]
    [InlineData(
        "--mask", ",a,b\nx,0,1\ny,0,0\nz,0,0\n",
        "The mask has the row 'z', which the heatmap has not; the heatmap's rows are x, y. Give it the same labels, or none.")]
    [InlineData(
        "--annot", ",a,c\nx,*,1\ny,0,0\n",
        "The file of annotations has no column 'b', which the heatmap has; its columns are a, c. Give it the same labels, or none.")]
    public void Labels_that_do_not_fit_are_refused(string option, string other, string message)
    {
        string matrix = _folder.Write("matrix.csv", ",a,b\nx,1,2\ny,3,4\n"u8);

        CliRun.Of("heatmap", matrix, "--json", option, _folder.Write("other.csv", Encoding.UTF8.GetBytes(other))).FailedWith(1, message);
    }

    [Fact]
    public void Who_lets_annot_swallow_the_matrix_is_told_so()
    {
        CliRun.Of("heatmap", "--annot", "m.csv", "-o", "m.png").FailedWith(
            2,
            "No matrix: give a file of numbers, .csv, .tsv, .txt, .dat, .json, .npy or .npz, before --annot, which took 'm.csv' for the numbers to "
                + "write. See 'attn heatmap --help'.");
        CliRun.Of("heatmap", "-o", "m.png").FailedWith(
            2, "No matrix: give a file of numbers, .csv, .tsv, .txt, .dat, .json, .npy or .npz. See 'attn heatmap --help'.");
        CliRun.Of("figure", "--annot", "The cat", "-o", "m.png").FailedWith(
            2, "'--annot' takes a file in attn heatmap only, and was followed by 'The cat'; put the text before it.");
    }

    [Theory]
    [InlineData("--center", "2")]
    [InlineData("--robust")]
    [InlineData("--norm", "log")]
    [InlineData("--annot")]
    [InlineData("--annot-size", "5")]
    [InlineData("--linewidths", "1")]
    [InlineData("--cbar", "off")]
    [InlineData("--cbar-label", "weight")]
    [InlineData("--cbar-location", "bottom")]
    [InlineData("--cbar-location", "left")]
    [InlineData("--cbar-location", "top")]
    [InlineData("--cbar-ticks", "1,2")]
    [InlineData("--xticklabels", "off")]
    [InlineData("--xticklabels", "2")]
    [InlineData("--yticklabels", "a,b")]
    [InlineData("--square")]
    [InlineData("--width", "ieee")]
    [InlineData("--theme", "dark")]
    public void Every_choice_changes_the_picture(params string[] choice)
    {
        string matrix = _folder.Write("matrix.csv", "1,2,7\n3,4,9\n"u8);
        CliRun.Of("heatmap", matrix, "-o", _folder["a.png"]).Succeeded();
        CliRun.Of(["heatmap", matrix, "-o", _folder["b.png"], .. choice]).Succeeded();

        Assert.NotEqual(File.ReadAllBytes(_folder["a.png"]), File.ReadAllBytes(_folder["b.png"]));
    }

    [Fact]
    public void Every_norm_draws()
    {
        string matrix = _folder.Write("matrix.csv", "1,2,7\n3,4,9\n"u8);
        foreach (NormKind kind in NormCatalog.All)
        {
            string[] edges = kind.Name == "boundary" ? ["--boundaries", "0,3,9"] : [];
            CliRun.Of(["heatmap", matrix, "-o", _folder["a.png"], "--norm", kind.Name, .. edges]).Succeeded();
        }
    }

    [Fact]
    public void A_terminal_shows_it_and_a_pipe_gets_a_hint()
    {
        string matrix = _folder.Write("matrix.csv", "1,2\n3,4\n"u8);
        Surroundings terminal = new() { OutputIsTerminal = true, Variables = new() { ["COLORTERM"] = "truecolor" } };

        Assert.Contains("\u001b[", CliRun.With(terminal, "heatmap", matrix).Succeeded().Out);
        Assert.DoesNotContain("\u001b[", CliRun.With(terminal, "heatmap", matrix, "--no-color").Succeeded().Out);
        CliRun.Of("heatmap", matrix).FailedWith(
            2, "Where should the heatmap go? Give a file, -o heatmap.png, or --json for limits, colours and texts.");
    }

    [Fact]
    public void A_map_that_misleads_is_remarked_once()
    {
        string matrix = _folder.Write("matrix.csv", "1,2\n3,4\n"u8);

        CliRun run = CliRun.Of("heatmap", matrix, "--cmap", "tab10", "-o", _folder["a.png"], "-o", _folder["b.svg"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            "attn: The colormap 'tab10' is for classes: its colours have no order, so that more does not look like more; "
                + "take a sequential map.\n",
            run.Error);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Texts(params string[] line) =>
        JsonDocument.Parse(CliRun.Of(line).Succeeded().Out).RootElement.GetProperty("texts").EnumerateArray()
            .Select(text => text.GetProperty("text").GetString()!);
}
