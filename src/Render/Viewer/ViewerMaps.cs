using System.Collections.Immutable;
using AttnExtract.Extract;

namespace AttnExtract.Render.Viewer;

/// <summary>Maps of one kind over the same tokens: the attention of a run, what a measure made of it, the difference of two runs.</summary>
public sealed record ViewerMaps
{
    /// <summary>What they are called among others of the text: <c>attention</c>, <c>cross</c>, <c>rollout</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What their numbers are, as a colour bar says it.</summary>
    public required string Title { get; init; }

    /// <summary>What stands under an exported picture.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The tokens of the rows.</summary>
    public required RecordText Queries { get; init; }

    /// <summary>The tokens of the columns; the same object as <see cref="Queries"/> where tokens attend to one another.</summary>
    public required RecordText Keys { get; init; }

    /// <summary>The labels of rows where these are not the tokens alone, as in a comparison; else empty.</summary>
    public ImmutableArray<string> RowLabels { get; init; } = [];

    /// <summary>The same of columns.</summary>
    public ImmutableArray<string> ColumnLabels { get; init; } = [];

    /// <summary>The 0-based layers that the maps are of; null where there is one for all.</summary>
    public ImmutableArray<int>? Layers { get; init; }

    /// <summary>The 0-based heads that every layer has maps of; null where a layer has one.</summary>
    public ImmutableArray<int>? Heads { get; init; }

    /// <summary>The maps of each layer: [head, query, key], or [query, key] where heads have none of their own.</summary>
    public required ImmutableArray<DenseArray> Arrays { get; init; }

    /// <summary>Whether numbers say more or less, and so are drawn around 0.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The command that draws them.</summary>
    public required ViewerCommand Command { get; init; }

    /// <summary>Refuses maps that are not as large as their tokens are many.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    internal void RequireShapes()
    {
        int[] shape =
        [
            .. Heads is { } heads ? [heads.Length] : Array.Empty<int>(),
            RowLabels.IsEmpty ? Queries.Tokens.Count : RowLabels.Length,
            ColumnLabels.IsEmpty ? Keys.Tokens.Count : ColumnLabels.Length,
        ];
        if (Arrays.FirstOrDefault(array => !array.Shape.AsSpan().SequenceEqual(shape)) is { } other)
        {
            throw new ArgumentException(
                $"The maps '{Name}' have shape [{string.Join(", ", other.Shape)}], and their heads and tokens need [{string.Join(", ", shape)}].");
        }

        if (Arrays.Length != (Layers?.Length ?? 1))
        {
            throw new ArgumentException($"There are {Arrays.Length} maps '{Name}' for {Layers?.Length ?? 1} layers.");
        }
    }
}
