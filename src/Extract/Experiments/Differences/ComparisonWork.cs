using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Experiments.Differences;

/// <summary>
/// Compares the runs of every pair of a chunk: of two texts by one model, or of a text, or two, by two models. <see cref="ComparisonMerge"/> puts all chunks
/// together.
/// </summary>
public sealed class ComparisonWork : IChunkWork<TextPair>
{
    private readonly ComparisonOptions _options;
    private readonly CaptureOptions _kept;
    private readonly Crew _before;
    private readonly Crew? _after;

    /// <summary>Names the models.</summary>
    /// <param name="before">The model of first runs; hooks that are attached to it take part in them.</param>
    /// <param name="after">The model of second runs; the same, or another.</param>
    /// <param name="options">How runs are compared.</param>
    public ComparisonWork(PretrainedModel before, PretrainedModel after, ComparisonOptions options)
    {
        _options = options;
        _kept = new CaptureOptions
        {
            Layers = options.Layers,
            Heads = options.Heads,
            Kinds = options.Kind is { } kind ? [kind] : null,
            Truncate = options.Truncate,
        };
        _before = new Crew(before);
        _after = ReferenceEquals(before, after) ? null : new Crew(after);
    }

    /// <inheritdoc/>
    /// <remarks>The second run of a text without a pair is one of the same text.</remarks>
    /// <exception cref="AttnExtractException">A text cannot be read, or two runs cannot be compared; the message names the text.</exception>
    public void Run(Chunk<TextPair> chunk, Stream partial)
    {
        using BinaryWriter writer = new(partial, Encoding.UTF8, leaveOpen: true);
        foreach (ComparisonSummary comparison in _after is { } after ? OfTwo(chunk.Texts, after) : OfOne(chunk.Texts))
        {
            ComparisonPartial.Write(writer, comparison);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _before.Dispose();
        _after?.Dispose();
    }

    private IEnumerable<ComparisonSummary> OfOne(IReadOnlyList<TextPair> pairs) =>
        _before.Run(pairs, (member, _, pair) => Compare(pair, Capture(member, pair.Text), Capture(member, pair.Pair ?? pair.Text)));

    private IEnumerable<ComparisonSummary> OfTwo(IReadOnlyList<TextPair> pairs, Crew after)
    {
        IEnumerable<AttentionRecord> first = _before.Run(pairs, (member, _, pair) => Capture(member, pair.Text));
        IEnumerable<AttentionRecord> second = after.Run(pairs, (member, _, pair) => Capture(member, pair.Pair ?? pair.Text));
        return pairs.Zip(first, second).Select(run => Compare(run.First, run.Second, run.Third));
    }

    private AttentionRecord Capture(PretrainedModel model, string text) => model.Capture([new TextPair(text)], _kept)[0];

    // Of thousands of pairs it has to be said which.
    private ComparisonSummary Compare(TextPair pair, AttentionRecord before, AttentionRecord after)
    {
        try
        {
            return _options.Compare(before, after);
        }
        catch (AttnExtractException failure)
        {
            string texts = $"“{Encodings.Shown(pair.Text)}” and “{Encodings.Shown(pair.Pair ?? pair.Text)}”";
            throw new AttnExtractException($"{texts}: {failure.Message}", failure) { RefusedText = pair.Text };
        }
    }
}
