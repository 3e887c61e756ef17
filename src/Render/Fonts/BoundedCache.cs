using System.Collections.Concurrent;

namespace AttnExtract.Render.Fonts;

/// <summary>
/// What was made for a key, as long as there are not too many: then all is forgotten and made anew. A program that draws all day must
/// not remember everything that it ever drew.
/// </summary>
/// <param name="most">How many are remembered.</param>
internal sealed class BoundedCache<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _known = [];

    // To ask the dictionary takes all of its locks.
    private int _made;

    /// <summary>How many are remembered now.</summary>
    public int Count => _known.Count;

    /// <summary>What was made for a key, or is made now. What is forgotten stays usable by whoever holds it.</summary>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        if (_known.TryGetValue(key, out TValue? value))
        {
            return value;
        }

        if (Interlocked.Increment(ref _made) > most)
        {
            _known.Clear();
            _made = 1;
        }

        return _known.GetOrAdd(key, make);
    }
}
