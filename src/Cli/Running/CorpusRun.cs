using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Running;

/// <summary>A study over a corpus, chunk by chunk: at once, as a share of a run that a folder keeps, or of the files of such a run.</summary>
/// <param name="call">The command line.</param>
/// <param name="words">The words of it that name the corpus.</param>
/// <param name="path">The file of texts; null for a text on the command line.</param>
/// <param name="texts">Reads the texts from their beginning.</param>
/// <param name="usualSize">How many texts are in a chunk where nobody says.</param>
internal sealed class CorpusRun(
    Invocation call, IReadOnlyList<string> words, string? path, Func<IEnumerable<TextPair>> texts, int usualSize = CorpusChunks.UsualSize)
{
    private readonly string? _folder = RunFolderOptions.FolderOf(call);
    private readonly int _chunkSize = RunFolderOptions.ChunkSizeOf(call, usualSize);
    private readonly Shard _shard = RunFolderOptions.FolderOf(call) is null ? Shard.All : RunFolderOptions.ShardOf(call);

    /// <summary>Refuses a corpus that is not there, or cannot be read a second time, before a model is loaded.</summary>
    /// <exception cref="UsageException">Standard input is to be kept in a folder.</exception>
    /// <exception cref="AttnExtractException">There is no such file.</exception>
    public void RequireCorpus()
    {
        if (call.Merged is not null)
        {
            return;
        }

        if (path is not null && path != TextOptions.Stdin)
        {
            TextOptions.RequireCorpus(call, path);
        }
        else if (_folder is not null)
        {
            throw new UsageException(path is null ? Messages.FolderNeedsCorpus(_folder) : Messages.FolderNeedsFile(_folder));
        }
    }

    /// <summary>Computes what is asked for.</summary>
    /// <param name="load">Loads the model, where it is needed.</param>
    /// <param name="workOf">What is made of a chunk.</param>
    /// <param name="merge">What becomes of that.</param>
    /// <returns>Whether there is a result; not so where a folder was filled, or nothing was to be computed.</returns>
    /// <exception cref="AttnExtractException">It cannot be done; the message says why.</exception>
    public bool Run(Func<PretrainedModel> load, Func<PretrainedModel, IChunkWork<TextPair>> workOf, IChunkMerge merge)
    {
        bool isPlanned = call.Has(RunFolderOptions.PlanOnly);
        if (call.Merged is { } folder)
        {
            if (!isPlanned)
            {
                folder.Merge(merge);
            }

            return !isPlanned;
        }

        PretrainedModel model = load();
        UnknownTokens unknown = new(model.Tokenizer, model.Folder, model.Name);
        using CountingWork work = new(workOf(model), unknown);
        if (_folder is null)
        {
            CorpusChunks.Merge(texts(), _chunkSize, work, merge);
        }
        else
        {
            Fill(_folder, model, work);
        }

        unknown.Remark(call);
        return _folder is null;
    }

    private void Fill(string place, PretrainedModel model, CountingWork work)
    {
        RunFolder? begun = RunFolder.IsAt(place) ? RunFolder.Open(place) : null;
        PlannedCorpus corpus = PlannedCorpus.Of(path!, begun?.Plan.Corpus, texts);
        if (corpus.TextCount == 0)
        {
            throw new AttnExtractException(Messages.NoLines($"'{path}'"));
        }

        RunFolder folder = RunFolder.Begin(place, RunFolderOptions.PlanOf(call, words, corpus, PlannedModel.Of(model), _chunkSize));
        if (call.Has(RunFolderOptions.PlanOnly))
        {
            call.Say(Messages.Planned(folder));
            return;
        }

        int there;
        using (RunBar bar = new(call))
        {
            there = folder.Fill(_shard, texts(), work, bar.Report);
        }

        call.Timings.Mark("chunks");
        call.Say(Messages.Filled(folder, _shard, there));
    }
}
