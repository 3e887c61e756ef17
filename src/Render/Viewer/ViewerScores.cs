using System.Collections.Immutable;
using AttnExtract.Extract;

namespace AttnExtract.Render.Viewer;

/// <summary>A number for every token of a text, which the text is coloured by.</summary>
/// <param name="Name">What the measure is called.</param>
/// <param name="Title">What its numbers are.</param>
/// <param name="Values">One a token.</param>
/// <param name="Text">The tokens.</param>
/// <param name="IsSigned">Whether they say more or less.</param>
public sealed record ViewerScores(string Name, string Title, ImmutableArray<float> Values, RecordText Text, bool IsSigned);
