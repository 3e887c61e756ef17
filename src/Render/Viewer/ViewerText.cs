using System.Collections.Immutable;

namespace AttnExtract.Render.Viewer;

/// <summary>One text of a viewer, and all that there is to see of it.</summary>
/// <param name="Name">What it is called among others.</param>
/// <param name="Maps">The kinds of maps, the first of which is shown first; at least one.</param>
public sealed record ViewerText(string Name, ImmutableArray<ViewerMaps> Maps)
{
    /// <summary>Numbers of tokens.</summary>
    public ImmutableArray<ViewerScores> Scores { get; init; } = [];
}
