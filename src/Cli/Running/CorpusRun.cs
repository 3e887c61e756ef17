using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Running;

/// <summary>A study over a corpus, chunk by chunk: at once, as a share of a run that a folder keeps, or of the files of such a run.</summary>
/// <typeparam name="T">A text as the study reads it.</typeparam>
internal class CorpusRun<T>
{
    private readonly Invocation _call;
    private readonly IReadOnlyList<string> _words;
    private readonly string? _path;
    private readonly Func<T, TextPair> _textOf;
    private Func<IEnumerable<T>> _texts;
    private readonly int _chunkSize;
    private readonly string? _folder;
    private readonly Shard _shard;

    /// <summary>Reads how a corpus is gone through.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="words">The words of it that name the corpus.</param>
    /// <param name="path">The file of texts; null for a text on the command line.</param>
    /// <param name="texts">Reads the texts from their beginning.</param>
    /// <param name="textOf">What the model reads of a text.</param>
    /// <param name="usualSize">How many texts are in a chunk where nobody says.</param>
    /// <exception cref="UsageException">What is said of chunks does not fit together.</exception>
    public CorpusRun(
        Invocation call, IReadOnlyList<string> words, string? path, Func<IEnumerable<T>> texts, Func<T, TextPair> textOf,
        int usualSize = CorpusChunks.UsualSize)
    {
        (_call, _words, _path, _texts, _textOf) = (call, words, path, texts, textOf);
        _folder = RunFolderOptions.FolderOf(call);
        _chunkSize = RunFolderOptions.ChunkSizeOf(call, usualSize);
        _shard = _folder is null ? Shard.All : RunFolderOptions.ShardOf(call);
    }

    /// <summary>The hashes of what else is read, once it is.</summary>
    public Func<IEnumerable<string>> Content { private get; init; } = () => [];

    /// <summary>Whether a folder keeps what is computed, so that nothing else is written.</summary>
    public bool FillsFolder => _folder is not null;

    /// <summary>Refuses a corpus that is not there, or cannot be read a second time, before a model is loaded.</summary>
    /// <exception cref="UsageException">Standard input is to be kept in a folder.</exception>
    /// <exception cref="AttnExtractException">There is no such file.</exception>
    public void RequireCorpus()
    {
        if (_call.Merged is not null)
        {
            return;
        }

        if (_path is not null && _path != TextOptions.Stdin)
        {
            TextOptions.RequireCorpus(_call, _path);
        }
        else if (_folder is not null)
        {
            throw new UsageException(_path is null ? Messages.FolderNeedsCorpus(_folder) : Messages.FolderNeedsFile(_folder));
        }
    }

    /// <summary>Does something with the texts of a chunk; where one is refused, the failure says where in the corpus it stands.</summary>
    /// <inheritdoc cref="Naming(IEnumerable{T}, long, Action)"/>
    public void Naming(Chunk<T> chunk, Action act) => Naming(chunk.Texts, (long)chunk.Number * _chunkSize, act);

    /// <summary>Does something with texts; where one is refused, the failure says where in the corpus it stands.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="before">How many others stand before them.</param>
    /// <param name="act">What is done.</param>
    /// <exception cref="AttnExtractException">It cannot be done.</exception>
    public void Naming(IEnumerable<T> texts, long before, Action act)
    {
        try
        {
            act();
        }
        catch (Exception failure) when (_path is not null && Failure.Expected(failure) is AttnExtractException { RefusedText: { } refused } told
            && PlaceOf(refused, texts) is { } place)
        {
            long number = before + place + 1;
            throw new AttnExtractException(Messages.OfText(told.Message, _path, number, TextOptions.LineOf(_call, _path, number, refused)), told);
        }
    }

    /// <summary>The chunks of the texts.</summary>
    public IEnumerable<Chunk<T>> Chunks => CorpusChunks.Of(_texts(), _chunkSize);

    /// <summary>The texts, read from their beginning each time; those of standard input once, unless they were counted before.</summary>
    public IEnumerable<T> Texts
    {
        get => _texts();
        protected set => _texts = () => value;
    }

    /// <summary>Computes what is asked for.</summary>
    /// <param name="load">Loads the model, where it is needed.</param>
    /// <param name="workOf">What is made of a chunk.</param>
    /// <param name="merge">What becomes of that.</param>
    /// <returns>Whether there is a result; not so where a folder was filled, or nothing was to be computed.</returns>
    /// <exception cref="AttnExtractException">It cannot be done; the message says why.</exception>
    public bool Run(Func<PretrainedModel> load, Func<PretrainedModel, IChunkWork<T>> workOf, IChunkMerge merge)
    {
        if (_call.Merged is { } folder)
        {
            CountedMerge counted = new(merge);
            bool isThere = Merge(folder, counted);
            counted.Unknown.Remark(_call);
            return isThere;
        }

        PretrainedModel model = load();
        UnknownTokens unknown = new(model.Tokenizer, model.Folder, model.Name);
        using CountingWork<T> work = new(Naming(workOf(model)), unknown, _textOf);
        Compute(() => PlannedModel.Of(model), work, new CountedMerge(merge));
        unknown.Remark(_call);
        return _folder is null;
    }

    /// <summary>Computes the chunks of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="load">Loads the model.</param>
    /// <param name="workOf">What is made of a chunk.</param>
    /// <param name="prepare">Goes through the chunks that are left before the first is computed, or only planned.</param>
    /// <exception cref="AttnExtractException">It cannot be done; the message says why.</exception>
    public void Fill(
        string folder, Func<PretrainedModel> load, Func<PretrainedModel, IChunkWork<T>> workOf,
        Action<PretrainedModel, IEnumerable<Chunk<T>>> prepare)
    {
        PretrainedModel model = load();
        UnknownTokens unknown = new(model.Tokenizer, model.Folder, model.Name);
        using CountingWork<T> work = new(Naming(workOf(model)), unknown, _textOf);
        Fill(folder, PlannedModel.Of(model), work, chunks => prepare(model, chunks));
        unknown.Remark(_call);
    }

    /// <summary>Computes what is asked for and needs no model.</summary>
    /// <param name="work">What is made of a chunk.</param>
    /// <param name="merge">What becomes of that.</param>
    /// <inheritdoc cref="Run" path="/returns"/>
    /// <exception cref="AttnExtractException">It cannot be done; the message says why.</exception>
    public bool RunWithoutModel(IChunkWork<T> work, IChunkMerge merge)
    {
        if (_call.Merged is { } folder)
        {
            return Merge(folder, merge);
        }

        Compute(() => PlannedModel.None, Naming(work), merge);
        return _folder is null;
    }

    private NamingWork<T> Naming(IChunkWork<T> work) => new(work, Naming);

    private int? PlaceOf(string refused, IEnumerable<T> texts) => texts.Select(_textOf).Index()
        .Where(one => one.Item.Pair == refused || TextOptions.Holds(one.Item.Text, refused))
        .Select(one => (int?)one.Index).FirstOrDefault();

    private bool Merge(RunFolder folder, IChunkMerge merge)
    {
        bool isPlanned = _call.Has(RunFolderOptions.PlanOnly);
        if (!isPlanned)
        {
            folder.Merge(merge);
            CorpusRun.RemarkCorpus(_call, folder);
        }

        return !isPlanned;
    }

    private void Compute(Func<PlannedModel> model, IChunkWork<T> work, IChunkMerge merge)
    {
        if (_folder is null)
        {
            CorpusChunks.Merge(_texts(), _chunkSize, work, merge);
        }
        else
        {
            Fill(_folder, model(), work);
        }
    }

    private void Fill(string place, PlannedModel model, IChunkWork<T> work, Action<IEnumerable<Chunk<T>>>? prepare = null)
    {
        RunFolder? begun = RunFolder.IsAt(place) ? RunFolder.Open(place) : null;
        PlannedCorpus corpus = PlannedCorpus.Of(_path!, begun?.Plan.Corpus, _texts, () => _call.NotedOnce);
        if (corpus.TextCount == 0)
        {
            throw new AttnExtractException(Messages.NoLines($"'{_path}'"));
        }

        RunFolder folder = RunFolder.Begin(place, RunFolderOptions.PlanOf(_call, _words, corpus, model, _chunkSize, Content()));
        if (_call.Has(RunFolderOptions.PlanOnly))
        {
            prepare?.Invoke(CorpusChunks.Of(_texts(), _chunkSize, folder.Missing.ToHashSet().Contains));
            _call.Say(Messages.Planned(folder));
            return;
        }

        int there;
        using (RunBar bar = new(_call))
        {
            there = folder.Fill(_shard, _texts(), work, bar.Report, _call.Has(TextOptions.SkipBad), prepare);
        }

        _call.Timings.Mark("chunks");
        _call.Say(Messages.Filled(folder, _shard, there));
    }
}

/// <summary>A study over texts that stand alone.</summary>
/// <inheritdoc cref="CorpusRun{T}(Invocation, IReadOnlyList{string}, string?, Func{IEnumerable{T}}, Func{T, TextPair}, int)"/>
internal sealed class CorpusRun(
    Invocation call, IReadOnlyList<string> words, string? path, Func<IEnumerable<TextPair>> texts, int usualSize = CorpusChunks.UsualSize)
    : CorpusRun<TextPair>(call, words, path, texts, text => text, usualSize)
{
    private readonly Invocation _call = call;

    /// <summary>The run over what stands after <c>-i</c>, or of the one text of a command line.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="usualSize">How many texts are in a chunk where nobody says.</param>
    /// <exception cref="UsageException">There is no text, or too many ways at once; or what is said of chunks does not fit together.</exception>
    public static CorpusRun OfTexts(Invocation call, int usualSize)
    {
        // What is wrong with the command line is said before anything is read.
        _ = TextOptions.Streamed(call);
        string? file = call.Value(TextOptions.Input);
        return new(call, file is null ? [] : [TextOptions.Input.Name, file], file, () => TextOptions.Streamed(call), usualSize);
    }

    /// <summary>How many texts there are, for files that are numbered; those of standard input are then in memory.</summary>
    /// <exception cref="AttnExtractException">They cannot be read.</exception>
    public int CountTexts()
    {
        if (_call.Merged is { } run)
        {
            return run.Plan.Corpus.TextCount;
        }

        (IEnumerable<TextPair> texts, int count) = TextOptions.Counted(_call);
        Texts = texts;
        return count;
    }

    /// <summary>Remarks what was remarked of the corpus of a run when it was read.</summary>
    public static void RemarkCorpus(Invocation call, RunFolder folder)
    {
        foreach (string remark in folder.Plan.Corpus.Remarks)
        {
            call.NoteOnce(remark);
        }
    }
}
