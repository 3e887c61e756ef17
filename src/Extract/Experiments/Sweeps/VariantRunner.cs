using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Metrics;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Experiments.Sweeps;

/// <summary>
/// Runs one text many times, each time with something else switched off, from the first layer that changes on: what enters each
/// layer is kept of one run, and variants that begin at the same layer go through the rest in one batch.
/// </summary>
internal sealed class VariantRunner : IDisposable
{
    // How many tokens a batch may have: enough to keep the processor busy, few enough for its caches.
    private const int TokensABatch = 2048;

    // Before the first layer.
    private const int Embeddings = -1;

    // Texts of two stacks count by what both read.
    private int TokensAText => _metric.Encoding.Tokens.Count + (_metric.Encoding.Target?.Tokens.Count ?? 0);

    private readonly AblationContext _context;
    private readonly BoundMetric _metric;
    private readonly DisposeScope _scope;
    private readonly IReadOnlyList<SiteEdit> _always;
    private readonly Tensor[] _entering;

    /// <summary>Runs the text plainly, and once more with what is always switched off.</summary>
    /// <param name="context">The model, and what ablations took from other texts.</param>
    /// <param name="metric">What variants are judged by; it knows the text.</param>
    /// <param name="encoding">The text.</param>
    /// <param name="always">What is switched off in every variant, but not in the plain run that they are compared with.</param>
    public VariantRunner(AblationContext context, Metric metric, Encoding encoding, IReadOnlyList<Ablation>? always = null)
    {
        _context = context;
        _scope = NewDisposeScope();
        try
        {
            using ModelTurn turn = ModelTurn.Of(Model);
            _metric = metric.Bind(Model, encoding);
            _always = [.. (always ?? []).SelectMany(ablation => ablation.Edits(context))];
            Plain = _metric.SetPlain(RunWhole(turn, out _entering));
            if (_always.Count > 0)
            {
                using AblationHooks ablated = AblationHooks.Attach(Model, _always, null);
                Base = _metric.Read(RunWhole(turn, out _entering))[0];
            }

            turn.KeepTensors();
        }
        catch
        {
            _scope.Dispose();
            throw;
        }
    }

    /// <summary>The number that the plain run comes to; NaN for a metric that only compares.</summary>
    public double Plain { get; }

    /// <summary>The effect of what is always switched off, alone.</summary>
    public MetricReading Base { get; } = MetricReading.Of(0);

    /// <summary>The text as the model reads it: some metrics hide a token.</summary>
    public Encoding Encoding => _metric.Encoding;

    private PretrainedModel Model => _context.Model;

    private int LayerCount => Model.Spec.LayerCount;

    /// <summary>Runs variants.</summary>
    /// <param name="variants">What to switch off in each.</param>
    /// <returns>One reading a variant, in order.</returns>
    public MetricReading[] Run(IReadOnlyList<Ablation> variants)
    {
        using ModelTurn turn = ModelTurn.Of(Model);
        return Run([.. variants.Select(variant => variant.Edits(_context).ToArray())]);
    }

    /// <summary>Runs variants.</summary>
    /// <param name="edits">What changes in each, one edit or more.</param>
    /// <returns>One reading a variant, in order.</returns>
    public MetricReading[] Run(IReadOnlyList<SiteEdit[]> edits)
    {
        MetricReading[] readings = new MetricReading[edits.Count];
        int most = Math.Max(1, TokensABatch / TokensAText);
        IEnumerable<(Beginning At, int[] Variants)> batches =
            from alike in Enumerable.Range(0, edits.Count).GroupBy(variant => BeginningOf(edits[variant]))
            from batch in alike.Chunk(most)
            select (alike.Key, batch);
        foreach ((int[] variants, IReadOnlyList<MetricReading> read) in _context.Crew.Run(
            batches, (member, _, batch) => (batch.Variants, Read(member, batch.At, [.. batch.Variants.Select(variant => edits[variant])]))))
        {
            for (int row = 0; row < variants.Length; row++)
            {
                readings[variants[row]] = read[row];
            }
        }

        return readings;
    }

    /// <inheritdoc/>
    public void Dispose() => _scope.Dispose();

    // A decoder runs after every layer of its encoder.
    private Beginning BeginningOf(SiteEdit[] edits) => new(
        edits.Min(edit => edit.Name.Stack == StackOrder.Second ? LayerCount : LayerOf(edit.Name)),
        edits.Min(edit => edit.Name.Stack == _metric.Encoding.LastStack ? LayerOf(edit.Name) : Embeddings));

    // Final states do not belong to a layer: what changes them runs none.
    private int LayerOf(HookName name) => name.Layer ?? (name.Site == HookSite.FinalOut ? Model.Structure[name.Stack].LayerCount : Embeddings);

    private RunStates RunWhole(ModelTurn turn, out Tensor[] entering)
    {
        Tensor[] states = [];
        RunStates read = Watch(Model, new(0, 0), () => turn.Run(Model.Batch([_metric.Encoding]), out states));
        entering = states;
        return read;
    }

    private IReadOnlyList<MetricReading> Read(PretrainedModel model, Beginning at, IReadOnlyList<IReadOnlyList<SiteEdit>> variants)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        ModelInput input = model.Batch([.. variants.Select(_ => _metric.Encoding)]);
        using AblationHooks always = AblationHooks.Attach(model, _always, null);
        using AblationHooks ablated = AblationHooks.AttachByRow(model, variants);
        return _metric.Read(at.Layer == Embeddings
            ? Watch(model, at with { Layer = 0, Changed = Math.Max(0, at.Changed) }, () => turn.Run(input))
            : Watch(model, at, () => turn.RunFrom(at.Layer, _entering[at.Layer].expand(variants.Count, -1, -1), input)));
    }

    private RunStates Watch(PretrainedModel model, Beginning at, Func<Tensor> run)
    {
        Dictionary<HookName, Tensor> seen = [];
        using DisposableList watching = [];
        foreach (HookName name in _metric.Watched.Where(name => name.Stack == StackOrder.Second || name.Layer is null || name.Layer >= at.Layer))
        {
            watching.Add(model.Hooks[name].Attach(value =>
            {
                seen[name] = value;
                return null;
            }));
        }

        return new RunStates(run(), seen, at.Changed);
    }

    // The first layer to run of the first stack, and the first that changes of the stack that the model ends in; −1 for what comes before it.
    private readonly record struct Beginning(int Layer, int Changed);
}
