namespace AttnExtract.Cli;

/// <summary>The command line itself is wrong. Its message is written for the person at the keyboard.</summary>
/// <param name="message">One sentence, and a hint where there is one.</param>
/// <param name="innerException">What was caught, kept for <c>--verbose</c>.</param>
internal sealed class UsageException(string message, Exception? innerException = null) : Exception(message, innerException);
