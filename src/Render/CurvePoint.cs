namespace AttnExtract.Render;

/// <summary>A point of a curve, counted in cells: (0, 0) is the middle of the first cell of the first row.</summary>
/// <param name="Column">To the right.</param>
/// <param name="Row">Downwards.</param>
public readonly record struct CurvePoint(double Column, double Row);
