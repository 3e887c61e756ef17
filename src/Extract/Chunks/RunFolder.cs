using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Chunks;

/// <summary>
/// A run over a corpus as a folder: <c>plan.json</c>, a file for every chunk that is done, and who is at work. Whoever starts the same run again goes on
/// where it stopped; what is there and whole is never computed twice.
/// </summary>
public sealed class RunFolder
{
    private const string PlanName = "plan.json";
    private const string ChunksName = "chunks";
    private const string ShardsName = "shards";

    /// <summary>The folder in it of the scripts that a cluster is given, and of what their runs say.</summary>
    public const string ScriptsName = "slurm";

    // More are counted than named.
    private const int MostNamed = 8;

    private readonly byte[] _digest;

    // As the plan names it, or as whoever goes on with the run found it.
    private readonly PlannedCorpus _corpus;

    private RunFolder(string path, RunPlan plan, PlannedCorpus corpus)
    {
        (Path, Plan, _corpus) = (path, plan, corpus);
        _digest = plan.Digest;
    }

    /// <summary>The folder, as it was named.</summary>
    public string Path { get; }

    /// <summary>What is done in it.</summary>
    public RunPlan Plan { get; }

    /// <summary>The shards that are being computed, or that ended before they were done.</summary>
    public ImmutableArray<ShardState> Shards => [.. ShardLock.All(ShardFolder)];

    /// <summary>The 0-based numbers of the chunks that have no file, which is seen without reading those that have.</summary>
    public ImmutableArray<int> Missing => [.. AllChunks.Where(chunk => !ChunkFile.IsOf(FileOf(chunk), OwnerOf(chunk)))];

    private IEnumerable<int> AllChunks => Enumerable.Range(0, Plan.ChunkCount);

    private string ChunkFolder => System.IO.Path.Join(Path, ChunksName);

    private string ShardFolder => System.IO.Path.Join(Path, ShardsName);

    /// <summary>Whether a path is that of a run's folder.</summary>
    public static bool IsAt(string path) => path.Length > 0 && File.Exists(PlanOf(path));

    /// <summary>Opens a run.</summary>
    /// <exception cref="AttnExtractException">There is none, or its plan cannot be read.</exception>
    public static RunFolder Open(string path)
    {
        if (!IsAt(path))
        {
            InputFolder.RequireReadable(path);
            throw new AttnExtractException(
                $"'{path}' is no folder of a run: it has no {PlanName}; name the folder that a study over a corpus was given with -o FOLDER/.");
        }

        RunPlan plan = RunPlan.Read(PlanOf(path));
        return new(path, plan, plan.Corpus);
    }

    /// <summary>Begins a run, or goes on with it.</summary>
    /// <param name="path">The folder: new, empty, or that of the same run.</param>
    /// <param name="plan">The plan.</param>
    /// <exception cref="AttnExtractException">It holds another run or something else, or cannot be written; the message says what.</exception>
    public static RunFolder Begin(string path, RunPlan plan)
    {
        if (!IsAt(path))
        {
            Make(path, plan);
        }

        RunFolder folder = Open(path);
        return folder.Plan.Difference(plan) is { } difference
            ? throw new AttnExtractException(
                $"'{path}' holds a run that was made for {difference}; finish it as it was begun ({folder.Plan.CommandLine} -o {path}), "
                + "or name another folder.")
            : new(path, folder.Plan, plan.Corpus);
    }

    /// <summary>
    /// Keeps in the folders of all runs that this process computes that it was told to stop, for a program that is about to be ended from outside. From then
    /// on none goes further: whoever would say so waits for the end.
    /// </summary>
    /// <param name="by">By what, such as SIGTERM.</param>
    public static void Interrupt(string by) => ShardLock.FailAll($"it was interrupted ({by}); start it again, and it goes on where it stopped");

    /// <summary>Computes the chunks of a shard that are not there yet.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="texts">All texts of the corpus.</param>
    /// <param name="work">What is made of a chunk.</param>
    /// <param name="report">Hears how far it is, at the beginning and after every chunk.</param>
    /// <param name="readsAll">Whether the texts after the shard's last chunk are read too, because something is to be said of all.</param>
    /// <param name="prepare">Goes through the chunks that are left before the first is computed, where something is to be known of all.</param>
    /// <returns>How many chunks were there already.</returns>
    /// <exception cref="AttnExtractException">
    /// Another process computes the shard, a text cannot be read, the corpus changes meanwhile, or a file cannot be written.
    /// </exception>
    public int Fill<T>(
        Shard shard, IEnumerable<T> texts, IChunkWork<T> work, Action<RunProgress>? report = null, bool readsAll = false,
        Action<IEnumerable<Chunk<T>>>? prepare = null)
    {
        using ShardLock held = ShardLock.Take(Path, ShardFolder, shard);
        try
        {
            int[] chunks = [.. AllChunks.Where(shard.Has)];
            HashSet<int> left = [.. chunks.Where(chunk => !IsWhole(chunk))];
            int there = chunks.Length - left.Count;
            int leftTexts = left.Sum(Plan.TextsIn);
            int computed = 0;
            prepare?.Invoke(CorpusChunks.Of(left.Count > 0 ? texts : [], Plan.ChunkSize, left.Contains));
            report?.Invoke(new(there, chunks.Length, 0, leftTexts));
            foreach (Chunk<T> chunk in CorpusChunks.Of(left.Count > 0 ? texts : [], Plan.ChunkSize, left.Contains))
            {
                NativeTuning.GiveBack();
                Compute(chunk, work);
                left.Remove(chunk.Number);
                computed += chunk.Texts.Count;
                held.Report(chunk.Texts.Count);
                report?.Invoke(new(chunks.Length - left.Count, chunks.Length, computed, leftTexts - computed));
                if (left.Count == 0 && !readsAll)
                {
                    break;
                }
            }

            RequireWholeCorpus(left);
            held.Finish();
            return there;
        }
        catch (Exception failure)
        {
            held.Fail(failure.Message);
            throw;
        }
    }

    /// <summary>Hands the partial results of all chunks on, in their order.</summary>
    /// <param name="merge">What becomes of them.</param>
    /// <exception cref="AttnExtractException">Chunks are missing or damaged; the message says which, and how to compute them.</exception>
    public void Merge(IChunkMerge merge)
    {
        foreach (Stream partial in Partials())
        {
            merge.Add(partial);
        }
    }

    /// <summary>The partial results of all chunks in their order, each of which is gone when the next is asked for.</summary>
    /// <exception cref="AttnExtractException">Chunks are missing or damaged; the message says which, and how to compute them.</exception>
    public IEnumerable<Stream> Partials()
    {
        if (Missing is [_, ..] missing)
        {
            throw Incomplete([.. missing]);
        }

        foreach (int chunk in AllChunks)
        {
            using Stream partial = ChunkFile.Open(FileOf(chunk), OwnerOf(chunk)) ?? throw Incomplete([.. AllChunks.Where(one => !IsWhole(one))]);
            yield return partial;
        }
    }

    private static string PlanOf(string path) => System.IO.Path.Join(path, PlanName);

    // Several tasks may begin at once: they write the same plan, and then read what is there.
    private static void Make(string path, RunPlan plan)
    {
        string folder = System.IO.Path.TrimEndingDirectorySeparator(path);
        if (File.Exists(folder))
        {
            throw new AttnExtractException($"'{path}' cannot be the folder of a run: it is a file; give the name of a new folder.");
        }

        bool isFree = !Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any(entry => !IsOfRun(entry));
        if (!isFree && !IsAt(path))
        {
            throw new AttnExtractException(
                $"'{path}' cannot be the folder of a run: it is not empty, and has no {PlanName}; give the name of a new folder.");
        }

        try
        {
            foreach (string one in (string[])[folder, System.IO.Path.Join(folder, ChunksName), System.IO.Path.Join(folder, ShardsName)])
            {
                Directory.CreateDirectory(one);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AttnExtractException($"The folder '{path}' cannot be made: {InputFile.Reason(exception)}. Choose another folder.", exception);
        }

        AtomicFile.Write(PlanOf(path), plan.Write);
    }

    // Of a run that was ended before its plan was there, or that a cluster is to do.
    private static bool IsOfRun(string entry) =>
        System.IO.Path.GetFileName(entry) is ChunksName or ShardsName or ScriptsName or PlanName || UnfinishedFiles.IsNamed(entry);

    private void Compute<T>(Chunk<T> chunk, IChunkWork<T> work)
    {
        if (chunk.Texts.Count != Plan.TextsIn(chunk.Number))
        {
            throw _corpus.Changed(
                $"it has {Plural.Of(chunk.Texts.Count, "text")} for chunk {chunk.Number}, and had {Plan.TextsIn(chunk.Number)}");
        }

        ChunkFile.Write(FileOf(chunk.Number), OwnerOf(chunk.Number), partial =>
        {
            work.Run(chunk, partial);
            _corpus.RequireUnchanged();
        });
    }

    private void RequireWholeCorpus(HashSet<int> left)
    {
        _corpus.RequireUnchanged();
        if (left.Count > 0)
        {
            throw _corpus.Changed($"it ended before chunk {left.Min()}");
        }
    }

    private bool IsWhole(int chunk)
    {
        using Stream? partial = ChunkFile.Open(FileOf(chunk), OwnerOf(chunk));
        return partial is not null;
    }

    private string FileOf(int chunk) => System.IO.Path.Join(ChunkFolder, string.Create(CultureInfo.InvariantCulture, $"{chunk:D6}.chunk"));

    // Which chunk it is, of how many texts, and of which plan.
    private byte[] OwnerOf(int chunk)
    {
        byte[] owner = new byte[(2 * sizeof(int)) + _digest.Length];
        BinaryPrimitives.WriteInt32LittleEndian(owner, chunk);
        BinaryPrimitives.WriteInt32LittleEndian(owner.AsSpan(sizeof(int)), Plan.TextsIn(chunk));
        _digest.CopyTo(owner.AsSpan(2 * sizeof(int)));
        return owner;
    }

    private AttnExtractException Incomplete(int[] chunks)
    {
        ILookup<bool, int> isThere = chunks.ToLookup(chunk => File.Exists(FileOf(chunk)));
        int[] missing = [.. isThere[false]];
        int[] damaged = [.. isThere[true]];
        bool isOnly = Plan.ChunkCount == 1;
        string[] wrong =
        [
            .. missing.Length == 0 ? [] : (string[])[isOnly ? "its only chunk is not there"
                : $"of its chunks 0 to {Plan.ChunkCount - 1} there {(missing.Length == 1 ? "is" : "are")} no {Named(missing)}"],
            .. damaged.Length == 0 ? [] : (string[])[(isOnly ? "its only chunk is"
                : damaged.Length == 1 ? $"chunk {damaged[0]} is" : $"chunks {Named(damaged)} are") + " damaged or of another run"],
        ];
        return new AttnExtractException(
            $"'{Path}' is not complete: {string.Join(", and ", wrong)}; compute {(chunks.Length == 1 ? "it" : "them")} with {Plan.CommandLine} -o {Path}, "
            + "and merge again.");
    }

    private static string Named(int[] chunks) =>
        string.Join(", ", chunks.Take(MostNamed)) + (chunks.Length > MostNamed ? $" and {chunks.Length - MostNamed} more" : "");
}
