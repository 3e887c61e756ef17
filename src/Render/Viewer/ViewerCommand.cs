using System.Collections.Immutable;

namespace AttnExtract.Render.Viewer;

/// <summary>The command line that draws the same maps as a figure; the page adds what was chosen in it.</summary>
/// <param name="Words">The command and what it reads: <c>figure</c>, the text, the model.</param>
public sealed record ViewerCommand(ImmutableArray<string> Words)
{
    /// <summary>Whether it draws one head of a layer, or all of them alike: <c>--layers</c>, <c>--heads</c>.</summary>
    public bool TakesHeads { get; init; } = true;

    /// <summary>Whether it leaves out and merges tokens and draws means.</summary>
    public bool TakesTokens { get; init; } = true;

    /// <summary>Whether panels may have scales of their own.</summary>
    public bool TakesSharing { get; init; } = true;
}
