namespace AttnExtract.Bench;

/// <summary>The sentence that figures are timed with: 26 tokens, special tokens included.</summary>
internal static class SampleText
{
    public const string Sentence =
        "The doctor asked the nurse to help her with the procedure, because she was late for the next appointment of the day.";
}
