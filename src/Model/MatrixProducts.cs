using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>
/// Products of matrices whose failure is an exception. An error in the library's own <c>matmul</c>, lack of memory above all, ends the process:
/// its native export has no catch. These are the operations that it chooses among, with the same numbers.
/// </summary>
public static class MatrixProducts
{
    /// <summary>left × right: of the last two axes, for every place of those before, which are broadcast together.</summary>
    /// <param name="left">[…, row, inner]</param>
    /// <param name="right">[…, inner, column], or [inner] for the product with a vector.</param>
    /// <returns>[…, row, column], or […, row].</returns>
    public static Tensor MatrixTimes(this Tensor left, Tensor right)
    {
        long[] rows = left.shape[..^1];
        if (right.dim() == 1)
        {
            return left.flatten(0, -2).mv(right).view(rows); // […, row]
        }

        if (right.dim() == 2)
        {
            return left.flatten(0, -2).mm(right).view([.. rows, right.shape[1]]); // […, row, column]
        }

        long[] places = Broadcast(left.shape[..^2], right.shape[..^2]);
        return Batch(left, places).bmm(Batch(right, places)).view([.. places, left.shape[^2], right.shape[^1]]); // […, row, column]
    }

    // […, row, column] to [place, row, column]
    private static Tensor Batch(Tensor matrices, long[] places)
    {
        long[] matrix = matrices.shape[^2..];
        return matrices.expand([.. places, .. matrix]).reshape([places.Aggregate(1L, (product, length) => product * length), .. matrix]);
    }

    private static long[] Broadcast(long[] left, long[] right)
    {
        int count = Math.Max(left.Length, right.Length);
        return [.. Enumerable.Range(1, count).Reverse().Select(fromEnd =>
            LengthAt(left, fromEnd) == 1 ? LengthAt(right, fromEnd) : LengthAt(left, fromEnd))];
    }

    private static long LengthAt(long[] shape, int fromEnd) => fromEnd <= shape.Length ? shape[^fromEnd] : 1;
}
