using System.Text.Json;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

/// <summary>Studies over a corpus that keep their chunks in a folder: the merged files are those of the plain command, to the byte.</summary>
public sealed class RunFolderTests : IDisposable
{
    // Long and short ones in turn, so that the order of lengths is not that of the file.
    private static readonly string[] Lines =
    [
        .. Enumerable.Range(0, 23).Select(i =>
            $"{string.Join(' ', Enumerable.Repeat("the cat sat", 1 + (i * 7 % 5)))} on {(i % 3 == 0 ? "[MASK]" : "the mat, on the [MASK]")}."),
    ];

    private static readonly string Model = Path.Combine(ReferenceData.OwnRoot, "families", "bert");

    private readonly TemporaryFolder _folder = new();

    public RunFolderTests()
    {
        File.WriteAllLines(_folder["texts.txt"], Lines);
        File.WriteAllLines(_folder["trees.conllu"], Lines.SelectMany(line => TreeOf(line.TrimEnd('.').Split(' '))));
        File.WriteAllLines(_folder["pairs.txt"], Lines.Select((line, i) => $"{line}\t{line.Replace("cat", i % 2 == 0 ? "dog" : "old cat")}"));
    }

    /// <summary>Studies with the files that they write.</summary>
    public static TheoryData<string, string[]> Studies { get; } = new()
    {
        { "heads texts.txt", [".csv", ".parquet", ".svg"] },
        { "heads texts.txt --seed 5", [".json"] },
        { "heads trees.conllu --relations all --seed 5", [".csv", ".json", ".parquet", ".svg"] },
        { "heads trees.conllu --relations nsubj,=obj", [".csv", ".png"] },
        { "ablate -i texts.txt --seed 2", [".csv", ".json", ".parquet", ".svg"] },
        { "ablate -i texts.txt --kind resample --reference texts.txt --metric hidden", [".csv"] },
        { "embed texts.txt", [".npy", ".parquet", ".safetensors"] },
        { "embed texts.txt --pooling max --layer 1", [".npy"] },
        { "predict -i texts.txt --top 3", [".csv", ".json", ".parquet"] },
        { "measure -i texts.txt --kind rollout,norm --layers 0,1 --heads 1", [".csv", ".json", ".parquet", ".npz", ".svg"] },
        { "diff -i pairs.txt --layers 0,2", [".csv", ".json", ".parquet", ".svg"] },
        { "measure -i texts.txt --kind gradient,occlusion --target token:2 --faithfulness", [".csv", ".npz"] },
        { "capture -i texts.txt", [".h5"] },
        { "capture -i texts.txt --queries 5,0-2,[SEP] --layers 0-1", [".h5"] },
        { "capture -i texts.txt --layers 1 --heads 0,2 --sites pattern,attention.z --ablate 0.1=mean --reference texts.txt --store float16", [".hdf5"] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Studies))]
    public void Merged_files_are_those_of_the_plain_command(string study, string[] extensions)
    {
        Of(study, ["--chunk", "4", "--quiet", .. Files("plain", extensions)]).Succeeded();
        foreach ((int shards, int threads) in new[] { (2, 2), (3, 1) })
        {
            string run = _folder[$"run-{shards}/"];
            foreach (int shard in Enumerable.Range(1, shards).Reverse())
            {
                Of(study, "--chunk", "4", "--threads", $"{threads}", "--shard", $"{shard}/{shards}", "--quiet", "-o", run).Succeeded();
            }

            CliRun.Of(["merge", run, "--quiet", .. Files($"merged-{shards}", extensions)]).Succeeded();
            string[] plain = [.. Directory.GetFiles(_folder.Path, "plain*").Order()];
            string[] merged = [.. Directory.GetFiles(_folder.Path, $"merged-{shards}*").Order()];
            Assert.True(plain.Length >= extensions.Length);
            Assert.Equal(
                plain.Select(Path.GetFileName), merged.Select(file => Path.GetFileName(file).Replace($"merged-{shards}", "plain", StringComparison.Ordinal)));
            Assert.All(plain.Zip(merged), pair => Assert.Equal(File.ReadAllBytes(pair.First), File.ReadAllBytes(pair.Second)));
        }
    }

    [Fact]
    public void One_chunk_is_as_if_there_were_none_and_several_change_means_in_their_last_digits_only()
    {
        JsonElement one = JsonDocument.Parse(Of("heads texts.txt", "--json", "--quiet").Succeeded().Out).RootElement;
        JsonElement several = JsonDocument.Parse(Of("heads texts.txt", "--json", "--quiet", "--chunk", "4").Succeeded().Out).RootElement;
        Assert.Equal(23, several.GetProperty("texts").GetInt32());
        Assert.Equal(one.GetProperty("tokens").GetInt32(), several.GetProperty("tokens").GetInt32());
        foreach (JsonProperty statistic in one.GetProperty("statistics").EnumerateObject())
        {
            JsonElement other = several.GetProperty("statistics").GetProperty(statistic.Name);
            double[] wanted = [.. statistic.Value.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(number => number.GetDouble())];
            double[] actual = [.. other.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(number => number.GetDouble())];
            Assert.All(wanted.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void A_stopped_run_goes_on_and_status_says_what_is_left()
    {
        string run = _folder["run/"];
        CliRun first = Of("heads texts.txt", "--chunk", "4", "--shard", "2/3", "-o", run).Succeeded();
        Assert.Equal($"{run}: shard 2/3 is done, 4 of 6 chunks of the run are missing yet. Next: attn status {run}\n", first.Out);

        string command = $"attn heads {_folder["texts.txt"]} --model {Model} --chunk 4";
        CliRun status = CliRun.Of("status", run).Succeeded();
        Assert.Equal($"{command}: 23 texts in 6 chunks\n2 done, 4 left; 0 shards at work\nIt goes on with {command} -o {run}\n", status.Out);
        JsonElement json = JsonDocument.Parse(CliRun.Of("status", run, "--json").Succeeded().Out).RootElement;
        Assert.Equal("[0,2,3,5]", json.GetProperty("missing").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(
            (2, 15, 0),
            (json.GetProperty("done").GetInt32(), json.GetProperty("left_texts").GetInt32(), json.GetProperty("stopped").GetArrayLength()));

        CliRun second = Of("heads texts.txt", "--chunk", "4", "-o", run).Succeeded();
        Assert.Equal($"{run}: all of 6 chunks are there. 2 were there already. Next: attn merge {run} -o FILE\n", second.Out);
        Assert.EndsWith($"6 done, 0 left; 0 shards at work\nNext: attn merge {run} -o FILE\n", CliRun.Of("status", run).Succeeded().Out);
    }

    [Fact]
    public void A_task_of_a_cluster_takes_its_share()
    {
        string run = _folder["run/"];
        Surroundings slurm = new()
        {
            Variables = new() { ["SLURM_ARRAY_TASK_ID"] = "3", ["SLURM_ARRAY_TASK_MIN"] = "1", ["SLURM_ARRAY_TASK_COUNT"] = "3" },
        };
        Assert.Contains("shard 3/3 is done", CliRun.With(slurm, Words("embed texts.txt", "--chunk", "4", "-o", run)).Succeeded().Out);
        Surroundings kubernetes = new() { Variables = new() { ["JOB_COMPLETION_INDEX"] = "0", ["COMPLETIONS"] = "3" } };
        Assert.Contains("shard 1/3 is done", CliRun.With(kubernetes, Words("embed texts.txt", "--chunk", "4", "-o", run)).Succeeded().Out);
        Assert.Equal(
            ["000000.chunk", "000002.chunk", "000003.chunk", "000005.chunk"],
            Directory.GetFiles(Path.Join(run, "chunks")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_failed_shard_is_named_with_its_reason()
    {
        string run = _folder["run/"];
        File.WriteAllLines(_folder["texts.txt"], [.. Lines, string.Join(' ', Enumerable.Repeat("cat", 200))]);
        CliRun failed = Of("heads texts.txt", "--chunk", "8", "-o", run);
        Assert.Equal(1, failed.ExitCode);
        Assert.Equal(
            "attn: The text has 202 tokens, but bert reads at most 80. Shorten it, or cut it off with --truncate. That was text 24 of "
                + $"'{_folder["texts.txt"]}', in line 24.\n",
            failed.Error);

        string reason = failed.Error["attn: ".Length..].TrimEnd();
        Assert.Contains(
            $"\n2 done, 1 left; 0 shards at work\nshard 1/1 stopped (process {Environment.ProcessId} on {Environment.MachineName}): {reason}\n",
            CliRun.Of("status", run).Succeeded().Out);
        JsonElement stopped = Assert.Single(
            JsonDocument.Parse(CliRun.Of("status", run, "--json").Succeeded().Out).RootElement.GetProperty("stopped").EnumerateArray());
        Assert.Equal(
            ("1/1", reason, 16),
            (stopped.GetProperty("shard").GetString(), stopped.GetProperty("failure").GetString(), stopped.GetProperty("texts").GetInt32()));
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_one_sentence()
    {
        string run = _folder["run/"];
        Of("heads texts.txt", "--chunk", "8", "-o", run).Succeeded();
        string after = $"; finish it as it was begun (attn heads {_folder["texts.txt"]} --model {Model} --chunk 8 -o {run}), or name another folder.";
        Of("heads texts.txt", "-o", run).FailedWith(1, $"'{run}' holds a run that was made for chunks of 8 texts, and not of 1024{after}");
        Of("heads texts.txt", "--chunk", "8", "--seed", "2", "-o", run)
            .FailedWith(1, $"'{run}' holds a run that was made for no option, and not for --seed 2{after}");
        File.AppendAllText(_folder["texts.txt"], "One more.\n");
        Of("heads texts.txt", "--chunk", "8", "-o", run).FailedWith(
            1, $"'{run}' holds a run that was made for other texts: '{_folder["texts.txt"]}' was another file then, or has changed since{after}");
        File.WriteAllLines(_folder["texts.txt"], Lines);

        File.Delete(Path.Join(run, "chunks", "000001.chunk"));
        CliRun.Of("merge", run, "-o", _folder["heads.csv"]).FailedWith(
            1,
            $"'{run}' is not complete: of its chunks 0 to 2 there is no 1; compute it with attn heads {_folder["texts.txt"]} --model {Model} --chunk 8 "
            + $"-o {run}, and merge again.");
        Assert.False(File.Exists(_folder["heads.csv"]));

        Of("heads texts.txt", "--shard", "9/8", "-o", run)
            .FailedWith(2, "There is no shard 9 of 8: shards are counted from 1, so that the last is 8/8.");
        Of("heads texts.txt", "--shard", "1/8", "-o", _folder["heads.csv"])
            .FailedWith(2, "'--shard' is for -o FOLDER/; give both, or leave it out.");
        Of("heads texts.txt", "--map", "-o", run).FailedWith(
            2, $"'--map' is for what a run comes to, and '{run}' keeps its chunks: leave it out here, and give it to attn merge {run}.");
        Of("heads texts.txt", "-o", run, "-o", _folder["heads.csv"]).FailedWith(
            2, $"'{run}' keeps a run's chunks, and nothing is written beside it: give it alone, then attn merge {run} -o FILE.");
        CliRun.Of("heads", "-", "-o", run).FailedWith(
            2, $"'{run}' keeps a run that may go on later, when standard input is gone; name a file of texts.");
        CliRun.Of("heads", "--repeated", "5", "-o", run).FailedWith(
            2, "'-o FOLDER/' is for statistics of a corpus of texts; leave it out, or name a file of texts alone.");
        CliRun.Of("heads", "--repeated", "5", "--chunk", "3").FailedWith(
            2, "'--chunk' is for statistics of a corpus of texts; leave it out, or name a file of texts alone.");
        CliRun.Of("ablate", "The cat sat.", "-o", run).FailedWith(2, $"'{run}' keeps a run over a corpus; give a file of texts with -i FILE.");
        Of("ablate -i texts.txt --unit pairs", "-o", run).FailedWith(
            2, "'-o FOLDER/' is not for --unit pairs, which is not done in chunks; leave one of them out.");
        Of("ablate -i texts.txt --curve greedy", "--chunk", "3").FailedWith(
            2, "'--chunk' is not for --curve, which is not done in chunks; leave one of them out.");
        string other = _folder["other/"];
        CliRun.Of("merge", run, "-o", other).FailedWith(2, $"'{other}' is the name of a folder, and a run is merged into a file; give the name of one.");
        CliRun.Of("merge", run, "-o", run).FailedWith(2, $"'{run}' is the name of a folder, and a run is merged into a file; give the name of one.");
        CliRun.Of("merge").FailedWith(2, "No folder: name that of a run, such as run/. See 'attn merge --help'.");
        CliRun.Of("status", _folder["none"]).FailedWith(
            1, $"'{_folder["none"]}' is no folder of a run: it has no plan.json; name the folder that a study over a corpus was given with -o FOLDER/.");
    }

    [Fact]
    public void Of_a_treebank_it_is_said_before_anything_is_computed_what_is_not_in_it()
    {
        string run = _folder["run/"];
        Of("heads trees.conllu --relations nsub --plan", "-o", run).FailedWith(
            1, "No relation 'nsub' in the treebank. Did you mean 'nsubj'? It has nsubj, nsubj:pass, obj.");
        File.WriteAllText(_folder["empty.conllu"], "");
        Of("heads empty.conllu --relations all", "-o", run).FailedWith(1, "The treebank is empty; give a sentence or more in CoNLL-U.");
        Of("heads trees.conllu --relations all --map", "-o", run).FailedWith(
            2, "Give --map or --relations, not both. See 'attn heads --help'.");
        Assert.False(Directory.Exists(run));

        Of("heads trees.conllu --relations all", "--chunk", "8", "--quiet", "-o", run).Succeeded();
        string begun = $"attn heads {_folder["trees.conllu"]} --relations all --model {Model} --chunk 8 -o {run}";
        string after = $"; finish it as it was begun ({begun}), or name another folder.";
        Of("heads trees.conllu --relations obj", "--chunk", "8", "-o", run).FailedWith(
            1, $"'{run}' holds a run that was made for --relations all, and not for --relations obj{after}");
        Of("heads trees.conllu", "--chunk", "8", "-o", run).FailedWith(
            1, $"'{run}' holds a run that was made for --relations all, and not for no option{after}");
        CliRun.Of("merge", run, "--map", "-o", _folder["map.svg"]).FailedWith(
            2, $"'--map' draws statistics, and '{run}' is a run of --relations, which has none; leave it out.");
    }

    [Fact]
    public void A_run_may_name_the_processor_and_goes_on_one_that_did_not()
    {
        string run = _folder["run/"];
        Of("heads texts.txt", "--chunk", "4", "--shard", "1/2", "--quiet", "-o", run).Succeeded();
        Of("heads texts.txt", "--chunk", "4", "--shard", "2/2", "--quiet", "--device", "cpu", "-o", run).Succeeded();
        CliRun.Of("merge", run, "--quiet", "-o", _folder["merged.csv"]).Succeeded();
        Of("heads texts.txt", "--chunk", "4", "--quiet", "-o", _folder["plain.csv"]).Succeeded();

        Assert.Equal(File.ReadAllBytes(_folder["plain.csv"]), File.ReadAllBytes(_folder["merged.csv"]));
    }

    [Fact]
    public void A_terminal_sees_a_bar()
    {
        CliRun run = CliRun.With(
            new Surroundings { ErrorIsTerminal = true }, Words("embed texts.txt", "--chunk", "8", "-o", _folder["run/"]));
        Assert.StartsWith("\r[........................] 0 of 3 chunks", run.Error);
        Assert.Matches(@"\r\[########\.{16}\] 1 of 3 chunks, [0-9.]+ texts a second, 0:\d\d left", run.Error);
        Assert.Matches(@"\r +\r$", run.Error);
        Assert.Equal("", CliRun.With(
            new Surroundings { ErrorIsTerminal = true }, Words("embed texts.txt", "--chunk", "8", "--quiet", "-o", _folder["quiet/"])).Succeeded().Out);
    }

    private string[] Files(string name, string[] extensions) => [.. extensions.SelectMany(extension => (string[])["-o", _folder[name + extension]])];

    private string[] Words(string study, params string[] more) =>
    [
        .. study.Split(' ').Select(word => Path.GetExtension(word) is ".txt" or ".conllu" ? _folder[word] : word),
        "-m", Model, .. more,
    ];

    // Each word's head is the one before it.
    private static IEnumerable<string> TreeOf(string[] words) =>
    [
        .. words.Select((word, i) => $"{i + 1}\t{word}\t_\t_\t_\t_\t{i}\t{((string[])["nsubj", "obj", "nsubj:pass"])[i % 3]}\t_\t_"), "",
    ];

    private CliRun Of(string study, params string[] more) => CliRun.Of(Words(study, more));
}
