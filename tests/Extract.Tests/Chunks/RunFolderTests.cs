using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Chunks;

/// <summary>The folder of a run: what is computed, what is not computed again, and what is refused.</summary>
public sealed class RunFolderTests : IDisposable
{
    private static readonly string[] Words = ["one", "two", "three", "four", "five", "six", "seven"];

    private static readonly RunPlan Plan = new()
    {
        Study = "heads",
        Words = ["texts.txt", "--seed", "3"],
        Options = ["--seed", "3"],
        Model = new("tiny", "w", "s", "2.10.0"),
        Corpus = new("texts.txt", "c", Words.Length),
        ChunkSize = 2,
        Version = "1.0",
    };

    private readonly TemporaryFolder _folder = new();

    private string Run => _folder["run"] + "/";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_whole_is_not_computed_again()
    {
        RunFolder folder = RunFolder.Begin(Run, Plan);
        Assert.Equal([0, 1, 2, 3], folder.Missing);

        Work second = new();
        List<RunProgress> reports = [];
        Assert.Equal(0, folder.Fill(Shard.Parse("2/2"), Words, second, reports.Add));
        Assert.Equal([1, 3], second.Chunks);
        Assert.Equal([new(0, 2, 0, 3), new(1, 2, 2, 1), new(2, 2, 3, 0)], reports);
        Assert.Equal([0, 2], folder.Missing);

        // As after a crash of the machine: bytes that never reached the disk, or not all of them.
        string third = Path.Join(Run, "chunks", "000003.chunk");
        byte[] bytes = File.ReadAllBytes(third);
        bytes[0] ^= 1;
        File.WriteAllBytes(third, bytes);
        File.WriteAllBytes(Path.Join(Run, "chunks", "000002.chunk"), bytes[..20]);
        Work all = new();
        Assert.Equal(1, RunFolder.Begin(Run, Plan).Fill(Shard.All, Words, all));
        Assert.Equal([0, 2, 3], all.Chunks);

        Work none = new();
        Assert.Equal(4, folder.Fill(Shard.All, Words, none));
        Assert.Empty(none.Chunks);
        Merge merge = new();
        folder.Merge(merge);
        Assert.Equal("0:one,two 1:three,four 2:five,six 3:seven ", merge.Text.ToString());
        Assert.Empty(folder.Shards);
    }

    [Fact]
    public void A_shard_reads_no_further_than_its_last_chunk_unless_something_is_to_be_said_of_all()
    {
        RunFolder folder = RunFolder.Begin(Run, Plan);
        int read = 0;
        IEnumerable<string> Counted() => Words.Select(word =>
        {
            read++;
            return word;
        });

        folder.Fill(Shard.Parse("1/4"), Counted(), new Work());
        Assert.Equal(2, read);
        folder.Fill(Shard.Parse("2/4"), Counted(), new Work(), readsAll: true);
        Assert.Equal(2 + Words.Length, read);
    }

    [Fact]
    public void Chunks_of_another_plan_do_not_count()
    {
        RunFolder.Begin(Run, Plan).Fill(Shard.All, Words, new Work());
        RunFolder other = RunFolder.Begin(_folder["other"], Plan with { Options = [] });
        File.Copy(Path.Join(Run, "chunks", "000001.chunk"), _folder["other/chunks/000001.chunk"]);

        Assert.Equal([0, 1, 2, 3], other.Missing);
        Work work = new();
        other.Fill(Shard.All, Words, work);
        Assert.Equal([0, 1, 2, 3], work.Chunks);
    }

    [Fact]
    public void Another_plan_is_refused_by_what_differs()
    {
        RunFolder.Begin(Run, Plan);
        string after = $"; finish it as it was begun (attn heads texts.txt --seed 3 -o {Run}), or name another folder.";
        foreach ((RunPlan other, string reason) in new (RunPlan, string)[]
        {
            (Plan with { Study = "embed" }, "attn heads, and not for attn embed"),
            (Plan with { Corpus = Plan.Corpus with { Sha256 = "d" } }, "other texts: 'texts.txt' was another file then, or has changed since"),
            (Plan with { ChunkSize = 3 }, "chunks of 2 texts, and not of 3"),
            (Plan with { Options = ["--seed", "4", "--truncate"] }, "--seed 3, and not for --seed 4 --truncate"),
            (Plan with { Options = [] }, "--seed 3, and not for no option"),
            (Plan with { Model = Plan.Model with { WeightsSha256 = "v" } }, "other weights than those of tiny"),
            (Plan with { Model = Plan.Model with { SettingsSha256 = "t" } }, "another configuration or tokenizer than that of tiny"),
            (Plan with { Version = "1.1" }, "attn 1.0, and this is 1.1"),
            (Plan with { Model = Plan.Model with { Torch = "2.11.0" } }, "libtorch 2.10.0, and this is 2.11.0"),
        })
        {
            Assert.Equal($"'{Run}' holds a run that was made for {reason}{after}", Refusal(() => RunFolder.Begin(Run, other)));
        }

        // Where it lies, and what the model is called, decides nothing.
        RunFolder.Begin(Run, Plan with { Corpus = Plan.Corpus with { Path = "elsewhere.txt" }, Model = Plan.Model with { Name = "big" }, Words = [] });
    }

    [Fact]
    public void A_shard_has_one_process_at_a_time()
    {
        RunFolder folder = RunFolder.Begin(Run, Plan);
        Work outer = new();
        outer.Meanwhile = () =>
        {
            outer.Meanwhile = () => { };
            ShardState running = Assert.Single(folder.Shards);
            Assert.Equal((true, Environment.ProcessId, Environment.MachineName), (running.IsRunning, running.Process, running.Host));
            Assert.Equal(
                $"Shard 1/2 of '{Run}' is being computed by process {Environment.ProcessId} on {Environment.MachineName}; let it finish, or end it first.",
                Refusal(() => folder.Fill(Shard.Parse("1/2"), Words, new Work())));
            folder.Fill(Shard.Parse("2/2"), Words, new Work());
        };
        folder.Fill(Shard.Parse("1/2"), Words, outer);

        Assert.Equal([0, 2], outer.Chunks);
        Assert.Empty(folder.Missing);
        Assert.Empty(folder.Shards);
    }

    [Fact]
    public void A_failure_is_kept_and_the_chunks_before_it_are_too()
    {
        RunFolder folder = RunFolder.Begin(Run, Plan);
        Work work = new();
        work.Meanwhile = () =>
        {
            if (work.Chunks.Count == 3)
            {
                throw new AttnExtractException("The text is empty.");
            }
        };

        Assert.Equal("The text is empty.", Refusal(() => folder.Fill(Shard.All, Words, work)));

        Assert.Equal([2, 3], folder.Missing);
        ShardState stopped = Assert.Single(folder.Shards);
        Assert.Equal(("1/1", false, "The text is empty.", 4), (stopped.Shard.ToString(), stopped.IsRunning, stopped.Failure, stopped.TextCount));
        Assert.Equal(["000000.chunk", "000001.chunk"], Directory.GetFileSystemEntries(Path.Join(Run, "chunks")).Select(Path.GetFileName).Order());
        Assert.Equal(2, folder.Fill(Shard.All, Words, new Work()));
        Assert.Empty(folder.Shards);
    }

    [Fact]
    public void What_is_missing_is_named_with_the_way_to_it()
    {
        RunFolder folder = RunFolder.Begin(Run, Plan);
        string way = $"attn heads texts.txt --seed 3 -o {Run}, and merge again.";
        Assert.Equal(
            $"'{Run}' is not complete: of its chunks 0 to 3 there are no 0, 1, 2, 3; compute them with {way}", Refusal(() => folder.Merge(new Merge())));
        folder.Fill(Shard.All, Words, new Work());
        File.Delete(Path.Join(Run, "chunks", "000002.chunk"));
        Assert.Equal($"'{Run}' is not complete: of its chunks 0 to 3 there is no 2; compute it with {way}", Refusal(() => folder.Merge(new Merge())));

        // Damage is found where it is read.
        folder.Fill(Shard.All, Words, new Work());
        string first = Path.Join(Run, "chunks", "000001.chunk");
        byte[] bytes = File.ReadAllBytes(first);
        bytes[3] ^= 4;
        File.WriteAllBytes(first, bytes);
        Assert.Equal($"'{Run}' is not complete: chunk 1 is damaged or of another run; compute it with {way}", Refusal(() => folder.Merge(new Merge())));
        File.WriteAllBytes(Path.Join(Run, "chunks", "000002.chunk"), bytes[..20]);
        File.Delete(Path.Join(Run, "chunks", "000000.chunk"));
        Assert.Equal(
            $"'{Run}' is not complete: of its chunks 0 to 3 there is no 0, and chunk 2 is damaged or of another run; compute them with {way}",
            Refusal(() => folder.Merge(new Merge())));
    }

    [Fact]
    public void Of_one_chunk_no_number_is_said()
    {
        RunFolder folder = RunFolder.Begin(Run, Plan with { ChunkSize = 7 });
        string way = $"compute it with attn heads texts.txt --seed 3 -o {Run}, and merge again.";
        Assert.Equal($"'{Run}' is not complete: its only chunk is not there; {way}", Refusal(() => folder.Merge(new Merge())));
        File.WriteAllText(Path.Join(Run, "chunks", "000000.chunk"), "no chunk");
        Assert.Equal($"'{Run}' is not complete: its only chunk is damaged or of another run; {way}", Refusal(() => folder.Merge(new Merge())));
    }

    [Fact]
    public void A_chunk_under_the_number_of_another_does_not_count()
    {
        RunFolder folder = RunFolder.Begin(Run, Plan);
        folder.Fill(Shard.All, Words, new Work());
        File.Copy(Path.Join(Run, "chunks", "000000.chunk"), Path.Join(Run, "chunks", "000001.chunk"), overwrite: true);

        Assert.Equal([1], folder.Missing);
        Assert.Equal(
            $"'{Run}' is not complete: chunk 1 is damaged or of another run; compute it with attn heads texts.txt --seed 3 -o {Run}, and merge again.",
            Refusal(() => folder.Merge(new Merge())));

        // What says whose it is stands under the hash too.
        string path = Path.Join(Run, "chunks", "000001.chunk");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^(8 + 32 + 32 + 8)] = 1;
        File.WriteAllBytes(path, bytes);
        Assert.Empty(folder.Missing);
        Work work = new();
        Assert.Equal(3, folder.Fill(Shard.All, Words, work));
        Assert.Equal([1], work.Chunks);
    }

    [Fact]
    public void A_chunk_with_other_texts_than_the_plan_gives_it_is_never_kept()
    {
        string after = "and nothing computed since is kept; put it back as it was and start the run again, or start another in a new folder.";
        foreach ((int texts, string how, int[] missing) in new[]
        {
            (6, "it ended before chunk 3", new[] { 3 }),
            (5, "it has 1 text for chunk 2, and had 2", new[] { 2, 3 }),
            (8, "it has 2 texts for chunk 3, and had 1", new[] { 3 }),
        })
        {
            RunFolder folder = RunFolder.Begin($"{_folder[$"run-{texts}"]}/", Plan);
            Assert.Equal(
                $"'texts.txt' changed while it was read ({how}), {after}",
                Refusal(() => folder.Fill(Shard.All, [.. Words.Append("eight").Take(texts)], new Work())));
            Assert.Equal(missing, folder.Missing);
            folder.Fill(Shard.All, Words, new Work());
            Merge merge = new();
            folder.Merge(merge);
            Assert.Equal("0:one,two 1:three,four 2:five,six 3:seven ", merge.Text.ToString());
        }
    }

    [Fact]
    public void A_corpus_that_changes_meanwhile_ends_the_run_without_the_chunk_in_flight()
    {
        string path = _folder["texts.txt"];
        string how = "it was written to, replaced or taken away";
        foreach ((string name, Action change) in new (string, Action)[]
        {
            ("overwritten", () => File.WriteAllLines(path, Words.Select(word => word.ToUpperInvariant()))),
            ("longer", () => File.AppendAllText(path, "eight\n")),
            ("gone", () => File.Delete(path)),
            ("replaced", () =>
            {
                DateTime time = File.GetLastWriteTimeUtc(path);
                File.WriteAllLines(_folder["other.txt"], Words.Reverse());
                File.SetLastWriteTimeUtc(_folder["other.txt"], time);
                File.Move(_folder["other.txt"], path, overwrite: true);
            }),
        })
        {
            File.WriteAllLines(path, Words);
            PlannedCorpus corpus = PlannedCorpus.Of(path, null, () => Words);
            RunFolder folder = RunFolder.Begin($"{_folder[name]}/", Plan with { Corpus = corpus });
            Work work = new();
            work.Meanwhile = () =>
            {
                if (work.Chunks.Count == 2)
                {
                    change();
                }
            };
            string sentence = $"'{path}' changed while it was read ({how}), and nothing computed since is kept; put it back as it was and start the run "
                + "again, or start another in a new folder.";
            Assert.Equal(sentence, Refusal(() => folder.Fill(Shard.All, Words, work)));
            Assert.Equal([1, 2, 3], folder.Missing);
            Assert.Equal(sentence, Assert.Single(folder.Shards).Failure);
        }

        File.WriteAllLines(path, Words);
        Assert.StartsWith(
            $"'{path}' changed while it was read ({how})",
            Refusal(() => PlannedCorpus.Of(path, null, () =>
            {
                File.AppendAllText(path, "eight\n");
                return Words;
            })));
    }

    [Fact]
    public void What_is_no_folder_of_a_run_is_refused()
    {
        Assert.Equal(
            $"'{Run}' is no folder of a run: it has no plan.json; name the folder that a study over a corpus was given with -o FOLDER/.",
            Refusal(() => RunFolder.Open(Run)));
        _folder.Write("file", "x"u8);
        Assert.Equal(
            $"'{_folder["file"]}/' cannot be the folder of a run: it is a file; give the name of a new folder.",
            Refusal(() => RunFolder.Begin(_folder["file"] + "/", Plan)));
        Assert.Equal(
            $"'{_folder.Path}' cannot be the folder of a run: it is not empty, and has no plan.json; give the name of a new folder.",
            Refusal(() => RunFolder.Begin(_folder.Path, Plan)));
        Directory.CreateDirectory(Run);
        File.WriteAllText(Path.Join(Run, "plan.json"), "{\"layout\": 1}");
        Assert.Equal(
            $"'{Path.Join(Run, "plan.json")}' has layout 1; this program reads 3. Another version of AttnExtract made it.",
            Refusal(() => RunFolder.Begin(Run, Plan)));
    }

    [Fact]
    public void A_plan_without_texts_in_a_chunk_is_damaged()
    {
        RunFolder.Begin(Run, Plan);
        string path = Path.Join(Run, "plan.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"chunk\": 2", "\"chunk\": 0", StringComparison.Ordinal));

        Assert.Equal($"'{path}' is damaged: it says that no text is in a chunk. Start the study again in a new folder.", Refusal(() => RunFolder.Open(Run)));
    }

    private static string Refusal(Action action) => Assert.Throws<AttnExtractException>(action).Message;

    private sealed class Work : IChunkWork<string>
    {
        public List<int> Chunks { get; } = [];

        public Action Meanwhile { get; set; } = () => { };

        public void Run(Chunk<string> chunk, Stream partial)
        {
            Chunks.Add(chunk.Number);
            partial.Write(Encoding.UTF8.GetBytes($"{chunk.Number}:{string.Join(',', chunk.Texts)} "));
            Meanwhile();
        }

        public void Dispose()
        {
        }
    }

    private sealed class Merge : IChunkMerge
    {
        public StringBuilder Text { get; } = new();

        public void Add(Stream partial)
        {
            using StreamReader reader = new(partial);
            Text.Append(reader.ReadToEnd());
        }
    }
}
