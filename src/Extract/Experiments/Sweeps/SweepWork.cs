using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Metrics;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>Switches everything off in turn on each text of a chunk; <see cref="SweepMerge"/> makes sweeps of the effects on all.</summary>
/// <param name="model">The model; hooks that are attached to it take part in every run.</param>
/// <param name="sweeps">What is switched off, what takes its place, and what it is judged by: one a kind of attention.</param>
public sealed class SweepWork(PretrainedModel model, IReadOnlyList<SweepOptions> sweeps) : IChunkWork<TextPair>
{
    private readonly Dictionary<StackOrder, int> _longest = [];
    private AblationContext? _context;

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">A text cannot be read, or the model has not what is asked for; the message says what.</exception>
    public void Run(Chunk<TextPair> chunk, Stream partial)
    {
        ImmutableArray<SweepPartial> found = Sweep(chunk.Texts);
        using BinaryWriter writer = new(partial, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(found.Length);
        foreach (SweepPartial one in found)
        {
            one.Write(writer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _context?.Dispose();

    /// <summary>Runs texts, and writes nothing.</summary>
    internal ImmutableArray<SweepPartial> Sweep(IReadOnlyList<TextPair> texts) => [.. sweeps.Select(options => Sweep(texts, options))];

    private SweepPartial Sweep(IReadOnlyList<TextPair> texts, SweepOptions options)
    {
        ImmutableArray<Encoding> encodings = Encodings.OfCorpus(model, texts, options.Kind, options.Truncate);
        bool hasTarget = encodings[0].Target is not null;
        AttentionPlace place = AttentionPlace.In(model, options.Unit.KindOf(options.Kind, hasTarget), encodings[0]);
        Metric metric = options.Metric ?? MetricCatalog.DefaultOf(model, hasTarget);
        IReadOnlyList<Ablation?> places = options.Unit.Variants(place, options.With);
        Ablation[] variants = [.. places.OfType<Ablation>()];
        ModelRuns.RequireAny(model, options.Unit.Name, variants.Length);

        using HookWatch watch = new();
        AblationContext context = ContextFor(encodings, options.Truncate);
        ImmutableArray<MetricReading[]>.Builder readings = ImmutableArray.CreateBuilder<MetricReading[]>(encodings.Length);
        ImmutableArray<double>.Builder plain = ImmutableArray.CreateBuilder<double>(encodings.Length);
        foreach (Encoding encoding in encodings)
        {
            using VariantRunner runner = new(context, metric, encoding);
            plain.Add(runner.Plain);
            readings.Add(runner.Run(variants));
        }

        string with = options.Unit.WordFor(options.With);
        return new SweepPartial
        {
            Frame = new Sweep
            {
                Unit = options.Unit.Name,
                Kind = place.Kind,
                With = with,
                Metric = metric.Name,
                Meaning = metric.Meaning,
                IsDistance = metric.IsDistance,
                Texts = [.. texts.Select(text => Encodings.Columns(model, text))],
                Plain = double.NaN,
                Rows = place.Spec.LayerCount,
                Columns = options.Unit.ColumnsOf(place.Spec),
                Effects = [],
                Bootstrap = options.Bootstrap,
                Provenance = place.Of(ModelRuns.ProvenanceOf(
                    model, watch, encodings.Sum(encoding => encoding.TruncatedCount),
                    [$"{AttentionPlace.Prefix(place.Kind)}{options.Unit}={with}, in turn"])),
            },
            Places = [.. places.Select(variant => variant?.ToString() ?? "")],
            Readings = readings.MoveToImmutable(),
            Plain = plain.MoveToImmutable(),
        };
    }

    // What was taken from other texts serves all chunks, until one has a longer text: drawn tokens are then drawn further, the same ones first.
    private AblationContext ContextFor(ImmutableArray<Encoding> encodings, bool truncate)
    {
        bool isLong = false;
        foreach (StackOrder stack in model.Structure.Stacks)
        {
            int longest = Encodings.Longest(encodings, stack);
            isLong |= longest > _longest.GetValueOrDefault(stack);
            _longest[stack] = Math.Max(longest, _longest.GetValueOrDefault(stack));
        }

        if (isLong || _context is null)
        {
            _context?.Dispose();
            _context = new AblationContext(model, stack => _longest[stack], truncate);
        }

        return _context;
    }
}
