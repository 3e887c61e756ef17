namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>An edge of a dependency tree.</summary>
/// <param name="Dependent">The 0-based place of the dependent among <see cref="ParsedSentence.Words"/>.</param>
/// <param name="Head">The 0-based place of its head.</param>
/// <param name="Relation">What it is called: <c>nsubj</c>, <c>obj</c>, …</param>
public sealed record Dependency(int Dependent, int Head, string Relation);
