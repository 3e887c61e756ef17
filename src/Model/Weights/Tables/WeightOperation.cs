using System.Globalization;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Weights.Tables;

/// <summary>What is done to a stored tensor before it is one of our weights; in a table a suffix such as <c>| rows 0/3</c>.</summary>
internal sealed class WeightOperation
{
    private readonly Func<long[], long[]> _storedShape;
    private readonly Func<Tensor, StackSpec, Tensor> _apply;

    private WeightOperation(Func<long[], long[]> storedShape, Func<Tensor, StackSpec, Tensor> apply)
    {
        _storedShape = storedShape;
        _apply = apply;
    }

    /// <summary>Reads an operation.</summary>
    /// <param name="text">
    /// <c>transpose</c> reverses the axes; <c>rows i/n</c> takes the i-th of n equal shares of the rows; <c>heads i/n</c> takes it
    /// of every head's rows, where heads follow one another.
    /// </param>
    /// <exception cref="ArgumentException">There is no such operation.</exception>
    public static WeightOperation Parse(string text)
    {
        string[] words = text.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["transpose"] => new(shape => [.. shape.Reverse()], (stored, _) => stored.dim() == 2 ? stored.t() : stored),
            ["rows", var share, var count] => Rows(Number(share), Number(count)),
            ["heads", var share, var count] => Heads(Number(share), Number(count)),
            _ => throw new ArgumentException($"'{text}' is no operation on weights; there are 'transpose', 'rows i/n' and 'heads i/n'."),
        };
    }

    /// <summary>The shape that the stored tensor must have for a weight of this shape.</summary>
    public long[] StoredShape(long[] shape) => _storedShape(shape);

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
