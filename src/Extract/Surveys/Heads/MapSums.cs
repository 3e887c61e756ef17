using System.Numerics.Tensors;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>What statistics need of one map, summed over its queries in one reading.</summary>
internal sealed class MapSums
{
    private float[] _byKey = [];
    private int _length;

    /// <summary>Σ A·ln A.</summary>
    public double WeightTimesLog { get; set; }

    /// <summary>Σ A·|query − key|.</summary>
    public double Distance { get; private set; }

    /// <summary>What queries give to themselves.</summary>
    public double Self { get; private set; }

    /// <summary>What queries give to the token before them.</summary>
    public double Previous { get; private set; }

    /// <summary>What queries give to the token after them.</summary>
    public double Next { get; private set; }

    /// <summary>What queries give to the same token elsewhere.</summary>
    public double SameToken { get; private set; }

    /// <summary>What queries of a repetition give to the same token of the first time.</summary>
    public double Duplicate { get; private set; }

    /// <summary>What they give to what followed it then.</summary>
    public double Induction { get; private set; }

    /// <summary>What they give to the token before them.</summary>
    public double PreviousRepeated { get; private set; }

    /// <summary>The largest weight of each row but on separators.</summary>
    public double Largest { get; private set; }

    /// <summary>What each key is given.</summary>
    public ReadOnlySpan<float> ByKey => _byKey.AsSpan(0, _length);

    /// <summary>Begins a map.</summary>
    /// <param name="length">How many keys it has.</param>
    public void Clear(int length)
    {
        _length = length;
        if (_byKey.Length < length)
        {
            _byKey = new float[length];
        }

        _byKey.AsSpan(0, length).Clear();
        (WeightTimesLog, Distance, Self, Previous, Next, SameToken, Largest) = (0, 0, 0, 0, 0, 0, 0);
        (Duplicate, Induction, PreviousRepeated) = (0, 0, 0);
    }

    /// <summary>Adds a row.</summary>
    public void Add(int query, ReadOnlySpan<float> row, TokenLayout layout)
    {
        Span<float> byKey = _byKey.AsSpan(0, _length);
        TensorPrimitives.Add(byKey, row, byKey);
        float largest = 0;
        foreach ((int start, int end) in layout.Stretches)
        {
            largest = Math.Max(largest, TensorPrimitives.Max(row[start..end]));
        }

        Largest += largest;
        if (layout.IsOfOneText)
        {
            AddPlaces(query, row, layout);
        }
    }

    private void AddPlaces(int query, ReadOnlySpan<float> row, TokenLayout layout)
    {
        Distance += SteadySums.OfProducts(row, layout.Distances.AsSpan().Slice(_length - 1 - query, _length));
        Self += row[query];
        Previous += query > 0 ? row[query - 1] : 0;
        Next += query < _length - 1 ? row[query + 1] : 0;
        foreach (int key in layout.SameAs(query))
        {
            SameToken += row[key];
        }

        if (query >= layout.SecondHalf && query < layout.SecondHalf + layout.Half)
        {
            Duplicate += row[query - layout.Half];
            Induction += row[query - layout.Half + 1];
            PreviousRepeated += row[query - 1];
        }
    }
}
