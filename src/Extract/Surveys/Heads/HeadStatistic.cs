namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>A number that describes a head on a text; one of <see cref="HeadStatisticCatalog.All"/>.</summary>
public sealed class HeadStatistic
{
    /// <param name="of">Its value on one text, a mean over queries; NaN where the text has nothing to measure it by.</param>
    internal HeadStatistic(Func<MapSums, TokenLayout, double> of)
    {
        Of = of;
    }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>What its numbers are, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>The paper that uses it.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it is a share of attention, from 0 to 1.</summary>
    public bool IsShare { get; init; } = true;

    internal Func<MapSums, TokenLayout, double> Of { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
