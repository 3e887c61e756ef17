using System.Collections.Immutable;
using AttnExtract.Extract;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Render;

/// <summary>Where a figure's numbers come from: enough to make them again.</summary>
/// <param name="Text">The text as it was given.</param>
/// <param name="Pair">The second text, or null.</param>
/// <param name="Tokens">The tokens as the vocabulary writes them, in the order in which the model read them.</param>
/// <param name="Provenance">Model, weights, versions and what was changed in the run.</param>
public sealed record FigureSource(string Text, string? Pair, ImmutableArray<string> Tokens, Provenance Provenance)
{
    /// <summary>Which tokens are shown and how, as <see cref="TokenPolicy.Describe"/> says it.</summary>
    public string Policy { get; init; } = TokenPolicy.Plain.Describe();
}
