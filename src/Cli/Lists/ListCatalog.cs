using System.Collections.Immutable;

namespace AttnExtract.Cli.Lists;

/// <summary>Everything that can be listed.</summary>
internal static class ListCatalog
{
    /// <summary>The lists in the order of help.</summary>
    public static ImmutableArray<ListSubject> All { get; } =
        [new ColormapList(), new FamilyList(), new FormatList(), new SiteList(), new MeasureList(), new AblationList(), new MetricList()];

    /// <summary>The list of a name.</summary>
    /// <exception cref="UsageException">There is none, or no name was given; the message says what there is.</exception>
    public static ListSubject Get(string? name) =>
        All.FirstOrDefault(list => list.Name == name) ?? throw new UsageException(Messages.NoSuchList(name, All.Select(list => list.Name)));
}
