using System.CommandLine;
using AttnExtract.Extract.Experiments.Curves;
using AttnExtract.Extract.Measures;

namespace AttnExtract.Cli.Options;

/// <summary>How heads are switched off one after the other.</summary>
internal static class RemovalChoices
{
    /// <summary>The orders.</summary>
    public static Option<string> Curve { get; } = new("--curve")
    {
        HelpName = "ORDERS",
        Description = "instead, switch heads off one after the other: "
            + string.Join(", ", RemovalOrder.All.Select(order => $"{order.Name} ({order.Description})")) + ", or several with commas",
    };

    /// <summary>How many heads.</summary>
    public static Option<string> Steps { get; } = new("--steps")
    {
        HelpName = "NUMBER",
        Description = "of --curve, how many heads go, else all; of integrated gradients, how many steps their path has, else "
            + $"{MeasureOptions.Default.Steps}",
    };

    /// <summary>The orders of a command line; null where it wants no curve.</summary>
    /// <exception cref="UsageException">There is no such order.</exception>
    public static IReadOnlyList<RemovalOrder>? OrdersOf(Invocation call) =>
        call.Value(Curve) is { } names
            ? Usage.Of(() => names.Split(',', StringSplitOptions.TrimEntries).Distinct().Select(RemovalOrder.Get).ToArray())
            : null;

    /// <summary>How many heads go; null for all.</summary>
    /// <exception cref="UsageException">It is no count.</exception>
    public static int? StepsOf(Invocation call) => Numbers.ReadCount(call, Steps);
}
