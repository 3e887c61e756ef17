namespace AttnExtract.Model.Hub;

/// <summary>A failure that may be better the next time.</summary>
/// <param name="sentence">What happened, without a full stop.</param>
/// <param name="advice">What to do if it is not better in the end: a sentence.</param>
/// <param name="isHopeless">Whether waiting for a few seconds is no use.</param>
/// <param name="askedPause">How long the server asks to wait, or null.</param>
/// <param name="innerException">What was caught.</param>
internal sealed class TransientFailure(
    string sentence, string advice, bool isHopeless = false, TimeSpan? askedPause = null, Exception? innerException = null)
    : Exception(sentence, innerException)
{
    public string Advice { get; } = advice;

    public bool IsHopeless { get; } = isHopeless;

    public TimeSpan? AskedPause { get; } = askedPause;
}
