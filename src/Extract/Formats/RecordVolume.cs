namespace AttnExtract.Extract.Formats;

/// <summary>How much records hold, whatever file they are to be kept in.</summary>
/// <param name="Texts">How many records there are.</param>
/// <param name="Tokens">How many tokens their texts have together, with what decoders read.</param>
/// <param name="Arrays">How many arrays they have together.</param>
/// <param name="Numbers">How many numbers the arrays have together.</param>
public readonly record struct RecordVolume(long Texts, long Tokens, long Arrays, double Numbers)
{
    // What the document of a record says of each of its tokens, and of everything else.
    private const double BytesAToken = 85;
    private const double BytesAText = 600;

    /// <summary>Bytes of numbers.</summary>
    /// <param name="precision">How much of every number is kept.</param>
    internal double BytesOfNumbers(RecordPrecision precision) => Numbers * precision.Width();

    /// <summary>Bytes of what is not numbers, about.</summary>
    internal double BytesOfTexts => (Texts * BytesAText) + (Tokens * BytesAToken);
}
