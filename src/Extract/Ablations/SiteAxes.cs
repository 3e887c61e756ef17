using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Ablations;

/// <summary>What the axes of a site are, where ablations need to know.</summary>
internal static class SiteAxes
{
    /// <summary>Whether it is a table of tokens by tokens, as scores and maps are.</summary>
    public static bool HasKeyAxis(HookSite site) => site.Shape.EndsWith(", key", StringComparison.Ordinal);
}
