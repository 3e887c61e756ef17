namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>The row of a map for one query.</summary>
internal delegate ReadOnlySpan<float> RowReader(int query);
