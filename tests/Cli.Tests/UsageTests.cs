using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Command lines that are wrong, whatever files and models hold: exit code 2 and one sentence.</summary>
public sealed class UsageTests : IDisposable
{
    private const string SeeFigure = "See 'attn figure --help'.";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string[]> WrongLines { get; } = new()
    {
        {
            "No command 'figrue'. Did you mean 'figure'? There are "
                + "figure, view, heatmap, capture, ablate, patch, diff, measure, heads, prune, tokenize, predict, lens, embed, "
                + "merge, status, inspect, slurm, kubernetes, serve, list and completion.",
            ["figrue", "a"]
        },
        {
            "No command 'nonsense'. There are figure, view, heatmap, capture, ablate, patch, diff, measure, heads, prune, tokenize, predict, "
                + "lens, embed, merge, status, inspect, slurm, kubernetes, serve, list and completion.",
            ["help", "nonsense"]
        },
        {
            "A command comes before the text: attn figure \"The cat sat.\" -o figure.png. "
                + "Others are figure, view, heatmap, capture, ablate, patch, diff, measure, heads, prune, tokenize, predict, lens, embed, "
                + "merge, status, inspect, slurm, kubernetes, serve, list and completion.",
            ["The cat sat."]
        },
        {
            "A command comes first: figure, view, heatmap, capture, ablate, patch, diff, measure, heads, prune, tokenize, predict, lens, embed, "
                + "merge, status, inspect, slurm, kubernetes, serve, list and completion. "
                + "See 'attn --help'. Without one there are --help and --version.",
            ["-o", "a.png"]
        },
        {
            "'attn tokenize' has no option '--truncat'. Did you mean '--truncate'? "
                + "What begins with a dash and is no option comes after --.",
            ["tokenize", "--truncat", "a"]
        },
        {
            "'attn list' has no option '-z'. Did you mean '-h'? "
                + "What begins with a dash and is no option comes after --.",
            ["list", "sites", "-z"]
        },
        {
            "'attn list' has no option '--nonsense'. It has --format, --help, --json, --no-color, --output, --quiet, --verbose, -h, -o. "
                + "What begins with a dash and is no option comes after --.",
            ["list", "sites", "--nonsense"]
        },
        { "Option '-o' needs a value: -o FOLDER. See 'attn prune --help'.", ["prune", "3.5", "-o"] },
        { $"'sat' is one argument too many: 'attn figure' takes one TEXT; put it in quotes. {SeeFigure}", ["figure", "The cat", "sat"] },
        { "'sites' is one argument too many: 'attn inspect' takes options only. See 'attn inspect --help'.", ["inspect", "sites"] },
        { "'sites' is one argument too many: 'attn list' takes one WHAT. See 'attn list --help'.", ["list", "formats", "sites"] },
        { $"Option '-o' needs a value: -o FILE. {SeeFigure}", ["figure", "a", "-o"] },
        { $"Option '--cmap' needs a value: --cmap NAME. {SeeFigure}", ["figure", "a", "--cmap", "--dpi", "100"] },
        { $"Option '--cmap' was given more than once; give it once. {SeeFigure}", ["figure", "a", "--cmap", "hot", "--cmap", "jet"] },
        {
            $"No text: give a sentence in quotes, or a file of sentences with --input FILE (- reads standard input). {SeeFigure}",
            ["figure", "-o", "a.png"]
        },
        { $"Give TEXT or --input, not both. {SeeFigure}", ["figure", "a", "-i", "b.txt", "-o", "a.png"] },
        { $"Give TEXT or --from, not both. {SeeFigure}", ["figure", "a", "--from", "run.npz", "-o", "a.png"] },
        { $"Give --model or --from, not both. {SeeFigure}", ["figure", "-m", "x", "--from", "run.npz", "-o", "a.png"] },
        {
            "Where should the figure go? Give a file, -o figure.png, or a folder for a file a head, --per-head FOLDER.",
            ["figure", "The cat sat."]
        },
        { "Where should the numbers go? Give a file, -o run.safetensors; formats are .safetensors, .npz, .h5, .hdf5, .jsonl and .json.", ["capture", "a"] },
        {
            "'3-' cannot be read after --layers: numbers and ranges from 0 up were expected, such as 0-3,5.",
            ["figure", "a", "--layers", "3-"]
        },
        {
            "'5-3' cannot be read after --heads: numbers and ranges from 0 up were expected, such as 0-3,5.",
            ["figure", "a", "--heads", "5-3"]
        },
        { "'' cannot be read after --heads: numbers and ranges from 0 up were expected, such as 0-3,5.", ["figure", "a", "--heads", ""] },
        {
            "'0-99999999999' cannot be read after --layers: numbers and ranges from 0 to 99999 were expected, such as 0-3,5.",
            ["capture", "a", "-o", "a.npz", "--layers", "0-99999999999"]
        },
        { "'red' cannot be read after --vmin: a number was expected, such as 0.5.", ["figure", "a", "--vmin", "red"] },
        { "'NaN' cannot be read after --vmax: a number was expected, such as 0.5.", ["figure", "a", "--vmax", "NaN"] },
        { "The scale would run from 1 to 0.5: --vmin must lie below --vmax.", ["figure", "a", "--vmin", "1", "--vmax", "0.5"] },
        { "'--steps' is for --curve; give both, or leave it out.", ["ablate", "a", "--steps", "3"] },
        {
            "'--query' is for measures that are maps, and occlusion has one number a token; leave it out.",
            ["measure", "a", "--kind", "occlusion", "--query", "3", "--view", "text", "-o", "a.png"]
        },
        { "'--annot' is for --view cells; say so, or leave it out.", ["measure", "a", "--kind", "occlusion", "--view", "text", "-o", "a.png", "--annot"] },
        { "'--linecolor' is for --view cells; say so, or leave it out.", ["measure", "a", "--kind", "occlusion", "--view", "bars", "--linecolor", "red"] },
        { "'--quality' is for .webp, .jpg or .jpeg; write one, or leave it out.", ["figure", "a", "--quality", "30", "-o", "h.png"] },
        { "'--quality' is for .webp, .jpg or .jpeg; write one, or leave it out.", ["ablate", "a", "--quality", "30", "-o", "h.csv", "-o", "h.pdf"] },
        { "'101' cannot be used after --quality: a whole number from 1 to 100 was expected.", ["figure", "a", "--quality", "101"] },
        { "'0' cannot be used after --font-size: a number above 0 to 100 was expected.", ["figure", "a", "--font-size", "0"] },
        { "'5' cannot be used after --dpi: from 10 to 2400 pixels an inch were expected.", ["figure", "a", "--dpi", "5"] },
        { "'each' cannot be used after --scale: shared, row or panel was expected.", ["figure", "a", "--scale", "each"] },
        { "'rwo' cannot be used after --scale: shared, row or panel was expected. Did you mean 'row'?", ["figure", "a", "--scale", "rwo"] },
        { "'inner' cannot be used after --labels: outer, all or none was expected.", ["figure", "a", "--labels", "inner"] },
        {
            "'double' cannot be used after --precision: float32, float64 or bfloat16 was expected.",
            ["capture", "a", "-o", "a.npz", "--precision", "double"]
        },
        {
            "'1025' cannot be read after --threads: a whole number from 1 to 1024 was expected.",
            ["ablate", "a", "-o", "a.csv", "--threads", "1025"]
        },
        {
            "'99999999999' cannot be read after --max-length: a whole number from 1 to 2147483647 was expected.",
            ["tokenize", "a", "--max-length", "99999999999"]
        },
        { "'1e20' cannot be read after --steps: a whole number from 1 to 2147483647 was expected.", ["ablate", "a", "--curve", "greedy", "--steps", "1e20"] },
        { "'2147483648' cannot be read after --seed: a whole number from 0 to 2147483647 was expected.", ["heads", "a", "--seed", "2147483648"] },
        { "'-5' cannot be read after --seed: a whole number from 0 up was expected.", ["heads", "a", "--seed=-5"] },
        { "'100000' cannot be read after --heads: numbers and ranges from 0 to 99999 were expected, such as 0-3,5.", ["figure", "a", "--heads", "100000"] },
        { "'0' cannot be read after --max-length: a whole number from 1 up was expected.", ["tokenize", "a", "--max-length", "0"] },
        { "'a.pgn' has no extension of a figure; there are .png, .svg, .pdf, .webp, .jpg, .jpeg. Did you mean '.png'?", ["figure", "a", "-o", "a.pgn"] },
        { "'figure' has no extension of a figure; there are .png, .svg, .pdf, .webp, .jpg, .jpeg.", ["figure", "a", "-o", "figure"] },
        {
            "'run.npy' has no extension of a record; there are .safetensors, .npz, .h5, .hdf5, .jsonl, .json. Did you mean '.npz'?",
            ["capture", "a", "-o", "run.npy"]
        },
        {
            "'v.nyp' has no extension of a file of vectors; there are .npy, .safetensors, .parquet. Did you mean '.npy'?",
            ["embed", "texts.txt", "-o", "v.nyp"]
        },
        {
            "'delta.CVS' has no extension of a figure or table; there are .png, .svg, .pdf, .webp, .jpg, .jpeg, .csv, .json, .parquet. Did you mean '.csv'?",
            ["ablate", "a", "-o", "delta.CVS"]
        },
        { "'-o -' needs a format, because standard output has no extension: --format png, svg, pdf, webp or jpg.", ["figure", "a", "-o", "-"] },
        {
            "'-o -' needs a format, because standard output has no extension: --format safetensors, npz, h5, hdf5 or json.",
            ["capture", "a", "-o", "-"]
        },
        {
            "--format npy is no format of what this writes; there are safetensors, npz, h5, hdf5, json. Did you mean 'npz'?",
            ["capture", "a", "-o", "-", "--format", ".npy"]
        },
        {
            "--format gif is no format of what this writes; there are png, svg, pdf, webp, jpg, csv, json, parquet.",
            ["ablate", "a", "-o", "/dev/stdout", "--format", "gif"]
        },
        {
            "'-' takes one file, and .jsonl has others beside it; give the name of a file, or another format.",
            ["capture", "a", "-o", "-", "--format", "jsonl"]
        },
        {
            "'--format' is for '-o -', devices, pipes and '--per-head'; a file's extension is its format.",
            ["figure", "a", "-o", "a.png", "--format", "png"]
        },
        { $"Give --json or -o -, not both. {SeeFigure}", ["figure", "a", "-o", "-", "--format", "png", "--json"] },
        { "The sites cannot be drawn; -o is for colormaps.", ["list", "sites", "-o", "a.pdf"] },
        { "Give --json or --output, not both. See 'attn list --help'.", ["list", "colormaps", "--json", "-o", "a.pdf"] },
        { "List what? There are colormaps, families, formats, sites, measures, ablations and metrics: attn list colormaps", ["list"] },
        { "There is no list of 'colours'. There are colormaps, families, formats, sites, measures, ablations and metrics.", ["list", "colours"] },
    };

    [Theory]
    [MemberData(nameof(WrongLines))]
    public void A_wrong_command_line_ends_in_one_sentence(string message, string[] arguments)
    {
        CliRun.Of(arguments).FailedWith(2, message);
    }

    [Fact]
    public void An_unknown_colormap_suggests_the_nearest_and_lists_all()
    {
        CliRun run = CliRun.Of("figure", "a", "-o", "a.png", "--cmap", "Grens_r");

        Assert.StartsWith("attn: No colormap 'Grens_r'. Did you mean 'Greens_r'? There are Accent, afmhot, ", run.Error);
        Assert.EndsWith(
            ", YlOrBr, YlOrRd; each also reversed, with _r; or write colours: '#fff,#00441b' or 'white..#00441b'.\n", run.Error);
        Assert.Equal(2, run.ExitCode);
    }

    [Fact]
    public void A_terminal_is_spared_the_bytes_of_a_picture()
    {
        CliRun.With(new Surroundings { OutputIsTerminal = true }, "figure", "a", "-o", "-", "--format", "png")
            .FailedWith(2, "Standard output is a terminal, which cannot show this; send it on with | or >, or give a file to -o.");
    }

    [Theory]
    [InlineData("figure", "png")]
    [InlineData("capture", "npz")]
    [InlineData("capture", "h5")]
    [InlineData("ablate", "parquet")]
    public void So_is_a_terminal_that_is_named(string command, string format)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        CliRun.Of(command, "a", "-o", "/dev/tty", "--format", format)
            .FailedWith(2, "'/dev/tty' is a terminal, which cannot show this; give a file to -o.");
    }

    [Fact]
    public void Several_results_do_not_mix_on_standard_output()
    {
        string texts = _folder.Write("texts.txt", "one\ntwo\n"u8);

        CliRun.Of("capture", "-i", texts, "-o", "-", "--format", "json")
            .FailedWith(2, "'-o -' takes the result of one text, but there are 2; give a file to -o: each text gets a numbered one.");
    }

    [Fact]
    public void What_begins_with_a_dash_can_be_a_text()
    {
        Assert.Contains("-5 degrees", CliRun.Of("tokenize", "-5 degrees", "--json").Succeeded().Out);
        Assert.Contains("\"--quiet\"", CliRun.Of("tokenize", "--json", "--", "--quiet").Succeeded().Out);
    }

    [Fact]
    public void What_begins_with_an_at_sign_is_a_text_and_no_file()
    {
        Assert.Contains("\"@home now\"", CliRun.Of("tokenize", "@home now", "--json").Succeeded().Out);
    }

    public void Dispose() => _folder.Dispose();
}
