using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics.Tensors;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Statistics;
using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>What is known of a model's heads after some texts: sums, whose size does not depend on how many texts there were.</summary>
internal sealed class HeadSums
{
    private readonly int _layerCount;
    private readonly int _headsALayer;
    private readonly BootstrapOptions _options;
    private readonly ImmutableArray<HeadStatistic> _statistics;
    private readonly ImmutableArray<Func<MapSums, TokenLayout, double>> _readings;
    private readonly PoissonBootstrap _bootstrap;
    private readonly ConcurrentBag<HeadScan> _scans = [];
    private readonly double[] _sums; // [reading × head number]
    private readonly double[] _divergences; // [pair]
    private readonly int[] _counts; // [reading]
    private readonly bool _comeTwice;
    private readonly bool _tellsAll;
    private int _textCount;
    private int _truncatedTokens;
    private long _tokenCount;

    /// <summary>Reserves sums.</summary>
    /// <param name="layerCount">How many layers there are.</param>
    /// <param name="headsALayer">How many heads each has.</param>
    /// <param name="options">How intervals are made.</param>
    /// <param name="comeTwice">Whether each text is tokens and the same tokens again.</param>
    /// <param name="tellsAll">Whether statistics that no text has anything to measure by are told too.</param>
    /// <param name="chunk">Which chunk of a corpus the texts are of.</param>
    public HeadSums(int layerCount, int headsALayer, BootstrapOptions options, bool comeTwice, bool tellsAll, int chunk = 0)
    {
        (_layerCount, _headsALayer, _options, _comeTwice, _tellsAll) = (layerCount, headsALayer, options, comeTwice, tellsAll);
        _statistics = [.. comeTwice ? HeadStatisticCatalog.Repeated : [], .. HeadStatisticCatalog.All];
        _readings = HeadTypeCatalog.ReadingsOf(_statistics);
        int readings = _readings.Length;
        _bootstrap = new PoissonBootstrap(readings, HeadCount, options, chunk);
        _sums = new double[readings * HeadCount];
        _counts = new int[readings];
        _divergences = new double[HeadScan.PairCount(HeadCount)];
    }

    /// <summary>How many texts there were.</summary>
    public int TextCount => _textCount;

    private int HeadCount => _layerCount * _headsALayer;

    /// <summary>Adds the texts of a batch. They are read side by side and added up one after the other, so that sums round alike every time.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="layoutOf">Where the tokens of a text stand.</param>
    public void Add<T>(MapBatch<T> batch, Func<T, TokenLayout> layoutOf)
    {
        TokenLayout[] layouts = [.. batch.Texts.Select(layoutOf)];
        double[][] values = new double[batch.Texts.Length][];
        double[][] divergences = new double[batch.Texts.Length][];
        Parallel.For(0, batch.Texts.Length, text =>
        {
            HeadScan scan = _scans.TryTake(out HeadScan? idle) ? idle : new HeadScan(HeadCount, _readings);
            (values[text], divergences[text]) = (new double[_sums.Length], new double[_divergences.Length]);
            scan.Read(batch, text, layouts[text], values[text], divergences[text]);
            _scans.Add(scan);
        });

        for (int text = 0; text < values.Length; text++)
        {
            _textCount++;
            _tokenCount += layouts[text].QueryCount;
            _truncatedTokens += batch.Encodings[text].TruncatedCount;
            TensorPrimitives.Add(_divergences, divergences[text], _divergences);
            Add(values[text]);
        }
    }

    /// <summary>Whether sums of such heads are these, so that they can be used again.</summary>
    public bool AreOf(int layerCount, int headsALayer, bool comeTwice, bool tellsAll) =>
        (_layerCount, _headsALayer, _comeTwice, _tellsAll) == (layerCount, headsALayer, comeTwice, tellsAll);

    /// <summary>Forgets all texts, and sums up those of a chunk.</summary>
    public void Restart(int chunk)
    {
        (_textCount, _truncatedTokens, _tokenCount) = (0, 0, 0);
        _counts.AsSpan().Clear();
        _sums.AsSpan().Clear();
        _divergences.AsSpan().Clear();
        _bootstrap.Restart(chunk);
    }

    /// <summary>Writes everything.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(_layerCount);
        writer.Write(_headsALayer);
        writer.Write(_options.Resamples);
        writer.Write(_options.Level);
        writer.Write(_options.Seed);
        writer.Write(_comeTwice);
        writer.Write(_tellsAll);
        writer.Write(_textCount);
        writer.Write(_truncatedTokens);
        writer.Write(_tokenCount);
        writer.Write(_counts);
        writer.Write(_sums);
        writer.Write(_divergences);
        _bootstrap.Write(writer);
    }

    /// <summary>Adds what was written of the texts after these.</summary>
    /// <param name="reader">Stands where <see cref="Write"/> began.</param>
    /// <param name="before">What is known of the texts before; null for nothing.</param>
    /// <returns>What is known of all, in the same memory.</returns>
    public static HeadSums Add(BinaryReader reader, HeadSums? before)
    {
        (int layerCount, int headsALayer) = (reader.ReadInt32(), reader.ReadInt32());
        BootstrapOptions options = new() { Resamples = reader.ReadInt32(), Level = reader.ReadDouble(), Seed = reader.ReadInt32() };
        (bool comeTwice, bool tellsAll) = (reader.ReadBoolean(), reader.ReadBoolean());
        HeadSums sums = before ?? new HeadSums(layerCount, headsALayer, options, comeTwice, tellsAll);
        sums._textCount += reader.ReadInt32();
        sums._truncatedTokens += reader.ReadInt32();
        sums._tokenCount += reader.ReadInt64();
        reader.AddTo(sums._counts);
        reader.AddTo(sums._sums);
        reader.AddTo(sums._divergences);
        sums._bootstrap.Add(reader);
        return sums;
    }

    /// <summary>What was found.</summary>
    /// <param name="provenanceOf">Where the numbers come from, with so many tokens cut off.</param>
    /// <exception cref="AttnExtractException">There was no text.</exception>
    public HeadSurvey ToSurvey(Func<int, Provenance> provenanceOf)
    {
        if (_textCount == 0)
        {
            throw Encodings.NoTexts();
        }

        double[] divergences = Square(_divergences, _textCount);
        Scaling map = Scaling.Of(divergences, HeadCount);
        Dendrogram tree = Dendrogram.Of(divergences, HeadCount);
        return new HeadSurvey
        {
            Provenance = provenanceOf(_truncatedTokens),
            TextCount = _textCount,
            TokenCount = _tokenCount,
            Bootstrap = _options,
            Statistics = [.. _statistics.Index().Where(one => _tellsAll || _counts[one.Index] > 0).Select(one => Result(one.Item, one.Index))],
            Findings = [.. HeadTypeCatalog.All.SelectMany(Findings)],
            Divergences = ToArray(divergences, HeadCount, HeadCount),
            Positions = ToArray(map.Positions, HeadCount, 2),
            Stress = map.Stress,
            Order = tree.Order,
            Merges = tree.Merges,
        };
    }

    private void Add(double[] text)
    {
        for (int reading = 0; reading < _counts.Length; reading++)
        {
            Span<double> sums = _sums.AsSpan(reading * HeadCount, HeadCount);
            ReadOnlySpan<double> values = text.AsSpan(reading * HeadCount, HeadCount);
            if (!double.IsNaN(values[0]))
            {
                _counts[reading]++;
                TensorPrimitives.Add(sums, values, sums);
            }
        }

        _bootstrap.Add(text);
    }

    private HeadStatisticResult Result(HeadStatistic statistic, int index)
    {
        (ImmutableArray<double> lower, ImmutableArray<double> upper) = _bootstrap.Interval(index);
        double[] means = [.. Enumerable.Range(0, HeadCount).Select(head => Mean(index, head))];
        return new HeadStatisticResult(statistic, Table(means), Table(lower.AsSpan()), Table(upper.AsSpan()));
    }

    private IEnumerable<HeadFinding> Findings(HeadType type)
    {
        int reading = _readings.IndexOf(HeadTypeCatalog.ReadingOf(type));
        if (_counts[reading] == 0)
        {
            yield break;
        }

        (ImmutableArray<double> lower, ImmutableArray<double> upper) = _bootstrap.Interval(reading);
        for (int head = 0; head < HeadCount; head++)
        {
            double value = Mean(reading, head);
            if (type.Holds(value))
            {
                yield return new HeadFinding(
                    head / _headsALayer, head % _headsALayer, type, value, lower[head], upper[head]);
            }
        }
    }

    // 0 / 0 is NaN, as it should be.
    private double Mean(int reading, int head) => _sums[(reading * HeadCount) + head] / _counts[reading];

    private DenseArray Table(ReadOnlySpan<double> values) => ToArray(values, _layerCount, _headsALayer);

    private static DenseArray ToArray(ReadOnlySpan<double> values, int rows, int columns)
    {
        float[] singles = new float[values.Length];
        TensorPrimitives.ConvertTruncating(values, singles);
        return new DenseArray(singles, rows, columns);
    }

    private double[] Square(double[] pairs, int count)
    {
        double[] square = new double[HeadCount * HeadCount];
        int pair = 0;
        for (int left = 0; left < HeadCount; left++)
        {
            for (int right = left + 1; right < HeadCount; right++)
            {
                square[(left * HeadCount) + right] = square[(right * HeadCount) + left] = pairs[pair++] / count;
            }
        }

        return square;
    }
}
