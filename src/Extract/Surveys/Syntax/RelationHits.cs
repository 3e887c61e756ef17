using System.Numerics.Tensors;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>How often every head, and every fixed offset, was right about one relation, with the same for every resample.</summary>
internal sealed class RelationHits
{
    private const int FarthestOffset = 10;
    private const int OffsetCount = (2 * FarthestOffset) + 1;

    private readonly string _relation;
    private readonly int _heads;
    private readonly int[] _sums; // [dependent to head: heads, head to dependent: heads, offsets]
    private readonly int[] _sentence;
    private readonly int[][] _resampled; // [resample], as the sums
    private readonly int[] _resampledCounts; // [resample]

    /// <summary>Reserves sums.</summary>
    public RelationHits(string relation, int heads, int resamples)
    {
        (_relation, _heads) = (relation, heads);
        _sums = new int[(2 * heads) + OffsetCount];
        _sentence = new int[_sums.Length];
        _resampled = [.. Enumerable.Range(0, resamples).Select(_ => new int[_sums.Length])];
        _resampledCounts = new int[resamples];
    }

    /// <summary>How many dependencies were tried.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the dependencies of one sentence.</summary>
    /// <param name="dependencies">The dependencies.</param>
    /// <param name="draws">How often the sentence is in each resample.</param>
    public void Add(IEnumerable<DependencyHits> dependencies, byte[] draws)
    {
        _sentence.AsSpan().Clear();
        int count = 0;
        foreach (DependencyHits dependency in dependencies)
        {
            count++;
            for (int bit = 0; bit < 2 * _heads; bit++)
            {
                _sentence[bit] += dependency[bit] ? 1 : 0;
            }

            if (Math.Abs(dependency.Distance) <= FarthestOffset)
            {
                _sentence[(2 * _heads) + FarthestOffset + dependency.Distance]++;
            }
        }

        Count += count;
        TensorPrimitives.Add(_sums, _sentence, _sums);
        for (int resample = 0; resample < draws.Length; resample++)
        {
            if (draws[resample] > 0)
            {
                TensorPrimitives.MultiplyAdd(_sentence, draws[resample], _resampled[resample], _resampled[resample]);
                _resampledCounts[resample] += count * draws[resample];
            }
        }
    }

    /// <summary>What was found, seen from one end.</summary>
    public RelationAccuracy ToAccuracy(RelationDirection direction, int layers, double level)
    {
        int first = direction == RelationDirection.DependentToHead ? 0 : _heads;
        int offset = Enumerable.Range(0, OffsetCount).MaxBy(one => _sums[(2 * _heads) + one]);
        int baseline = (2 * _heads) + offset;
        int[] resamples = [.. Enumerable.Range(0, _resampled.Length).Where(resample => _resampledCounts[resample] > 0)];
        double tail = (1 - level) / 2;
        return new RelationAccuracy
        {
            Relation = _relation,
            Direction = direction,
            Count = Count,
            Values = Table(head => _sums[first + head] / (double)Count),
            Lower = Table(head => Quantile(head, tail, Share)),
            Upper = Table(head => Quantile(head, 1 - tail, Share)),
            GainLower = Table(head => Quantile(head, tail, Gain)),
            GainUpper = Table(head => Quantile(head, 1 - tail, Gain)),
            Offset = direction == RelationDirection.DependentToHead ? offset - FarthestOffset : FarthestOffset - offset,
            Baseline = _sums[baseline] / (double)Count,
        };

        double Share(int resample, int head) => _resampled[resample][first + head] / (double)_resampledCounts[resample];

        double Gain(int resample, int head) =>
            (_resampled[resample][first + head] - _resampled[resample][baseline]) / (double)_resampledCounts[resample];

        double Quantile(int head, double share, Func<int, int, double> of) =>
            Quantiles.Of([.. resamples.Select(resample => of(resample, head)).Order()], share);

        DenseArray Table(Func<int, double> of) =>
            new(Enumerable.Range(0, _heads).Select(head => (float)of(head)).ToArray(), layers, _heads / layers);
    }
}
