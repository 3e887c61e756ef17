namespace AttnExtract.Render.Scales.Bars;

/// <summary>One stroke beside a colour bar.</summary>
/// <param name="Value">The value at which it stands.</param>
/// <param name="Label">What is written beside it; may be empty.</param>
/// <param name="IsMinor">Whether it is one of the short ones between the others.</param>
public sealed record ColorBarTick(double Value, string Label, bool IsMinor);
