using System.Collections.Immutable;
using AttnExtract.Cli.Options;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Lists;

/// <summary>Everything that can be listed.</summary>
internal static class ListCatalog
{
    /// <summary>The lists in the order of help.</summary>
    public static ImmutableArray<ListSubject> All { get; } =
        [new ColormapList(), new FamilyList(), new FormatList(), new SiteList(), new MeasureList(), new AblationList(), new MetricList()];

    private static Registry<ListSubject> ByName { get; } = new(
        one => [one.Name], (typed, didYouMean, _) => Messages.NoSuchList(typed, didYouMean, All.Select(list => list.Name)), All);

    /// <summary>The list of a name.</summary>
    /// <exception cref="UsageException">There is none, or no name was given; the message says what there is.</exception>
    public static ListSubject Get(string? name) =>
        name is null ? throw new UsageException(Messages.ListWhat(ByName.Names)) : Usage.Of(() => ByName.Get(name));
}
