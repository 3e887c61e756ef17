namespace AttnExtract.Render;

/// <summary>
/// An expected failure on the way to a figure: an unknown name, numbers that cannot be drawn, a file that cannot be
/// written. Its message is written for the person at the keyboard: what happened, what was expected, what exists, what next.
/// </summary>
/// <param name="message">One sentence, and a hint where there is one.</param>
/// <param name="innerException">What was caught, kept for <c>--verbose</c>.</param>
public sealed class FigureException(string message, Exception? innerException = null) : Exception(message, innerException);
