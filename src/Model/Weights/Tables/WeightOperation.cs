using System.Globalization;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Weights.Tables;

/// <summary>What is done to a stored tensor before it is one of our weights; in a table a suffix such as <c>| rows 0/3</c>.</summary>
internal sealed class WeightOperation
{
    private readonly Func<long[], StackSpec, long[]> _storedShape;
    private readonly Func<Tensor, StackSpec, Tensor> _apply;

    private WeightOperation(Func<long[], long[]> storedShape, Func<Tensor, StackSpec, Tensor> apply)
        : this((shape, _) => storedShape(shape), apply)
    {
    }

    private WeightOperation(Func<long[], StackSpec, long[]> storedShape, Func<Tensor, StackSpec, Tensor> apply)
    {
        _storedShape = storedShape;
        _apply = apply;
    }

    /// <summary>Reads an operation.</summary>
    /// <param name="text">
    /// <c>transpose</c> reverses the axes; <c>rows i/n</c> takes the i-th of n equal shares of the rows; <c>heads i/n</c> takes it
    /// of every head's rows, where heads follow one another; <c>squeeze</c> takes off a last axis of length 1 of what is no vector; <c>column</c>
    /// does it of a vector, and <c>row</c> takes off a first axis; <c>join</c> makes one axis of heads and of what each has.
    /// </param>
    /// <exception cref="ArgumentException">There is no such operation.</exception>
    public static WeightOperation Parse(string text)
    {
        string[] words = text.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["transpose"] => new(shape => [.. shape.Reverse()], (stored, _) => stored.dim() == 2 ? stored.t() : stored),
            ["squeeze"] => new(shape => shape.Length == 1 ? shape : [.. shape, 1], (stored, _) => stored.dim() == 1 ? stored : stored.squeeze(-1)),
            ["column"] => new(shape => [.. shape, 1], (stored, _) => stored.squeeze(-1)),
            ["row"] => new(shape => [1, .. shape], (stored, _) => stored.squeeze(0)),
            ["join"] => new((shape, spec) => [shape[0], shape[1] / spec.HeadSize, spec.HeadSize], (stored, _) => stored.flatten(1)),
            ["rows", var share, var count] => Rows(Number(share), Number(count)),
            ["heads", var share, var count] => Heads(Number(share), Number(count)),
            _ => throw new ArgumentException(
                $"'{text}' is no operation on weights; there are 'transpose', 'squeeze', 'column', 'row', 'join', 'rows i/n' and 'heads i/n'."),
        };
    }

    /// <summary>The shape that the stored tensor must have for a weight of this shape.</summary>
    /// <param name="shape">The shape of the weight.</param>
    /// <param name="spec">The stack that it is for.</param>
    public long[] StoredShape(long[] shape, StackSpec spec) => _storedShape(shape, spec);

    /// <summary>Does it.</summary>
    /// <param name="stored">The stored numbers.</param>
    /// <param name="spec">The encoder that they are for.</param>
    /// <returns>A view where possible.</returns>
    public Tensor Apply(Tensor stored, StackSpec spec) => _apply(stored, spec);

    private static WeightOperation Rows(long share, long count) => new(
        shape => [shape[0] * count, .. shape[1..]],
        (stored, _) => stored.chunk(count, 0)[share]);

    private static WeightOperation Heads(long share, long count) => new(
        shape => [shape[0] * count, .. shape[1..]],
        (stored, spec) => stored.unflatten(0, -1, count, spec.HeadSize).select(1, share).flatten(0, 1));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
