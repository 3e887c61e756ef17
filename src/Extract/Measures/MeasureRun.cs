using AttnExtract.Extract.Targets;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>One text and everything that measures of it share: its plain run, its gradients, and the means to run it again.</summary>
/// <param name="model">The model.</param>
/// <param name="encoding">The text.</param>
/// <param name="target">The number that matters, or null.</param>
/// <param name="needs">The most that any of the measures needs.</param>
internal sealed class MeasureRun(PretrainedModel model, Encoding encoding, MeasureTarget? target, MeasureNeeds needs)
{
    // How many tokens a batch of variants may have: enough to keep the processor busy, few enough for the memory.
    private const int TokensABatch = 4096;

    private static readonly string[] SitesOfMaps = ["attention.pattern"];
    private static readonly string[] SitesOfWeights = ["residual.pre", "attention.v", "attention.pattern", "residual.mid"];

    private readonly BoundTarget? _target = target?.Bind(model, encoding);
    private AttentionRecord? _record;
    private RunGradients? _gradients;

    /// <summary>The model.</summary>
    public PretrainedModel Model { get; } = model;

    /// <summary>The text as the model is to read it.</summary>
    public Encoding Encoding => _target?.Encoding ?? encoding;

    /// <summary>How many steps an integral along a path takes.</summary>
    public int Steps { get; init; } = MeasureOptions.Default.Steps;

    /// <summary>How many tokens it has.</summary>
    public int Length => Encoding.Tokens.Count;

    /// <summary>The number that matters.</summary>
    public BoundTarget Target => _target ?? throw new InvalidOperationException("A measure without a target asks for it.");

    /// <summary>What the target is, or null where there is none.</summary>
    public string? TargetName => _target?.Name;

    /// <summary>The plain run.</summary>
    public AttentionRecord Record => _record ??= Model.CaptureEncoded(
        [Encoding], new CaptureOptions { Sites = needs == MeasureNeeds.Weights ? SitesOfWeights : SitesOfMaps })[0];

    /// <summary>What the target's derivative is by every attention weight and head.</summary>
    public RunGradients Gradients => _gradients ??= RunGradients.Of(this);

    /// <summary>Whether the model reads something else at a token than the text has there, because the target asks for what it is.</summary>
    public bool IsHidden(int token) => Encoding.Tokens[token] != encoding.Tokens[token];

    /// <summary>How many copies of the text go into one batch, at least 1.</summary>
    public int BatchSize => Math.Max(1, TokensABatch / Length);

    /// <summary>Runs variants of the text, as many at once as fit.</summary>
    /// <returns>The target's value for each.</returns>
    public double[] Scores(IReadOnlyList<Encoding> variants)
    {
        List<double> scores = [];
        foreach (Encoding[] batch in variants.Chunk(BatchSize))
        {
            using ModelTurn turn = ModelTurn.Of(Model);
            Tensor values = Target.Score(turn.Run(batch)); // [batch]
            scores.AddRange(values.to(ScalarType.Float64).data<double>());
        }

        return [.. scores];
    }
}
