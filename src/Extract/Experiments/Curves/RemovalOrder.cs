using System.Collections.Immutable;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Experiments.Curves;

/// <summary>In which order heads are switched off, one after the other.</summary>
public sealed class RemovalOrder
{
    private RemovalOrder(string name, string description)
    {
        Name = name;
        Description = description;
    }

    /// <summary>Each time the head whose loss does least, given those that are gone already.</summary>
    public static RemovalOrder Greedy { get; } = new("greedy", "each time the head whose loss does least, given those that are gone");

    /// <summary>By their importance to first order, the least important first; Michel et al. 2019, equation 2.</summary>
    public static RemovalOrder Taylor { get; } = new("taylor", "the least important first, by the slope of the target");

    /// <summary>Several random orders, as a control.</summary>
    public static RemovalOrder Random { get; } = new("random", "a control: the mean of several random orders");

    /// <summary>Every order.</summary>
    public static ImmutableArray<RemovalOrder> All { get; } = [Greedy, Taylor, Random];

    private static Registry<RemovalOrder> ByName { get; } = new(
        one => [one.Name], (typed, didYouMean, known) => $"There is no order '{typed}'.{didYouMean} There are {known}.", All);

    /// <summary>What is typed for it.</summary>
    public string Name { get; }

    /// <summary>What it is, in a few words.</summary>
    public string Description { get; }

    /// <summary>The order of a name.</summary>
    /// <exception cref="AttnExtractException">There is none; the message says what there is.</exception>
    public static RemovalOrder Get(string name) => ByName.Get(name);

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}
