using System.Collections.Immutable;

namespace AttnExtract.Render.Scales.Norms;

/// <summary>Which norm places numbers on the colours, with matplotlib's parameters; those of other norms are not looked at.</summary>
public sealed record NormOptions
{
    /// <summary>Even steps from limit to limit.</summary>
    public static readonly NormOptions Linear = new();

    /// <summary>The name of one of <see cref="NormCatalog.All"/>.</summary>
    public string Kind { get; init; } = "linear";

    /// <summary>power: the exponent.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>symlog: up to this distance from zero the scale is linear; null for a hundredth of the largest magnitude.</summary>
    public double? Linthresh { get; init; }

    /// <summary>symlog: how many decades the linear part is wide on either side.</summary>
    public double Linscale { get; init; } = 1;

    /// <summary>asinh: the distance from zero within which the scale is nearly linear.</summary>
    public double LinearWidth { get; init; } = 1;

    /// <summary>twoslope and centered: the value in the middle of the colours.</summary>
    public double Vcenter { get; init; }

    /// <summary>centered: how far the colours reach to either side; null for as far as the numbers do.</summary>
    public double? Halfrange { get; init; }

    /// <summary>boundary: the edges between colours, increasing.</summary>
    public ImmutableArray<double> Boundaries { get; init; } = [];

    /// <summary>boundary: how many colours the regions are spread over; null for as many as the colormap has.</summary>
    public int? ColorCount { get; init; }
}
