using AttnExtract.Extract.Vectors;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Metrics;

/// <summary>1 − e′ · e, both sentence embeddings scaled to length 1.</summary>
internal sealed class SentenceDistance : Metric
{
    /// <inheritdoc/>
    public override string Name => "cosine";

    /// <inheritdoc/>
    public override string Meaning => "1 − cos of the sentence embedding";

    /// <inheritdoc/>
    internal override BoundMetric Bind(PretrainedModel model, Encoding encoding) => encoding.Target is null
        ? new Bound(model, encoding)
        : throw new AttnExtractException(
            $"The metric '{Name}' compares sentence embeddings, and with a target {model.Name} ends in its decoder, of which none is made; take "
            + "likelihood, hidden, hidden_cosine or patterns.");

    private sealed class Bound(PretrainedModel model, Encoding encoding) : BoundMetric(encoding)
    {
        private Tensor? _plain; // [1, pooled]

        public override double SetPlain(RunStates plain)
        {
            _plain = SentenceVectors.Of(model, plain.Final);
            return double.NaN;
        }

        public override IReadOnlyList<MetricReading> Read(RunStates variants)
        {
            // Half the squared distance of unit vectors, which loses nothing where they are close.
            Tensor distances = (SentenceVectors.Of(model, variants.Final) - _plain!).Squared().sum(1).DividedBy(2); // [variant]
            return [.. distances.data<double>().Select(MetricReading.Of)];
        }
    }
}
