using AttnExtract.Ground;

namespace AttnExtract.Extract.Chunks;

/// <summary>
/// Partial results as they were written, one behind the other, for merges that read them again: in memory while they are few, else in a passing file.
/// </summary>
internal sealed class KeptPartials : IDisposable
{
    private readonly SpillingStream _bytes = new();

    /// <summary>Keeps one, from its beginning.</summary>
    /// <exception cref="AttnExtractException">There is no room for it.</exception>
    public void Add(Stream partial)
    {
        partial.Position = 0;
        _bytes.Position = _bytes.Length;
        partial.CopyTo(_bytes);
    }

    /// <summary>What lies in all of them, read as it is needed, whenever it is asked for.</summary>
    /// <param name="read">Reads the next thing, and leaves the stream behind it.</param>
    public IEnumerable<T> Read<T>(Func<Stream, T> read)
    {
        for (long place = 0; place < _bytes.Length;)
        {
            _bytes.Position = place;
            T next = read(_bytes);
            place = _bytes.Position;
            yield return next;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes.Dispose();
}
