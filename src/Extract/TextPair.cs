namespace AttnExtract.Extract;

/// <summary>A text to run a model on, alone or with a second one.</summary>
/// <param name="Text">The text.</param>
/// <param name="Pair">The second text, or null.</param>
public sealed record TextPair(string Text, string? Pair = null);
