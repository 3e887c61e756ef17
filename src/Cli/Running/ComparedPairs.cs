using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Extract;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Running;

/// <summary>A file of pairs to compare: of texts, or of files of runs.</summary>
internal sealed class ComparedPairs
{
    // Numbers do not depend on how many pairs there are in a chunk.
    private const int UsualChunk = 64;

    // What has no meaning without a model.
    private static readonly Option[] OfModels =
        [ModelOptions.Model, ModelOptions.Other, RunOptions.Precision, RunOptions.Device, RunOptions.Threads, TextOptions.Truncate];

    private readonly Invocation _call;
    private readonly string _file;
    private readonly ComparisonOptions _options;
    private readonly CorpusRun _corpus;
    private PretrainedModel? _other;

    /// <summary>Names the file.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="file">The file.</param>
    /// <param name="options">How runs are compared.</param>
    public ComparedPairs(Invocation call, string file, ComparisonOptions options)
    {
        (_call, _file, _options) = (call, file, options);
        _corpus = new(call, [TextOptions.Input.Name, file], file, Read, UsualChunk) { Content = Content };
    }

    /// <summary>Whether pairs are those of files.</summary>
    public static Option<bool> Records { get; } = ReportOptions.Flag(
        "--records", "the pairs of FILE are names of files that attn capture wrote, and no model is run");

    private bool AreRecords => _call.Has(Records);

    /// <summary>Refuses what does not go together, and a corpus that is not there.</summary>
    /// <exception cref="UsageException">Something is said of a model where none is run, or of columns where there is one.</exception>
    /// <exception cref="AttnExtractException">There is no such file.</exception>
    public void RequireFitting()
    {
        if (AreRecords && OfModels.FirstOrDefault(_call.Has) is { } ofModel)
        {
            throw new UsageException(Messages.NotBoth(_call.Command, ofModel.Name, Records.Name));
        }

        if (_call.Has(TextOptions.OtherColumn) && !_call.Has(TextOptions.Column))
        {
            throw new UsageException(Messages.OnlyWith(TextOptions.OtherColumn.Name, $"{TextOptions.Column.Name} NAME"));
        }

        _corpus.RequireCorpus();
    }

    /// <summary>Compares what is asked for.</summary>
    /// <param name="merge">What becomes of the comparisons.</param>
    /// <param name="meanwhile">What else may begin while a model is loaded.</param>
    /// <returns>Whether there is a result.</returns>
    public bool Run(IChunkMerge merge, Action? meanwhile)
    {
        if (AreRecords)
        {
            using RecordPairWork work = new(_options);
            return _corpus.RunWithoutModel(work, merge);
        }

        CaptureOptions asked = new()
        {
            Layers = _options.Layers,
            Heads = _options.Heads,
            Kinds = _options.Kind is { } kind ? [kind] : null,
        };
        Precision precision = RunOptions.PrecisionOf(_call);
        UnknownTokens? unknown = null;
        CountedMerge? ofOther = _call.Has(ModelOptions.Other) ? new(merge) : null;
        bool isThere = _corpus.Run(() => ModelRun.Load(_call, asked, precision, meanwhile), Work, ofOther ?? merge);
        (unknown ?? ofOther?.Unknown)?.Remark(_call);
        return isThere;

        IChunkWork<TextPair> Work(PretrainedModel model)
        {
            _other = _call.Value(ModelOptions.Other) is { } name ? ModelRun.Load(_call, asked, precision, name: name) : model;
            RequireAlone(model);
            RequireAlone(_other);
            ComparisonWork work = new(model, _other, _options);
            unknown = ofOther is null ? null : new(_other.Tokenizer, _other.Folder, _other.Name);
            return unknown is null ? work : new CountingWork<TextPair>(work, unknown, pair => pair);
        }
    }

    // A line says nothing of what a decoder would read.
    private void RequireAlone(PretrainedModel model)
    {
        if (model.Structure.Second is not null && _options.Kind != AttentionKind.Encoder)
        {
            throw new AttnExtractException(Messages.PairsOfEncoder(model.Name));
        }
    }

    private IEnumerable<TextPair> Read()
    {
        bool mayBeOne = _call.Has(ModelOptions.Other);
        int skipped = 0;
        long number = 0;
        string first = "";
        foreach (string line in TextOptions.StreamSome(_call, _file))
        {
            number++;
            string[] parts = line.Split('\t', StringSplitOptions.TrimEntries);
            if (parts is [{ Length: > 0 } before, { Length: > 0 } after])
            {
                yield return new(before, after);
            }
            else if (mayBeOne && parts is [{ Length: > 0 } text])
            {
                yield return new(text);
            }
            else if (_call.Has(TextOptions.SkipBad))
            {
                skipped++;
                first = first.Length > 0 ? first : Messages.NoPair(line);
            }
            else
            {
                throw new AttnExtractException(Messages.OfText(
                    $"{Messages.NoPair(line)}; {Messages.WhatIsAPair(mayBeOne, AreRecords)}.", _file, number,
                    TextOptions.LineOf(_call, _file, number, line)));
            }
        }

        if (skipped > 0)
        {
            _call.NoteOnce(Messages.SkippedLines($"'{_file}'", skipped, first));
        }
    }

    // Of the other model, or of every file that is compared.
    private string[] Content()
    {
        if (_other is not null && _call.Has(ModelOptions.Other))
        {
            PlannedModel other = PlannedModel.Of(_other);
            return [other.WeightsSha256, other.SettingsSha256];
        }

        if (!AreRecords)
        {
            return [];
        }

        using IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (TextPair pair in Read())
        {
            all.AppendData(Encoding.UTF8.GetBytes(FileHash.Sha256(pair.Text) + FileHash.Sha256(pair.Pair!)));
        }

        return [Convert.ToHexStringLower(all.GetHashAndReset())];
    }
}
