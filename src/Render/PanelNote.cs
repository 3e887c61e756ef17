namespace AttnExtract.Render;

/// <summary>A few words beside a point of a panel. Where all around is taken by other notes and their points, it is left out.</summary>
/// <param name="At">The point.</param>
/// <param name="Text">What it says.</param>
public sealed record PanelNote(CurvePoint At, string Text);
