using System.Collections.Immutable;
using System.Numerics.Tensors;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>
/// The bootstrap of a stream: every resample takes each text as often as a Poisson number of mean 1 says, so that no text need
/// be kept; Hanley and MacGibbon 2006. Intervals are percentiles of the resampled means.
/// </summary>
internal sealed class PoissonBootstrap
{
    // Texts are weighed some at a time, so that each resample's sums are fetched from memory once for all of them.
    private const int TextsAtOnce = 32;

    private readonly List<double[]> _waiting = [];
    private readonly double[][] _sums; // [resample][group × member]
    private readonly double[][] _weights; // [resample][group]
    private readonly int _seed;
    private readonly double _level;
    private readonly int _groups;
    private readonly int _members;
    private Random _random;

    /// <summary>Reserves sums.</summary>
    /// <param name="groups">How many groups of numbers a text has; a group may be missing in a text, as NaN.</param>
    /// <param name="members">How many numbers are in a group.</param>
    /// <param name="options">How; only as many resamples as it says are in memory.</param>
    /// <param name="chunk">Which chunk of a corpus the texts are of: each draws for itself.</param>
    public PoissonBootstrap(int groups, int members, BootstrapOptions options, int chunk = 0)
    {
        (_groups, _members, _level, _seed) = (groups, members, options.Level, options.Seed);
        _random = new Random(CorpusChunks.Seed(options.Seed, chunk));
        _sums = [.. Enumerable.Range(0, options.Resamples).Select(_ => new double[groups * members])];
        _weights = [.. Enumerable.Range(0, options.Resamples).Select(_ => new double[groups])];
    }

    /// <summary>Adds a text, which is kept until the next ones.</summary>
    public void Add(double[] text)
    {
        _waiting.Add(text);
        if (_waiting.Count == TextsAtOnce)
        {
            Weigh();
        }
    }

    /// <summary>Forgets all texts, and draws for those of a chunk.</summary>
    public void Restart(int chunk)
    {
        _waiting.Clear();
        _random = new Random(CorpusChunks.Seed(_seed, chunk));
        foreach (double[] numbers in _sums.Concat(_weights))
        {
            numbers.AsSpan().Clear();
        }
    }

    /// <summary>Writes the sums.</summary>
    public void Write(BinaryWriter writer)
    {
        Weigh();
        foreach (double[] numbers in _sums.Concat(_weights))
        {
            writer.Write(numbers);
        }
    }

    /// <summary>Adds sums that were written, of a bootstrap of other texts that was made alike.</summary>
    public void Add(BinaryReader reader)
    {
        foreach (double[] numbers in _sums.Concat(_weights))
        {
            reader.AddTo(numbers);
        }
    }

    /// <summary>The interval of a group's means, for each member.</summary>
    /// <param name="group">The group.</param>
    /// <returns>Lower and upper ends; NaN where no resample has the group.</returns>
    public (ImmutableArray<double> Lower, ImmutableArray<double> Upper) Interval(int group)
    {
        Weigh();
        int[] resamples = [.. Enumerable.Range(0, _sums.Length).Where(resample => _weights[resample][group] > 0)];
        double tail = (1 - _level) / 2;
        double[] lower = new double[_members];
        double[] upper = new double[_members];
        Parallel.For(0, _members, member =>
        {
            double[] means = [.. resamples.Select(resample => _sums[resample][(group * _members) + member] / _weights[resample][group])];
            Array.Sort(means);
            (lower[member], upper[member]) = (Quantiles.Of(means, tail), Quantiles.Of(means, 1 - tail));
        });
        return ([.. lower], [.. upper]);
    }

    private void Weigh()
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        byte[][] draws = [.. _sums.Select(_ => _waiting.Select(_ => PoissonDraw.Next(_random)).ToArray())];
        bool[][] isThere = [.. _waiting.Select(text => Enumerable.Range(0, _groups).Select(group => !double.IsNaN(text[group * _members])).ToArray())];
        foreach (double[] text in _waiting)
        {
            // What is missing has no weight either.
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = double.IsNaN(text[i]) ? 0 : text[i];
            }
        }

        Parallel.For(0, _sums.Length, resample =>
        {
            for (int text = 0; text < _waiting.Count; text++)
            {
                double weight = draws[resample][text];
                if (weight > 0)
                {
                    TensorPrimitives.MultiplyAdd(_waiting[text], weight, _sums[resample], _sums[resample]);
                    for (int group = 0; group < _groups; group++)
                    {
                        _weights[resample][group] += isThere[text][group] ? weight : 0;
                    }
                }
            }
        });
        _waiting.Clear();
    }
}
