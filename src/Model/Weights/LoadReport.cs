using System.Collections.Immutable;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Weights;

/// <summary>What became of every tensor of a checkpoint. A model whose report is not <see cref="IsComplete"/> is not loaded.</summary>
public sealed record LoadReport
{
    /// <summary>Stored names that were loaded, with the weights that they became.</summary>
    public required ImmutableArray<LoadedWeight> Loaded { get; init; }

    /// <summary>Stored names that the family leaves aside on purpose.</summary>
    public required ImmutableArray<string> Ignored { get; init; }

    /// <summary>Names that the encoder needs and the file lacks.</summary>
    public required ImmutableArray<string> Missing { get; init; }

    /// <summary>Stored names that the family does not know; they do no harm, but somebody put them there.</summary>
    public required ImmutableArray<string> Unexpected { get; init; }

    /// <summary>Tensors whose shape is not what the configuration asks for, each with both shapes.</summary>
    public required ImmutableArray<ShapeMismatch> WrongShape { get; init; }

    /// <summary>Every weight that the configuration asks for, in the order of the encoder.</summary>
    public ImmutableArray<WantedWeight> Wanted { get; init; } = [];

    /// <summary>What was done to find the weights: a nesting or a common beginning of names that was taken off.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>How many parameters the model has: the numbers of what was loaded, those that several weights share once.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Whether everything that the encoder needs was there in the right shape.</summary>
    public bool IsComplete => Missing.IsEmpty && WrongShape.IsEmpty;

    /// <summary>The report in one line.</summary>
    public override string ToString() =>
        $"{Loaded.Length} loaded, {Ignored.Length} ignored, {Missing.Length} missing, {Unexpected.Length} unexpected, {WrongShape.Length} of the wrong shape";
}

/// <summary>One tensor whose shape is not what the configuration asks for.</summary>
/// <param name="Stored">Its name in the file.</param>
/// <param name="Expected">The shape that the configuration asks for.</param>
/// <param name="Actual">The shape in the file.</param>
public sealed record ShapeMismatch(string Stored, ImmutableArray<long> Expected, ImmutableArray<long> Actual);
