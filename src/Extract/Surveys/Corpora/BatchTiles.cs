using System.Collections.Immutable;
using AttnExtract.Model.Network;

namespace AttnExtract.Extract.Surveys.Corpora;

/// <summary>Lays the maps of one layer into memory as a batch has them, with anything at padding.</summary>
/// <param name="shape">[text, head, query, key]</param>
/// <param name="memoryOf">Gives memory for so many numbers or more.</param>
/// <param name="done">Is given the maps.</param>
internal sealed class BatchTiles(ImmutableArray<int> shape, Func<int, float[]> memoryOf, Action<DenseArray> done) : ITileReader
{
    private float[] _maps = [];

    private int Count => shape.Aggregate(1, (product, length) => checked(product * length));

    /// <inheritdoc/>
    public void Begin() => _maps = memoryOf(Count);

    /// <inheritdoc/>
    public void Read(PatternTile tile)
    {
        int start = ((((tile.Text * shape[1]) + tile.Head) * shape[2]) + tile.First) * shape[3];
        for (int row = 0; row < tile.Rows; row++)
        {
            tile[row].CopyTo(_maps.AsSpan(start + (row * shape[3])));
        }
    }

    /// <inheritdoc/>
    public void End() => done(new DenseArray(_maps.AsMemory(0, Count), shape.AsSpan()));
}
