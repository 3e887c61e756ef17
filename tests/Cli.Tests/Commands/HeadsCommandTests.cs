using System.Text.Json;
using System.Text.RegularExpressions;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class HeadsCommandTests : IDisposable
{
    private const string Prefix = "statistics/";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Statistics_and_divergences_agree_with_Python()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "minilm.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "minilm.safetensors"));
        File.WriteAllLines(
            _folder["texts.txt"], description.RootElement.GetProperty("reference_texts").EnumerateArray().Select(text => text.GetString()!));

        CliRun run = CliRun.Of("heads", _folder["texts.txt"], "--json", "--quiet").Succeeded();

        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        string[] keys = [.. expected.Tensors.Keys.Where(key => key.StartsWith(Prefix, StringComparison.Ordinal))];
        Assert.NotEmpty(keys);
        foreach (string key in keys)
        {
            string name = key[Prefix.Length..];
            JsonElement actual = name == "js" ? result.RootElement.GetProperty(name) : result.RootElement.GetProperty("statistics").GetProperty(name);
            ReferenceArrays.AssertClose(expected.Tensors[key], actual, 1e-4, key);
        }
    }

    [Fact]
    public void An_empty_corpus_is_refused()
    {
        CliRun.Of("heads", _folder.Write("texts.txt", []))
            .FailedWith(1, "The corpus is empty; give a sentence or more, one a line.");
    }

    [Fact]
    public void Statistics_and_kinds_are_shown_and_kept_as_tables()
    {
        File.WriteAllLines(_folder["texts.txt"], ["The cat sat on the mat.", "", "Time flies like an arrow."]);
        string[] files = [_folder["heads.csv"], _folder["heads.parquet"], _folder["heads.svg"]];

        CliRun run = CliRun.Of(["heads", _folder["texts.txt"], "--seed", "3", .. files.SelectMany(file => (string[])["-o", file])]).Succeeded();

        string[] lines = run.Out.Split('\n');
        Assert.Equal("2 texts, 17 tokens; 95% intervals: 1000 resamples of the texts, seed 3", lines[0]);
        Assert.StartsWith("entropy ", lines[3]);
        Assert.Contains("\nprevious  previous ≥ 0.5                Clark et al. 2019, 3.1     L0 H2 1.00*\n", run.Out);
        Assert.Matches("\ndiagonal .* L0 H2 1\\.00\\*, L1 H8 0\\.\\d\\d\\*", run.Out);
        Assert.Contains($"Wrote {files[0]}, {files[1]} and {files[2]}: 10 statistics of 72 heads.\nNext: --map and --divergences draw ", run.Out);
        string[] table = File.ReadAllLines(files[0]);
        Assert.Equal(73, table.Length);
        Assert.StartsWith("layer,head,entropy,entropy_lower,entropy_upper,distance,", table[0]);
    }

    [Fact]
    public void Heads_lie_on_a_map_in_every_format()
    {
        File.WriteAllLines(_folder["texts.txt"], ["The cat sat on the mat.", "Time flies like an arrow."]);
        string[] files = [_folder["map.svg"], _folder["map.png"], _folder["map.pdf"]];

        CliRun.Of(["heads", _folder["texts.txt"], "--map", "--quiet", .. files.SelectMany(file => (string[])["-o", file])]).Succeeded();

        string svg = File.ReadAllText(files[0]);
        Assert.Equal(72, svg.Split("<polygon ").Length - 1);
        Assert.Contains(">0.2</text>", svg);
        CliRun.Of("figure", "--replot", files[1], "-o", _folder["again.svg"]).Succeeded();
        Assert.Equal(svg, File.ReadAllText(_folder["again.svg"]));
        Assert.True(new FileInfo(files[2]).Length > 0);
    }

    [Fact]
    public void Heads_that_follow_syntax_are_found_in_a_treebank()
    {
        File.WriteAllLines(_folder["trees.conllu"], Treebank);
        string[] files = [_folder["syntax.png"], _folder["syntax.csv"]];

        CliRun run = CliRun.Of(
            ["heads", _folder["trees.conllu"], "--relations", "all", .. files.SelectMany(file => (string[])["-o", file])]).Succeeded();

        string[] lines = run.Out.Split('\n');
        Assert.Equal("2 sentences, 6 words; 95% intervals: 1000 resamples of the sentences, seed 0", lines[0]);
        Assert.StartsWith("nsubj     dependent  2 ", lines[3]);
        Assert.Contains("+1: 1.00", lines[3]);
        Assert.Equal(1 + (72 * 2 * 3), File.ReadAllLines(files[1]).Length);
        using JsonDocument result = JsonDocument.Parse(
            CliRun.Of("heads", _folder["trees.conllu"], "--relations", "det,obj", "--json", "--quiet").Succeeded().Bytes);
        JsonElement[] relations = [.. result.RootElement.GetProperty("relations").EnumerateArray()];
        Assert.Equal(["det", "det", "obj", "obj"], relations.Select(one => one.GetProperty("relation").GetString()));
        Assert.Equal(6, relations[0].GetProperty("values").GetArrayLength());
        CliRun.Of("heads", _folder["trees.conllu"], "--quiet").Succeeded();
    }

    [Theory]
    [InlineData(" ", "")]
    [InlineData(", ", "[]")]
    [InlineData("\n", "")]
    [InlineData(",\n  ", "[]")]
    public void Scores_on_repeated_tokens_agree_with_Python(string between, string around)
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "more.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "more.safetensors"));
        IEnumerable<int> ids = description.RootElement.GetProperty("repeated").GetProperty("ids").EnumerateArray().Select(id => id.GetInt32());
        File.WriteAllText(_folder["ids.txt"], $"{around.FirstOrDefault(' ')}{string.Join(between, ids)}{around.LastOrDefault(' ')}\n");

        CliRun run = CliRun.Of("heads", "--ids", _folder["ids.txt"], "--json", "--quiet").Succeeded();

        using JsonDocument result = JsonDocument.Parse(run.Bytes);
        foreach ((string key, string name) in ((string, string)[])
            [("duplicate", "duplicate"), ("induction", "induction"), ("previous", "previous_repeated")])
        {
            ReferenceArrays.AssertClose(
                expected.Tensors[$"repeated/{key}"], result.RootElement.GetProperty("statistics").GetProperty(name), 1e-4, name);
        }
    }

    [Fact]
    public void Random_tokens_that_come_twice_are_surveyed_in_the_same_maps_and_tables()
    {
        string[] files = [_folder["heads.csv"], _folder["heads.svg"]];

        CliRun run = CliRun.Of(
            ["heads", "--repeated", "12", "--seed", "3", .. files.SelectMany(file => (string[])["-o", file])]).Succeeded();

        Assert.StartsWith(
            "20 sequences of 12 random tokens that come twice, seed 3, 520 tokens; 95% intervals: 1000 resamples of the texts, seed 3\n", run.Out);
        Assert.Contains("\ninduction ", run.Out);
        Assert.StartsWith("layer,head,duplicate,duplicate_lower,duplicate_upper,induction,", File.ReadLines(files[0]).First());
        Assert.Equal(1 + 72, File.ReadLines(files[0]).Count());
        Assert.Contains(
            "attention to what followed then",
            string.Join(' ', Regex.Matches(File.ReadAllText(files[1]), ">([^<>]+)</text>").Select(line => line.Groups[1].Value)));
        Assert.Contains("seed 3", File.ReadAllText(files[1]));
    }

    [Fact]
    public void Tokens_that_come_twice_are_read_from_standard_input_too()
    {
        string file = _folder.Write("ids.txt", "101 5 6 5 6 102\r\n"u8);

        CliRun read = CliRun.With(new Surroundings { Input = "101 5 6 5 6 102\n"u8.ToArray() }, "heads", "--ids", "-").Succeeded();

        Assert.StartsWith("1 sequence of tokens that come twice, 6 tokens; ", read.Out);
        Assert.Equal(CliRun.Of("heads", "--ids", file).Succeeded().Out, read.Out);
    }

    [Fact]
    public void One_text_is_counted_as_one() => Assert.StartsWith(
        "1 text, 5 tokens; ",
        CliRun.With(new Surroundings { Input = "A dog.\n"u8.ToArray() }, "heads", "-").Succeeded().Out);

    [Fact]
    public void What_does_not_come_twice_is_refused()
    {
        string ids = _folder.Write("ids.txt", "101 5 6 5 6 102\n101 5 6 7 5 6 7 102\n"u8);
        string once = _folder.Write("once.txt", "101 5 6 5 6 102\n101 5 6 7 8 102\n"u8);
        string words = _folder.Write("words.txt", "101 5 6\n101 five\n"u8);
        string empty = _folder.Write("empty.txt", "\n[ ]\n"u8);
        CliRun.Of("heads", "--ids", ids, "--quiet").Succeeded();
        CliRun.Of("heads", "--ids", once).FailedWith(
            1,
            $"Sequence 2 of '{once}' has 4 tokens besides those that the tokenizer adds, and the second half is not the first again; "
            + "give tokens and the same tokens again.");
        CliRun.Of("heads", "--ids", words).FailedWith(
            1, $"'{words}', sequence 2: 'five' is no token id; whole numbers from 0 up were expected, with blanks or commas between.");
        string large = _folder.Write("large.txt", "5 6 5 6\n99999999999 5\n"u8);
        string unknown = _folder.Write("unknown.txt", "5 6 5 6\n40000 5 40000 5\n"u8);
        string tooLong = _folder.Write("long.txt", System.Text.Encoding.ASCII.GetBytes("5 6 5 6\n" + string.Join(' ', Enumerable.Repeat(5, 514))));
        CliRun.Of("heads", "--ids", large).FailedWith(
            1, $"'{large}', sequence 2: '99999999999' is no token id; whole numbers from 0 to 2147483647 were expected, with blanks or commas between.");
        string zero = _folder.Write("zero.txt", "5 6 5 6\n7 8 7 8\0\n"u8);
        CliRun.Of("heads", "--ids", zero).FailedWith(
            1, $"'{zero}', sequence 2: '8\\u0000' is no token id; whole numbers from 0 up were expected, with blanks or commas between.");
        CliRun.Of("heads", "--ids", unknown).FailedWith(
            1, $"Sequence 2 of '{unknown}' has the id 40000, but all-MiniLM-L6-v2 knows ids 0 to 30521; attn tokenize shows ids.");
        CliRun.Of("heads", "--ids", tooLong).FailedWith(
            1, $"Sequence 2 of '{tooLong}' has 514 tokens, but all-MiniLM-L6-v2 reads at most 512; give fewer, as many before the middle as behind it.");
        CliRun.Of("heads", "--ids", tooLong, "--truncate").FailedWith(
            2, "--truncate does not go with --ids: what is cut off at the end does not come twice any more; take fewer tokens.");
        CliRun.Of("heads", "--repeated", "5", "--truncate").FailedWith(
            2, "--truncate does not go with --repeated: what is cut off at the end does not come twice any more; take fewer tokens.");
        CliRun.Of("heads", "--repeated", "99999999999").FailedWith(
            2, "'99999999999' cannot be read after --repeated: a whole number from 1 to 2147483647 was expected.");
        CliRun.Of("heads", "--ids", empty).FailedWith(1, $"'{empty}' holds no token ids; a sequence of them was expected on each line.");
        CliRun.Of("heads", "--ids", _folder["nowhere.txt"]).FailedWith(1, $"There is no file '{_folder["nowhere.txt"]}'.");
        CliRun.Of("heads", "--repeated", "256").FailedWith(
            1, "256 tokens that come twice are too many: all-MiniLM-L6-v2 reads at most 512, with the 2 that its tokenizer adds; take 255 or fewer.");
        CliRun.Of("heads", "--repeated", "0").FailedWith(2, "'0' cannot be read after --repeated: a whole number from 1 up was expected.");
        CliRun.Of("heads", "--repeated", "5", "--ids", ids).FailedWith(2, "Give --ids or --repeated, not both. See 'attn heads --help'.");
        CliRun.Of("heads", ids, "--repeated", "5").FailedWith(2, "Give FILE or --repeated, not both. See 'attn heads --help'.");
        CliRun.Of("heads", "--relations", "all", "--repeated", "5").FailedWith(
            2, "Give --repeated or --relations, not both. See 'attn heads --help'.");
        CliRun.Of("heads").FailedWith(2, "No corpus: give a file of sentences, one a line. See 'attn heads --help'.");
    }

    [Fact]
    public void Statistics_of_kept_maps_need_no_model()
    {
        string run = _folder["run.safetensors"];
        CliRun.Of("capture", "The cat sat.", "-o", run).Succeeded();
        string texts = _folder.Write("texts.txt", "The cat sat.\n"u8);

        string[] ofModel = CliRun.Of("heads", texts).Succeeded().Out.Split('\n');
        string[] ofRun = CliRun.Of("heads", "--from", run).Succeeded().Out.Split('\n');
        Assert.StartsWith("1 text, 6 tokens; ", ofRun[0]);
        Assert.Equal(ofModel[1..], ofRun[1..]);
        CliRun.Of("heads", "--from", run, "-m", _folder["nowhere"]).FailedWith(2, "Give --model or --from, not both. See 'attn heads --help'.");
        CliRun.Of("heads", "--from", run, "--tokens", "a b").FailedWith(
            2, $"'--tokens' goes with attention that another program saved, and '{run}' is a record, which has its tokens.");
        CliRun.Of("heads", texts, "--tokens", "a b").FailedWith(
            2, "'--tokens' goes with attention that another program saved; name it with --from.");
        CliRun.Of("heads", run).FailedWith(2, $"'{run}' is no file of texts; attention that was kept is named with --from. See 'attn heads --help'.");
    }

    [Fact]
    public void What_cannot_be_done_is_said()
    {
        string texts = _folder["texts.txt"];
        string trees = _folder["trees.conllu"];
        File.WriteAllText(texts, "The cat sat.\n");
        File.WriteAllLines(trees, Treebank);
        CliRun.Of("heads", texts, "--relations", "all").FailedWith(
            2, $"--relations needs dependency trees, and '{texts}' is no treebank: give a file in CoNLL-U whose name ends in .conllu.");
        CliRun.Of("heads", trees, "--relations", "all", "--map").FailedWith(
            2, "Give --map or --relations, not both. See 'attn heads --help'.");
        CliRun.Of("heads", trees, "--relations", "all", "--attention", "cross").FailedWith(
            2, "'--attention cross' is not for --relations: a tree is of the words that the encoder reads; leave it out.");
        CliRun.Of("heads", trees, "--relations", "all", "--attention", "all").FailedWith(
            2, "'--attention all' is not for --relations: a tree is of the words that the encoder reads; leave it out.");
        CliRun.Of("heads", trees, "--relations", "all", "--column", "text").FailedWith(
            1, $"'{trees}' has no columns, and --column 'text' asks for one: a file that ends in .csv, .tsv, .jsonl or .parquet was expected.");
        CliRun.Of("heads", trees, "--relations", "nsub").FailedWith(
            1, "No relation 'nsub' in the treebank. Did you mean 'nsubj'? It has det, nsubj, obj.");
        CliRun.Of("heads", _folder.Write("none.conllu", []), "--relations", "all").FailedWith(
            1, "The treebank is empty; give a sentence or more in CoNLL-U.");
        string wrong = _folder.Write("wrong.conllu", "The cat sat.\n"u8);
        CliRun.Of("heads", wrong, "--relations", "all").FailedWith(
            1, $"'{wrong}', line 1: ten columns parted by tabs were expected, not 1; is it CoNLL-U?");
        string bytes = _folder.Write("bytes.txt", [0x31, 0xC3, 0x28]);
        CliRun.Of("heads", bytes).FailedWith(1, $"Line 1 of '{bytes}' is not UTF-8 text; mend it, or leave such lines out (--skip-bad).");
        CliRun.Of("prune", "0.2", "-o", _folder["pruned"], "--quiet").Succeeded();
        CliRun.Of("heads", trees, "-m", _folder["pruned"], "--relations", "all").FailedWith(
            1,
            "Heads of pruned were pruned, and statistics compare all heads with one another; survey the model that it was made from, "
                + "or keep the shape when pruning (--keep-shape).");
        CliRun.Of("heads", _folder["nowhere.txt"]).FailedWith(
            1,
            $"There is no file '{_folder["nowhere.txt"]}'. 'attn heads' takes a file of texts, one a line, or of dependency trees whose name ends in "
                + ".conllu.");
    }

    private static string[] Treebank =>
    [
        .. new[] { "1 the 2 det", "2 cat 3 nsubj", "3 sleeps 0 root", "", "1 dogs 2 nsubj", "2 see 0 root", "3 cats 2 obj" }
            .Select(line => line.Split(' '))
            .Select(parts => parts.Length < 4 ? "" : $"{parts[0]}\t{parts[1]}\t_\t_\t_\t_\t{parts[2]}\t{parts[3]}\t_\t_"),
    ];

    public void Dispose() => _folder.Dispose();
}
