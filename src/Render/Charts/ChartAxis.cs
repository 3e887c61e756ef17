namespace AttnExtract.Render.Charts;

/// <summary>One axis of a chart.</summary>
/// <param name="From">The number at its left or lower end.</param>
/// <param name="To">The number at its other end; another one.</param>
/// <param name="Marking">What stands along it.</param>
public sealed record ChartAxis(double From, double To, ChartMarking Marking = ChartMarking.Numbers)
{
    // Of the range of the numbers, what is left free at either end, as matplotlib does.
    private const double Margin = 0.05;

    /// <summary>What it is; empty for nothing.</summary>
    public string Name { get; init; } = "";

    /// <summary>An axis for these numbers, with some room at both ends; for no numbers, or equal ones, one around them.</summary>
    internal static ChartAxis Around(IEnumerable<double> numbers)
    {
        double[] finite = [.. numbers.Where(double.IsFinite).DefaultIfEmpty()];
        (double least, double most) = (finite.Min(), finite.Max());
        double room = most > least ? Margin * (most - least) : Math.Max(Math.Abs(most), 1) * Margin;
        return new(least - room, most + room);
    }

    /// <summary>An axis on which the bars of these numbers stand on 0.</summary>
    internal static ChartAxis FromZero(IEnumerable<double> numbers)
    {
        double[] finite = [0, .. numbers.Where(double.IsFinite)];
        (double least, double most) = (finite.Min(), finite.Max());
        double room = most > least ? Margin * (most - least) : Margin;
        return new(least < 0 ? least - room : 0, most > 0 || least == 0 ? most + room : 0);
    }

    /// <summary>The columns of a panel, one after the other.</summary>
    internal static ChartAxis Columns(int count) => new(-0.5, count - 0.5, ChartMarking.Labels);

    /// <summary>The rows of a panel, from top to bottom.</summary>
    internal static ChartAxis Rows(int count) => new(count - 0.5, -0.5, ChartMarking.Labels);

    /// <summary>How far along it a number lies: 0 at <see cref="From"/>, 1 at <see cref="To"/>.</summary>
    internal double Share(double number) => (number - From) / (To - From);
}

/// <summary>What stands along an axis.</summary>
public enum ChartMarking
{
    /// <summary>Round numbers, as many as have room.</summary>
    Numbers,

    /// <summary>Round numbers that are whole, as of what is counted.</summary>
    Counts,

    /// <summary>The labels of the panel's rows or columns, the first at 0, the second at 1.</summary>
    Labels,
}
