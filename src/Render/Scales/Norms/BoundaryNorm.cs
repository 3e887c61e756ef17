using System.Collections.Immutable;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales.Ticks;

namespace AttnExtract.Render.Scales.Norms;

/// <summary>One colour between each pair of neighbouring boundaries: matplotlib's BoundaryNorm.</summary>
public sealed class BoundaryNorm : Norm
{
    // matplotlib thins out more boundaries than this when it labels them.
    private const int MostTicks = 10;

    private readonly ImmutableArray<double> _boundaries;
    private readonly int _spread;
    private readonly int _colorCount;

    /// <summary>Makes the norm for one colormap.</summary>
    /// <param name="boundaries">The edges between colours, increasing, at least two.</param>
    /// <param name="spread">How many colours the regions are spread over, from the first.</param>
    /// <param name="colorCount">How many colours the colormap has.</param>
    public BoundaryNorm(ImmutableArray<double> boundaries, int spread, int colorCount)
        : base(boundaries[0], boundaries[^1])
    {
        _boundaries = boundaries;
        _spread = spread;
        _colorCount = colorCount;
    }

    private int Regions => _boundaries.Length - 1;

    /// <inheritdoc/>
    public override double Position(double value) =>
        double.IsNaN(value) ? double.NaN
        : value < Vmin ? -1
        : (ColorOf(value >= Vmax ? Regions : RegionOf(value)) + 0.5) / _colorCount;

    // Every region is as long as every other, whatever its width in numbers.
    internal override double BarPosition(double value)
    {
        int region = Math.Min(RegionOf(value), Regions - 1);
        double part = (value - _boundaries[region]) / (_boundaries[region + 1] - _boundaries[region]);
        return (region + part) / Regions;
    }

    internal override IReadOnlyList<Rgba> BarColors(Colormap colormap) =>
        [.. Enumerable.Range(0, Regions).Select(region => colormap[Position(_boundaries[region])])];

    internal override (double[] Major, double[] Minor, ITickLabels Labels) Ticks(int space)
    {
        int every = Math.Max(1, (int)Math.Ceiling(_boundaries.Length / (double)MostTicks));
        double[][] choices = [.. Enumerable.Range(0, every).Select(first => _boundaries.Where((_, i) => i % every == first).ToArray())];
        double[] major = choices.MinBy(ticks => ticks.Min(Math.Abs))!;
        return (major, [.. _boundaries], new ScalarLabels(major, Vmin, Vmax));
    }

    private int RegionOf(double value)
    {
        int found = _boundaries.BinarySearch(value);
        return found >= 0 ? found : Math.Max(0, ~found - 1);
    }

    // Fewer regions than colours are spread over them; a single one takes the middle colour.
    private int ColorOf(int region) =>
        region >= Regions ? _spread
        : _spread <= Regions ? region
        : Regions == 1 ? (_spread - 1) / 2
        : (int)((double)(_spread - 1) / (Regions - 1) * region);
}
