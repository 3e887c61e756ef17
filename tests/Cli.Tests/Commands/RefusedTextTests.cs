using System.Text;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

/// <summary>A text of a corpus that a model refuses is named by its number and its line; a text alone is not.</summary>
public sealed class RefusedTextTests : IDisposable
{
    private const string TooLong = "The text has 202 tokens, but bert reads at most 80. Shorten it, or cut it off with --truncate.";

    private static readonly string Model = Path.Combine(ReferenceData.OwnRoot, "families", "bert");
    private static readonly string Long = $"{string.Join(' ', Enumerable.Repeat("cat", 199))} [MASK]";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Every study over a corpus, with what is not the text on a line of its file.</summary>
    public static TheoryData<string, string> Studies { get; } = new()
    {
        { "heads FILE", "" },
        { "ablate -i FILE", "" },
        { "measure -i FILE --kind rollout", "" },
        { "predict -i FILE --top 1", "" },
        { "capture -i FILE", "" },
        { "diff -i FILE", "the cat\t" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Studies))]
    public void It_is_named_in_every_study_and_in_the_state_of_a_run(string study, string before)
    {
        string[] texts = ["the [MASK] sat", "", "on the [MASK]", "a [MASK]", "two [MASK] cats", "a [MASK]", "", Long, "the [MASK]", Long];
        File.WriteAllLines(_folder["texts.txt"], texts.Select(text => text.Length > 0 ? before + text : text));
        string message = $"{TooLong} That was text 6 of '{_folder["texts.txt"]}', in line 8.";

        foreach (string threads in (string[])["1", "2"])
        {
            Of(study, "--chunk", "4", "--threads", threads, "-o", _folder["plain.csv.npz"[..(study.StartsWith("capture", StringComparison.Ordinal) ? 13 : 9)]])
                .FailedWith(1, message);
        }

        string run = _folder["run/"];
        Of(study, "--chunk", "4", "-o", run).FailedWith(1, message);
        Assert.Contains($"): {message}\n", CliRun.Of("status", run).Succeeded().Out);
    }

    [Theory]
    [InlineData("ablate -i FILE --unit pairs")]
    [InlineData("ablate -i FILE --curve greedy")]
    public void It_is_named_where_no_chunks_are_made(string study)
    {
        File.WriteAllLines(_folder["texts.txt"], ["the cat", "", Long]);
        Of(study, "-o", _folder["a.csv"]).FailedWith(1, $"{TooLong} That was text 2 of '{_folder["texts.txt"]}', in line 3.");
    }

    [Theory]
    [InlineData("texts.csv", "id,text\n1,the cat\n2,\"the\ncat\"\n3,{0}\n", "in line 5")]
    [InlineData("texts.tsv", "text\tid\n{0}\t1\n", "in line 2")]
    [InlineData("texts.jsonl", "{{\"text\":null}}\n{{\"text\":\"{0}\"}}\n", "in line 2")]
    public void Lines_are_those_of_the_file(string name, string content, string line)
    {
        File.WriteAllText(_folder[name], string.Format(null, content, Long));
        CliRun run = CliRun.Of("heads", _folder[name], "--column", "text", "-m", Model, "-o", _folder["a.csv"]);
        Assert.StartsWith($"attn: {TooLong} That was text ", run.Error);
        Assert.EndsWith($" of '{_folder[name]}', {line}.\n", run.Error);
    }

    [Fact]
    public void Without_lines_its_number_is_told()
    {
        Surroundings piped = new() { Input = Encoding.UTF8.GetBytes($"the cat\n\n{Long}\n") };
        foreach (string[] study in (string[][])[["heads", "-"], ["capture", "-i", "-"], ["ablate", "-i", "-"], ["ablate", "-i", "-", "--unit", "pairs"]])
        {
            CliRun.With(piped, [.. study, "-m", Model, "-o", _folder[study[0] == "capture" ? "a.npz" : "a.csv"]])
                .FailedWith(1, $"{TooLong} That was text 2 of standard input, counted from 1.");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("--relations all")]
    public void Of_a_treebank_its_first_line_is_told(string choice)
    {
        string trees = _folder["trees.conllu"];
        File.WriteAllLines(trees, [.. TreeOf("two cats"), "# sent_id = 2", "# text = …", .. TreeOf(Long), .. TreeOf("a cat")]);
        string[] study = ["heads", trees, "-m", Model, .. choice.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        string message = $"{TooLong} That was text 2 of '{trees}', in line 6.";

        CliRun.Of([.. study, "-o", _folder["a.csv"]]).FailedWith(1, message);
        CliRun.Of([.. study, "--chunk", "1", "-o", _folder["run/"]]).FailedWith(1, message);
        Assert.Contains($"): {message}\n", CliRun.Of("status", _folder["run/"]).Succeeded().Out);

        // Elsewhere a text of white space alone does not count.
        File.WriteAllLines(trees, [.. TreeOf("two cats"), "1\t\u00a0\t_\tNOUN\t_\t_\t0\tdep\t_\t_", ""]);
        CliRun blank = CliRun.Of([.. study, "-o", _folder["a.csv"]]);
        if (choice.Length > 0)
        {
            blank.FailedWith(1, $"The text is only white space; give a sentence with words. That was text 2 of '{trees}', in line 4.");
        }
        else
        {
            blank.Succeeded();
        }
    }

    [Fact]
    public void Whatever_else_is_wrong_with_it_it_is_named()
    {
        File.WriteAllLines(_folder["texts.txt"], ["the [MASK]", "", "no word", "the cat \u200b", "\u200b"]);
        string place = $" of '{_folder["texts.txt"]}', in line ";
        Of("predict -i FILE", "-o", _folder["a.csv"]).FailedWith(
            1, $"The text has no masked word; write [MASK] where one is to be guessed. That was text 2{place}3.");
        Of("embed FILE", "-o", _folder["a.npy"]).FailedWith(
            1, $"The tokenizer finds nothing to read in '\u200b'; give a sentence with words. That was text 4{place}5.");
        Of("measure -i FILE --kind gradient --target token:4", "-o", _folder["a.csv"]).FailedWith(
            1,
            "There is no token 4: the text has tokens 0 to 3, special tokens included. See them with: attn tokenize TEXT That was text 1" + $"{place}1.");
    }

    [Fact]
    public void A_text_alone_and_what_is_not_one_texts_fault_is_told_as_before()
    {
        File.WriteAllLines(_folder["texts.txt"], ["the cat", "on the mat"]);
        CliRun.Of("ablate", Long, "-m", Model, "-o", _folder["a.csv"]).FailedWith(1, TooLong);
        CliRun.Of("capture", Long, "-m", Model, "-o", _folder["a.npz"]).FailedWith(1, TooLong);
        Of("capture -i FILE --layers 9", "-o", _folder["a.npz"]).FailedWith(1, "There is no layer 9: bert has layers 0 to 2.");
        File.WriteAllLines(_folder["reference.txt"], [Long]);
        Of($"ablate -i FILE --kind resample --reference {_folder["reference.txt"]}", "-o", _folder["a.csv"]).FailedWith(1, TooLong);
    }

    private CliRun Of(string study, params string[] more) =>
        CliRun.Of([.. study.Split(' ').Select(word => word == "FILE" ? _folder["texts.txt"] : word), "-m", Model, .. more]);

    private static string[] TreeOf(string text) => [.. text.Split(' ').Select((word, i) => $"{i + 1}\t{word}\t_\tNOUN\t_\t_\t{i}\tdep\t_\t_"), ""];
}
