using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Metrics;

/// <summary>A metric for one text of one model. Its tensors belong to the dispose scope that it was made in.</summary>
/// <param name="encoding">The text as the model is to read it.</param>
internal abstract class BoundMetric(Encoding encoding)
{
    /// <summary>The text as the model is to read it.</summary>
    public Encoding Encoding { get; } = encoding;

    /// <summary>The hook points that it looks at, besides the final hidden states.</summary>
    public virtual IReadOnlyList<HookName> Watched => [];

    /// <summary>Takes the plain run, a batch of one, for what variants are compared with.</summary>
    /// <returns>The number that the plain run comes to; NaN for a metric that only compares.</returns>
    public abstract double SetPlain(RunStates plain);

    /// <summary>Compares variants with the plain run.</summary>
    /// <returns>One reading a variant.</returns>
    public abstract IReadOnlyList<MetricReading> Read(RunStates variants);
}
