using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Scales.Norms;

/// <summary>Every norm there is.</summary>
public static class NormCatalog
{
    /// <summary>The kinds, the plain one first.</summary>
    public static IReadOnlyList<NormKind> All { get; } =
    [
        new("linear", "even steps from limit to limit",
            (options, _, numbers) => Between(options, numbers, (vmin, vmax) => new LinearNorm(vmin, vmax))),
        new("log", "even steps for even factors; positive numbers only",
            (options, _, numbers) => Log(options, numbers)),
        new("symlog", "logarithmic on both sides of zero, linear within linthresh",
            (options, _, numbers) => Between(options, numbers, (vmin, vmax) => Symlog(options.Norm, vmin, vmax))),
        new("asinh", "like symlog without a seam; nearly linear within linear-width",
            (options, _, numbers) => Between(
                options, numbers, (vmin, vmax) => new AsinhNorm(vmin, vmax, Positive("linear-width", options.Norm.LinearWidth)))),
        new("power", "a power (gamma) of the even steps",
            (options, _, numbers) => Between(
                options, numbers, (vmin, vmax) => new PowerNorm(vmin, vmax, Positive("gamma", options.Norm.Gamma)))),
        new("twoslope", "its own even steps on either side of vcenter",
            (options, _, numbers) => Between(
                options, numbers.Including(options.Norm.Vcenter), (vmin, vmax) => TwoSlope(options.Norm, vmin, vmax))),
        new("centered", "even steps, as far to one side of vcenter as to the other (halfrange)",
            (options, _, numbers) => Centered(options.Norm, numbers)),
        new("boundary", "one colour between each pair of boundaries",
            (options, colormap, _) => Boundary(options.Norm, colormap)),
        new("rank", "even steps for even shares of the numbers (quantiles)",
            (options, _, numbers) => Between(options, numbers, (vmin, vmax) => new RankNorm(vmin, vmax, numbers.All))),
    ];

    private static Registry<NormKind> ByName { get; } = new(
        one => [one.Name], (typed, didYouMean, known) => $"No norm '{typed}'.{didYouMean} There are {known}.", All);

    /// <summary>The kind of that name.</summary>
    /// <exception cref="AttnExtractException">There is none.</exception>
    public static NormKind Get(string name) => ByName.Get(name);

    /// <summary>Refuses what cannot be, whatever the numbers are.</summary>
    /// <returns>The same options.</returns>
    /// <exception cref="AttnExtractException">A parameter is not positive, or boundaries do not increase.</exception>
    public static NormOptions Require(NormOptions norm)
    {
        switch (norm.Kind)
        {
            case "power":
                Positive("gamma", norm.Gamma);
                break;
            case "symlog":
                Positive("linthresh", norm.Linthresh ?? 1);
                Positive("linscale", norm.Linscale);
                break;
            case "asinh":
                Positive("linear-width", norm.LinearWidth);
                break;
            case "centered":
                Positive("halfrange", norm.Halfrange ?? 1);
                break;
            case "boundary":
                RequireIncreasing(norm.Boundaries);
                break;
        }

        return norm;
    }

    private static Norm Between(ScaleOptions options, ScaleNumbers numbers, Func<double, double, Norm> make)
    {
        double vmin = options.Vmin ?? (options.Robust ? numbers.Percentile(2) : numbers.Min);
        double vmax = options.Vmax ?? (options.Robust ? numbers.Percentile(98) : numbers.Max);
        return vmin > vmax || (vmin == vmax && options is { Vmin: not null, Vmax: not null })
            ? throw new AttnExtractException(FormattableString.Invariant(
                $"The scale would run from {vmin} to {vmax}; vmin must lie below vmax: change one, ")
                + "or leave both out to take them from the data.")
            : make(vmin, vmax);
    }

    private static Norm Log(ScaleOptions options, ScaleNumbers numbers)
    {
        double? given = options.Vmin is <= 0 ? options.Vmin : options.Vmax is <= 0 ? options.Vmax : null;
        ScaleNumbers positive = numbers.Where(number => number > 0);
        return given is not null
            ? throw new AttnExtractException(FormattableString.Invariant(
                $"A logarithmic scale cannot reach {given}; give positive limits, or use norm symlog or asinh."))
            : positive.IsEmpty && options is not { Vmin: not null, Vmax: not null }
            ? throw new AttnExtractException("A logarithmic scale needs positive numbers, and there are none; use norm symlog or asinh.")
            : Between(options, positive, (vmin, vmax) => new LogNorm(vmin, vmax));
    }

    private static SymlogNorm Symlog(NormOptions norm, double vmin, double vmax)
    {
        double largest = Math.Max(Math.Abs(vmin), Math.Abs(vmax));
        double linthresh = norm.Linthresh ?? (largest > 0 ? largest / 100 : 1);
        return new(vmin, vmax, Positive("linthresh", linthresh), Positive("linscale", norm.Linscale));
    }

    private static TwoSlopeNorm TwoSlope(NormOptions norm, double vmin, double vmax) =>
        vmin <= norm.Vcenter && norm.Vcenter <= vmax
            ? new(vmin, vmax, norm.Vcenter)
            : throw new AttnExtractException(FormattableString.Invariant(
                $"vcenter {norm.Vcenter} does not lie between vmin {vmin} and vmax {vmax}; change one of them."));

    private static Norm Centered(NormOptions norm, ScaleNumbers numbers)
    {
        double halfrange = norm.Halfrange is { } given
            ? Positive("halfrange", given)
            : Math.Max(Math.Abs(numbers.Min - norm.Vcenter), Math.Abs(numbers.Max - norm.Vcenter));
        (double vmin, double vmax) = (norm.Vcenter - halfrange, norm.Vcenter + halfrange);
        return vmin < vmax ? new LinearNorm(vmin, vmax) : new TwoSlopeNorm(vmin, vmax, norm.Vcenter);
    }

    private static BoundaryNorm Boundary(NormOptions norm, Colormap colormap)
    {
        ImmutableArray<double> boundaries = norm.Boundaries;
        RequireIncreasing(boundaries);
        int spread = norm.ColorCount ?? colormap.Colors.Length;
        return boundaries.Length - 1 <= spread
            ? new(boundaries, spread, colormap.Colors.Length)
            : throw new AttnExtractException(
                $"{boundaries.Length - 1} regions between boundaries need as many colours, and '{colormap.Name}' has {spread}; "
                + "give fewer boundaries or another colormap.");
    }

    private static void RequireIncreasing(ImmutableArray<double> boundaries)
    {
        bool isIncreasing = boundaries.Length >= 2 && boundaries.Zip(boundaries.Skip(1)).All(pair => pair.First < pair.Second);
        if (!isIncreasing)
        {
            string given = string.Join(", ", boundaries.Select(one => FormattableString.Invariant($"{one}")));
            throw new AttnExtractException(
                $"Boundaries must be at least two increasing numbers; given are {(given.Length == 0 ? "none" : given)}.");
        }
    }

    private static double Positive(string name, double value) =>
        value > 0
            ? value
            : throw new AttnExtractException(FormattableString.Invariant($"{name} must be positive, and {value} is not."));
}
