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

        // Damage is found where it is read, and means the same.
        folder.Fill(Shard.All, Words, new Work());
        string first = Path.Join(Run, "chunks", "000001.chunk");
        byte[] bytes = File.ReadAllBytes(first);
        bytes[3] ^= 4;
        File.WriteAllBytes(first, bytes);
        Assert.Equal($"'{Run}' is not complete: of its chunks 0 to 3 there is no 1; compute it with {way}", Refusal(() => folder.Merge(new Merge())));
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
        File.WriteAllText(Path.Join(Run, "plan.json"), "{\"layout\": 2}");
        Assert.Equal(
            $"'{Path.Join(Run, "plan.json")}' has layout 2; this program reads 1. Another version of AttnExtract made it.",
            Refusal(() => RunFolder.Begin(Run, Plan)));
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
