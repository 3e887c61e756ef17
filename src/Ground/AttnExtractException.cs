namespace AttnExtract.Ground;

/// <summary>
/// An expected failure: bad input, a broken file, a name that does not exist. Its message is written for the person at
/// the keyboard and says what happened, what was expected, what exists and what to do next.
/// </summary>
/// <param name="message">One sentence, and a hint where there is one; control characters in it are written as <c>\u000a</c> is.</param>
/// <param name="innerException">What was caught, kept for <c>--verbose</c>.</param>
public sealed class AttnExtractException(string message, Exception? innerException = null) : Exception(Printable(message), innerException)
{
    /// <summary>
    /// The text that cannot be read, or its target, where the failure is that of one text: whoever has many can say which. Null where it is not.
    /// </summary>
    public string? RefusedText { get; init; }

    // What a damaged file has in place of a name may be as long as the file; the longest path has 4,096 bytes.
    private const int Longest = 10_000;

    // Names come out of files that may be damaged or hostile, and a terminal obeys what it is sent.
    private static string Printable(string message)
    {
        string whole = message.Length <= Longest ? message : $"{message[..(Longest / 2)]} … {message[^(Longest / 4)..]}";
        return whole.Any(char.IsControl)
            ? string.Concat(whole.Select(character => char.IsControl(character) ? $"\\u{(int)character:x4}" : $"{character}"))
            : whole;
    }
}
