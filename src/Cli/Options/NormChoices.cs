using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Cli.Options;

/// <summary>How numbers are placed on the colours, in matplotlib's words.</summary>
internal static class NormChoices
{
    /// <summary>Which norm.</summary>
    public static Option<string> Norm { get; } = new("--norm")
    {
        HelpName = "KIND",
        Description = "how numbers are placed on the colours: " + Messages.Listed(NormCatalog.All.Select(kind => kind.Name), "or"),
    };

    /// <summary>power: the exponent.</summary>
    public static Option<string> Gamma { get; } = new("--gamma") { HelpName = "NUMBER", Description = "--norm power: the exponent, else 1" };

    /// <summary>symlog: where it is linear.</summary>
    public static Option<string> Linthresh { get; } = new("--linthresh")
    {
        HelpName = "NUMBER",
        Description = "--norm symlog: linear up to this distance from zero, else a hundredth of the largest magnitude",
    };

    /// <summary>symlog: how wide the linear part is.</summary>
    public static Option<string> Linscale { get; } =
        new("--linscale") { HelpName = "NUMBER", Description = "--norm symlog: how many decades the linear part is wide, else 1" };

    /// <summary>asinh: where it is linear.</summary>
    public static Option<string> LinearWidth { get; } =
        new("--linear-width") { HelpName = "NUMBER", Description = "--norm asinh: nearly linear up to this distance from zero, else 1" };

    /// <summary>twoslope, centered: the middle.</summary>
    public static Option<string> Vcenter { get; } =
        new("--vcenter") { HelpName = "NUMBER", Description = "--norm twoslope or centered: the value of the middle colour, else 0" };

    /// <summary>centered: the reach.</summary>
    public static Option<string> Halfrange { get; } = new("--halfrange")
    {
        HelpName = "NUMBER",
        Description = "--norm centered: how far the colours reach to either side, else as far as the numbers do",
    };

    /// <summary>boundary: the edges.</summary>
    public static Option<string> Boundaries { get; } =
        new("--boundaries") { HelpName = "A,B,C", Description = "--norm boundary: the increasing numbers at which the colour changes" };

    /// <summary>boundary: the colours.</summary>
    public static Option<string> ColorCount { get; } = new("--ncolors")
    {
        HelpName = "COUNT",
        Description = "--norm boundary: how many colours the regions are spread over, else as many as the colormap has",
    };

    private static readonly (Option<string> Option, string[] Kinds)[] Parameters =
    [
        (Gamma, ["power"]), (Linthresh, ["symlog"]), (Linscale, ["symlog"]), (LinearWidth, ["asinh"]),
        (Vcenter, ["twoslope", "centered"]), (Halfrange, ["centered"]), (Boundaries, ["boundary"]), (ColorCount, ["boundary"]),
    ];

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Norm, .. Parameters.Select(parameter => parameter.Option)];

    /// <summary>The norm that a command line describes; null where it names none.</summary>
    /// <exception cref="UsageException">
    /// There is no such norm, it has not the parameter that is given, or a parameter cannot be, whatever the numbers are.
    /// </exception>
    public static NormOptions? Read(Invocation call)
    {
        string? kind = call.Value(Norm);
        foreach ((Option<string> option, string[] kinds) in Parameters)
        {
            if (call.Has(option) && !kinds.Contains(kind))
            {
                throw new UsageException(Messages.ForNorms(option.Name, kinds));
            }
        }

        return kind is null ? null : Usage.Of(() => NormCatalog.Require(new()
        {
            Kind = NormCatalog.Get(kind).Name,
            Gamma = Numbers.Read(call, Gamma) ?? NormOptions.Linear.Gamma,
            Linthresh = Numbers.Read(call, Linthresh),
            Linscale = Numbers.Read(call, Linscale) ?? NormOptions.Linear.Linscale,
            LinearWidth = Numbers.Read(call, LinearWidth) ?? NormOptions.Linear.LinearWidth,
            Vcenter = Numbers.Read(call, Vcenter) ?? NormOptions.Linear.Vcenter,
            Halfrange = Numbers.Read(call, Halfrange),
            Boundaries = [.. Numbers.ReadList(call, Boundaries) ?? []],
            ColorCount = Numbers.ReadCount(call, ColorCount),
        }));
    }
}
