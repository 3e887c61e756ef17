using System.Collections.Immutable;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>A sentence with its dependency tree.</summary>
/// <param name="Text">The sentence as it is written.</param>
/// <param name="Words">Its words in order.</param>
/// <param name="Dependencies">What depends on what; the root depends on nothing.</param>
public sealed record ParsedSentence(string Text, ImmutableArray<ParsedWord> Words, ImmutableArray<Dependency> Dependencies);

/// <summary>An edge of a dependency tree.</summary>
/// <param name="Dependent">The 0-based place of the dependent among <see cref="ParsedSentence.Words"/>.</param>
/// <param name="Head">The 0-based place of its head.</param>
/// <param name="Relation">What it is called: <c>nsubj</c>, <c>obj</c>, …</param>
public sealed record Dependency(int Dependent, int Head, string Relation);

/// <summary>A word of a sentence.</summary>
/// <param name="Form">How it is written.</param>
/// <param name="Start">Its first Unicode code point in the sentence.</param>
/// <param name="End">One past its last.</param>
public sealed record ParsedWord(string Form, int Start, int End);
