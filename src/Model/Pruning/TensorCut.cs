using AttnExtract.Ground;
using AttnExtract.Model.Weights;

namespace AttnExtract.Model.Pruning;

/// <summary>Which rows and columns of a stored tensor go, or become 0.</summary>
/// <param name="Rows">Whether each row goes.</param>
/// <param name="Columns">Whether each column goes; of a vector, whose numbers are rows, there is one.</param>
/// <param name="KeepsShape">Whether they become 0 instead.</param>
internal sealed record TensorCut(bool[] Rows, bool[] Columns, bool KeepsShape)
{
    /// <summary>Finds the rows or columns that some numbers are.</summary>
    /// <param name="tensor">The stored tensor, a vector or a matrix, or one whose later axes are taken for the columns of a matrix.</param>
    /// <param name="marks">Whether each of its numbers goes, row-major.</param>
    /// <param name="areRows">Whether they are rows; else columns.</param>
    /// <param name="keepsShape">Whether they become 0 instead.</param>
    /// <exception cref="AttnExtractException">They are no whole rows or columns.</exception>
    public static TensorCut Of(StoredTensor tensor, bool[] marks, bool areRows, bool keepsShape)
    {
        int width = (int)tensor.Shape.Skip(1).Aggregate(1L, (columns, size) => columns * size);
        TensorCut cut = new(new bool[tensor.Shape[0]], new bool[width], keepsShape);
        for (int i = 0; i < marks.Length; i++)
        {
            (areRows ? cut.Rows : cut.Columns)[areRows ? i / width : i % width] |= marks[i];
        }

        return marks.Index().All(number => number.Item == (cut.Rows[number.Index / width] || cut.Columns[number.Index % width]))
            ? cut
            : throw new AttnExtractException(
                $"Heads cannot be cut out of '{tensor.Name}' in '{tensor.File}': they are no whole rows or columns of it.");
    }

    /// <summary>The shape of what is left.</summary>
    public long[] ShapeOf(StoredTensor tensor) =>
        KeepsShape ? [.. tensor.Shape]
        : tensor.Shape.Length == 1 ? [Rows.Count(goes => !goes)]
        : [Rows.Count(goes => !goes), Columns.Count(goes => !goes) / LaterSizes(tensor).Aggregate(1L, (all, size) => all * size), .. LaterSizes(tensor)];

    // Of the axes that are taken for columns the first is cut, and the others stay.
    private static IEnumerable<long> LaterSizes(StoredTensor tensor) => tensor.Shape.Skip(2);

    /// <summary>Writes what is left.</summary>
    public void Write(StoredTensor tensor, Stream stream)
    {
        int size = (int)(tensor.ByteCount / Math.Max(1, tensor.Count));
        for (int row = 0; row < Rows.Length; row++)
        {
            for (int first = 0; first < Columns.Length;)
            {
                bool goes = Rows[row] || Columns[first];
                int last = first + 1;
                while (last < Columns.Length && (Rows[row] || Columns[last]) == goes)
                {
                    last++;
                }

                if (!goes)
                {
                    tensor.WriteTo(stream, ((long)row * Columns.Length) + first, last - first);
                }
                else if (KeepsShape)
                {
                    stream.Write(new byte[(last - first) * size]);
                }

                first = last;
            }
        }
    }
}
