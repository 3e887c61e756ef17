namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>A word of a sentence.</summary>
/// <param name="Form">How it is written.</param>
/// <param name="Start">Its first Unicode code point in the sentence.</param>
/// <param name="End">One past its last.</param>
public sealed record ParsedWord(string Form, int Start, int End);
