using AttnExtract.Extract.Metrics;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Experiments.Patches;

/// <summary>How to patch.</summary>
public sealed record PatchOptions
{
    /// <summary>What enters each layer, token by token.</summary>
    public static PatchOptions Default { get; } = new();

    /// <summary>Where values of the source take the place of the text's.</summary>
    public HookSite Site { get; init; } = HookSite.ResidualPre;

    /// <summary>What is taken at a time; null for heads where the site has them, else for tokens.</summary>
    public PatchUnit? By { get; init; }

    /// <summary>
    /// What restoring is judged by; null for what the model is made for: a class's score where it has classes, else the similarity of the
    /// sentence embedding to the source's.
    /// </summary>
    public Metric? Metric { get; init; }

    /// <summary>Whether texts with more tokens than the model has positions are cut off at the end instead of refused.</summary>
    public bool Truncate { get; init; }
}
