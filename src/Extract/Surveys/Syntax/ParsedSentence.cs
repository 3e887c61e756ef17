using System.Collections.Immutable;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>A sentence with its dependency tree.</summary>
/// <param name="Text">The sentence as it is written.</param>
/// <param name="Words">Its words in order.</param>
/// <param name="Dependencies">What depends on what; the root depends on nothing.</param>
public sealed record ParsedSentence(string Text, ImmutableArray<ParsedWord> Words, ImmutableArray<Dependency> Dependencies);
