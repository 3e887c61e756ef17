using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Captures;

/// <summary>
/// Captures the texts of a chunk. Each is run alone, so that no record depends on what stands beside its text; threads share the texts.
/// </summary>
public sealed class CaptureWork : IChunkWork<TextPair>
{
    private readonly PretrainedModel _model;
    private readonly CaptureOptions _options;
    private readonly RecordPrecision _precision;
    private readonly Func<TextPair, Encoding> _read;
    private readonly Crew _crew;

    /// <summary>Prepares to capture.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="options">What to keep.</param>
    /// <param name="precision">How much of every number is kept of a chunk.</param>
    /// <param name="read">What the model reads of a text, asked for on the caller's thread; null for <see cref="ModelRuns.Encode"/>.</param>
    /// <exception cref="AttnExtractException">The options name what the model does not have.</exception>
    public CaptureWork(
        PretrainedModel model, CaptureOptions options, RecordPrecision precision = RecordPrecision.Float32, Func<TextPair, Encoding>? read = null)
    {
        options.RequireIn(model.Structure, model.Name);
        (_model, _options, _precision, _crew) = (model, options, precision, new Crew(model));
        _read = read ?? (text => model.Encode(text, options.Truncate));
    }

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">A text is empty or too long.</exception>
    public void Run(Chunk<TextPair> chunk, Stream partial) => RecordPartial.Write(Capture(chunk.Texts), chunk.Texts.Count, _precision, partial);

    /// <summary>Captures texts, a few of which are in memory at a time.</summary>
    /// <param name="texts">The texts, read as they are needed.</param>
    /// <returns>Their records in the same order, made as they are asked for.</returns>
    /// <exception cref="AttnExtractException">A text is empty or too long.</exception>
    public IEnumerable<AttentionRecord> Capture(IEnumerable<TextPair> texts) =>
        _crew.Run(texts.Select(Read), (member, _, read) => member.CaptureEncoded([read.Encoding], _options, _ => read.Input)[0]);

    /// <inheritdoc/>
    public void Dispose() => _crew.Dispose();

    // Tokenizers are asked on one thread.
    private (Encoding Encoding, RunInput Input) Read(TextPair text)
    {
        Encoding encoding = _read(text);
        return (encoding, Encodings.InputOf(_model, encoding));
    }
}
