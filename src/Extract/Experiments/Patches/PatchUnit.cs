using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Experiments.Patches;

/// <summary>What of a site is taken from the source at a time.</summary>
public sealed class PatchUnit
{
    private readonly Func<StackSpec, int, int> _columns;

    private PatchUnit(string name, string description, Func<StackSpec, int, int> columns)
    {
        Name = name;
        Description = description;
        _columns = columns;
    }

    /// <summary>One head, token by token.</summary>
    public static PatchUnit Head { get; } = new("head", "one head", (spec, _) => spec.HeadCount);

    /// <summary>One token, of every head where there are heads; of scores and maps, a token's row.</summary>
    public static PatchUnit Position { get; } = new("position", "one token", (_, tokens) => tokens);

    /// <summary>Every unit.</summary>
    public static ImmutableArray<PatchUnit> All { get; } = [Head, Position];

    /// <summary>What is typed for it.</summary>
    public string Name { get; }

    /// <summary>What is taken at a time, in a few words.</summary>
    public string Description { get; }

    /// <summary>How many there are in a layer.</summary>
    public int ColumnsOf(StackSpec spec, int tokens) => _columns(spec, tokens);

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    /// <summary>What a site is patched by where nobody says: by heads where it has them.</summary>
    internal static PatchUnit Of(HookSite site) => site.HasHeadAxis ? Head : Position;

    /// <summary>The axis of a site's tensor, without that of the batch, along which it is counted.</summary>
    /// <exception cref="AttnExtractException">The site has no such axis.</exception>
    internal int AxisOf(HookSite site) => this == Position ? (site.HasHeadAxis ? 1 : 0) : site.HasHeadAxis ? 0
        : throw new AttnExtractException(
            $"The site '{site.Path}' has no heads, so that it is patched by position; sites with heads are "
            + $"{string.Join(", ", HookSite.All.Where(other => other.HasHeadAxis && !other.ReadsEncoder).Select(other => other.Path))}.");
}
