using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>Sums up what a model's heads do on the texts of a chunk; <see cref="HeadSurveyMerge"/> makes a survey of the sums.</summary>
/// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
/// <param name="surveys">How: one a kind of attention.</param>
public sealed class HeadSurveyWork(PretrainedModel model, IReadOnlyList<HeadSurveyOptions> surveys) : IChunkWork<TextPair>
{
    private readonly MapStream _maps = new(model);
    private readonly HeadSums?[] _sums = new HeadSums?[surveys.Count];

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">A text is empty or too long.</exception>
    public void Run(Chunk<TextPair> chunk, Stream partial)
    {
        using BinaryWriter writer = new(partial, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(surveys.Count);
        foreach ((int i, HeadSurveyOptions options) in surveys.Index())
        {
            Sum(i, chunk.Number, chunk.Texts.Select(text => Encodings.ToStudy(model, text, options.Kind, options.Truncate)), comeTwice: false).Write(writer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _maps.Dispose();

    /// <summary>Sums up what they do on tokens.</summary>
    /// <param name="survey">Which of the surveys.</param>
    /// <param name="chunk">Which chunk of the corpus they are of.</param>
    /// <param name="texts">The tokens of each text.</param>
    /// <param name="comeTwice">Whether each text is tokens and the same tokens again.</param>
    internal HeadPartial Sum(int survey, int chunk, IEnumerable<Encoding> texts, bool comeTwice)
    {
        using IDisposable turn = model.Encoder.Turnstile.Enter();
        using HookWatch watch = new();
        using IEnumerator<Encoding> reading = texts.GetEnumerator();
        AttentionPlace place = reading.MoveNext() ? AttentionPlace.In(model, surveys[survey].Kind, reading.Current) : throw Encodings.NoTexts();
        Encoding first = reading.Current;

        // Random tokens need not hold everything; of texts, what they lack is told, but for what tokens of another text cannot have.
        HeadSums sums = SumsFor(survey, place, chunk, comeTwice, tellsAll: !comeTwice && !place.IsCross);
        _maps.Run(
            place,
            Rest(),
            encoding => encoding,
            batch => sums.Add(batch, encoding => new TokenLayout(
                encoding.Of(place.KeyStack),
                (place.KeyStack == StackOrder.First ? model.Tokenizer : model.TargetTokenizer).SeparatorId,
                comeTwice,
                place.IsCross ? encoding.Of(place.Stack).Tokens.Count : null)));
        return new HeadPartial(sums, place.Kind, place.Of(ModelRuns.ProvenanceOf(model, watch, truncatedTokens: 0, [])));

        IEnumerable<Encoding> Rest()
        {
            do
            {
                Encodings.RequireAlike(first, reading.Current);
                yield return reading.Current;
            }
            while (reading.MoveNext());
        }
    }

    // The memory of one chunk serves the next.
    private HeadSums SumsFor(int survey, AttentionPlace place, int chunk, bool comeTwice, bool tellsAll)
    {
        (int layers, int heads) = (place.Spec.LayerCount, place.Spec.HeadCount);
        if (_sums[survey] is { } before && before.AreOf(layers, heads, comeTwice, tellsAll))
        {
            before.Restart(chunk);
            return before;
        }

        return _sums[survey] = new HeadSums(layers, heads, surveys[survey].Bootstrap, comeTwice, tellsAll, chunk);
    }
}
