using System.Collections.Immutable;

namespace AttnExtract.Render.Matrices;

/// <summary>What a file of numbers leaves open and its reader may say.</summary>
public sealed record MatrixChoices
{
    /// <summary>Everything is found out from the file.</summary>
    public static MatrixChoices Auto { get; } = new();

    /// <summary>Whether the first row of a table labels its columns; null to find out.</summary>
    public bool? Header { get; init; }

    /// <summary>Whether the first column of a table labels its rows; null to find out.</summary>
    public bool? Index { get; init; }

    /// <summary>Of an array with more than two axes, the 0-based index on each of its first ones; empty to take it whole.</summary>
    public ImmutableArray<int> Part { get; init; } = [];

    /// <summary>The array of an archive that holds several; null for the only one.</summary>
    public string? Array { get; init; }
}
