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

    /// <summary>How many are remembered now.</summary>
    public int Count => _known.Count;

    /// <summary>What was made for a key, or is made now. What is forgotten stays usable by whoever holds it.</summary>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        if (_known.TryGetValue(key, out TValue? value))
        {
            return value;
        }

        if (_known.Count >= most)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(key, make);
    }
}
