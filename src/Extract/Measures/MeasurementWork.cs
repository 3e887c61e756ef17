using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Measures;

/// <summary>Measures every text of a chunk, several at a time; <see cref="MeasurementMerge"/> puts those of all chunks together.</summary>
public sealed class MeasurementWork : IChunkWork<TextPair>
{
    private readonly IReadOnlyList<Measure> _measures;
    private readonly MeasureOptions _options;
    private readonly CaptureOptions _kept;
    private readonly IReadOnlyList<AttentionKind?> _kinds;
    private readonly Crew _crew;

    /// <summary>Checks what is wanted.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in every run.</param>
    /// <param name="measures">Some of <see cref="MeasureCatalog.All"/>.</param>
    /// <param name="options">How; the target above all.</param>
    /// <param name="kept">The layers and heads that are kept; null for all.</param>
    /// <param name="kinds">
    /// The kinds of attention that are measured, one after the other, by the measures that have a definition there; null for that of the options.
    /// </param>
    /// <exception cref="AttnExtractException">A measure has no meaning in the model.</exception>
    public MeasurementWork(
        PretrainedModel model, IReadOnlyList<Measure> measures, MeasureOptions options, CaptureOptions? kept = null,
        IReadOnlyList<AttentionKind?>? kinds = null)
    {
        ModelRuns.RequireMeaning(model, measures);
        (_measures, _options, _kept, _kinds) = (measures, options, kept ?? CaptureOptions.Default, kinds ?? [options.Kind]);
        _crew = new Crew(model);
    }

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">A text, the model or the target has not what a measure needs; the message says what.</exception>
    public void Run(Chunk<TextPair> chunk, Stream partial)
    {
        using BinaryWriter writer = new(partial, Encoding.UTF8, leaveOpen: true);
        foreach (IReadOnlyList<Measurement> measured in _crew.Run(chunk.Texts, (member, _, text) => Measured(member, text)))
        {
            MeasurementPartial.Write(writer, measured.Only(_kept.Layers, _kept.Heads));
        }
    }

    private IReadOnlyList<Measurement> Measured(PretrainedModel member, TextPair text) =>
    [
        .. from kind in _kinds
           let defined = _kinds.Count == 1 ? _measures : [.. _measures.Where(measure => measure.WhyNotIn(kind) is null)]
           where defined.Count > 0
           from measurement in member.Measure(text, defined, _options with { Kind = kind })
           select measurement,
    ];

    /// <inheritdoc/>
    public void Dispose() => _crew.Dispose();
}
