using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using AttnExtract.Extract.Formats;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>
/// Every guess about an input that docs/inputs.md lists: what the program takes it for, and that it says so where the page says that it does and
/// nothing where it does not.
/// </summary>
public sealed partial class InputGuessTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(ReferenceData.RepositoryRoot, "docs", "inputs.md"));

    // What is there, the command line, and what shows how it was read.
    private static readonly Dictionary<string, (Action<TemporaryFolder> Write, string Command, string Shows)> Guesses = new()
    {
        ["fields that `;`, tabs or blanks part in a file named `.csv`"] = (Text("m.csv", "1;2;3\n4;5;6\n"), "heatmap m.csv", "2 rows and 3 columns"),
        ["`1,234` where `;` or a tab separates"] = (Text("m.csv", "1,234;2\n3;4\n"), "heatmap m.csv --annot", ">1.2<"),
        ["empty fields, `NA` and `null`"] = (Text("m.csv", "1,NA\n,null\n"), "heatmap m.csv", "2 rows and 2 columns"),
        ["`True` and `False`"] = (Text("m.csv", "True,0.5\nFalse,2\n"), "heatmap m.csv", "2 rows and 2 columns"),
        ["a comment that names no columns, and blank lines"] = (Text("m.csv", "# by hand\n1,2,3\n\n4,5,6\n"), "heatmap m.csv", "2 rows and 3 columns"),
        ["a comment with a name for each column"] = (Text("m.txt", "# left right\n1 2\n3 4\n"), "heatmap m.txt", ">left<"),
        ["`[` or `{` at the beginning of standard input"] = (Text("stdin", "[[1, 2], [3, 4]]"), "heatmap -", "2 rows and 2 columns"),
        ["JSON with texts as outer and inner names"] = (Json("""{"a":{"x":1,"y":2,"z":3}}"""), "heatmap m.json", "3 rows and 1 column"),
        ["JSON whose outer names alone count from 0"] = (Json("""{"0":{"a":1,"b":2,"c":3}}"""), "heatmap m.json", "1 row and 3 columns"),
        ["JSON whose inner names count from 0"] = (Json("""{"a":{"0":1,"1":2,"2":3}}"""), "heatmap m.json", "3 rows and 1 column"),
        ["JSON records that begin with a text each"] = (Json("""[{"name":"x","a":1,"b":2}]"""), "heatmap m.json", "1 row and 2 columns"),
        ["an array of one axis"] = (Array("m.npy", [3], 1, 2, 3), "heatmap m.npy", "1 row and 3 columns"),
        ["an array whose first axes have length 1"] = (Array("m.npy", [1, 1, 2, 3], 1, 2, 3, 4, 5, 6), "heatmap m.npy", "2 rows and 3 columns"),
        ["a mask or annotations with labels in another order"] = (
            folder =>
            {
                Text("m.csv", ",a,b\nx,1,2\ny,3,4\n")(folder);
                Text("marks.csv", ",b,a\ny,here,\nx,,\n")(folder);
            },
            "heatmap m.csv --annot marks.csv",
            ">here<"),
        ["annotations with a text among numbers"] = (
            folder =>
            {
                Text("m.csv", "1,2\n3,4\n")(folder);
                Text("marks.csv", "0.500,n.s.\n1,2\n")(folder);
            },
            "heatmap m.csv --annot marks.csv",
            ">0.500<"),
        ["attention with four axes"] = (Attention("a.npy", [2, 1, 2, 2]), "figure --from a.npy", ">L1 H0<"),
        ["attention with three axes"] = (Attention("a.npy", [2, 2, 2]), "figure --from a.npy", ">L0 H1<"),
        ["attention with five axes, one of them of length 1"] = (Attention("a.npy", [2, 1, 2, 2, 2]), "figure --from a.npy", "4 attention maps of 2 tokens"),
        ["an archive with names that end in `pattern`"] = (
            folder =>
            {
                using ZipArchive archive = ZipFile.Open(folder["a.npz"], ZipArchiveMode.Create);
                foreach ((string name, long[] shape) in ((string, long[])[])[("blocks.0.pattern.npy", [1, 2, 2]), ("blocks.0.scores.npy", [1, 3, 3])])
                {
                    using Stream member = archive.CreateEntry(name).Open();
                    NpyArray.Write(member, shape, Even(shape));
                }
            },
            "figure --from a.npz",
            "1 attention map of 2 tokens"),
        ["`--tokens` that is a file's name"] = (
            folder =>
            {
                Attention("a.npy", [1, 2, 2])(folder);
                Text("tokens", "one\ntwo\n")(folder);
            },
            "figure --from a.npy --tokens tokens",
            ">two<"),
        ["no tokens"] = (Attention("a.npy", [1, 2, 2]), "figure --from a.npy", ">1<"),
        ["rows that do not sum to 1"] = (Array("a.npy", [1, 1, 2], 0.5f, 0.25f), "figure --from a.npy", "1 attention map of 1 by 2 tokens"),
        ["`[CLS]` and `[SEP]`"] = (
            Attention("a.npy", [1, 3, 3]), "figure --from a.npy --tokens [CLS],a,[SEP] --drop-special", "1 attention map of 1 token"),
        ["`##` and `Ġ`"] = (Attention("a.npy", [1, 3, 3]), "figure --from a.npy --tokens Ġun,like,Ġly --merge sum", "1 attention map of 2 words"),
    };

    private readonly TemporaryFolder _folder = new();

    /// <summary>The rows of the page's table.</summary>
    public static TheoryData<string, string> Rows() => new(
        Row.Matches(Page[Page.IndexOf("## What else is guessed", StringComparison.Ordinal)..]).Skip(1)
            .Select(row => (row.Groups["what"].Value, row.Groups["said"].Value)));

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_guess_is_said_or_needs_no_word(string what, string said)
    {
        (Action<TemporaryFolder> write, string command, string shows) = Guesses[what];
        write(_folder);
        string[] words =
        [
            .. command.Split(' ').Select(word => File.Exists(_folder[word]) ? _folder[word] : word.Replace(',', ' ')), "-o", _folder["out.svg"],
        ];

        CliRun run = CliRun.With(new Surroundings { Input = File.Exists(_folder["stdin"]) ? File.ReadAllBytes(_folder["stdin"]) : [] }, words);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(shows, run.Out + File.ReadAllText(_folder["out.svg"]));
        if (said == "nothing")
        {
            Assert.Equal("", run.Error);
            return;
        }

        Assert.Equal(1, run.Error.Count(character => character == '\n'));
        Assert.All(Words.Matches(said.Replace("`", "")), word => Assert.Contains(word.Value, run.Error));
    }

    [Fact]
    public void Every_guess_is_on_the_page() => Assert.Equal(Guesses.Keys, Rows().Select(row => row.Data.Item1));

    public void Dispose() => _folder.Dispose();

    private static Action<TemporaryFolder> Text(string name, string text) => folder => File.WriteAllText(folder[name], text, new UTF8Encoding(false));

    private static Action<TemporaryFolder> Json(string text) => Text("m.json", text);

    private static Action<TemporaryFolder> Attention(string name, long[] shape) => Array(name, shape, Even(shape));

    private static Action<TemporaryFolder> Array(string name, long[] shape, params float[] values) => folder =>
    {
        using FileStream file = File.Create(folder[name]);
        NpyArray.Write(file, shape, values);
    };

    private static float[] Even(long[] shape) =>
        [.. Enumerable.Repeat(1f / shape[^1], (int)shape.Aggregate(1L, (size, length) => size * length))];

    [GeneratedRegex(@"^\| (?<what>[^|]*) \| [^|]* \| (?<said>[^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row { get; }

    [GeneratedRegex(@"\S+")]
    private static partial Regex Words { get; }
}
