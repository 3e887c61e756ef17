namespace AttnExtract.Model;

/// <summary>
/// An expected failure: bad input, a broken file, a name that does not exist. Its message is written for the person at
/// the keyboard and says what happened, what was expected, what exists and what to do next.
/// </summary>
/// <param name="message">One sentence, and a hint where there is one.</param>
/// <param name="innerException">What was caught, kept for <c>--verbose</c>.</param>
public sealed class AttnExtractException(string message, Exception? innerException = null) : Exception(message, innerException);
