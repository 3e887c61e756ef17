namespace AttnExtract.Extract.Predictions;

/// <summary>A part of a text that answers a question.</summary>
/// <param name="Text">The answer, as it stands in the text.</param>
/// <param name="Start">Its first Unicode code point.</param>
/// <param name="End">One past its last.</param>
/// <param name="Probability">That it begins here times that it ends here, among the tokens of the text.</param>
public sealed record AnswerSpan(string Text, int Start, int End, double Probability);
