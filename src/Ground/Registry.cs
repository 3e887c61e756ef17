using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace AttnExtract.Ground;

/// <summary>The things of a kind by their names, and what is said where there is none of a name: what was meant, and what there is.</summary>
internal sealed class Registry<T>
{
    private readonly Func<T, IEnumerable<string>> _namesOf;
    private readonly Refusal _refusal;

    /// <summary>Takes the things.</summary>
    /// <param name="namesOf">The names of a thing, the commonest first.</param>
    /// <param name="refusal">The sentence about a name that nothing has.</param>
    /// <param name="all">The things, in the order in which people should see them.</param>
    public Registry(Func<T, IEnumerable<string>> namesOf, Refusal refusal, params IEnumerable<T> all)
    {
        _namesOf = namesOf;
        _refusal = refusal;
        All = [.. all];
    }

    /// <summary>The sentence about a name that nothing has.</summary>
    /// <param name="typed">What was asked for.</param>
    /// <param name="didYouMean">« Did you mean 'x'?» with its leading space, or nothing.</param>
    /// <param name="known">Every name, with commas between.</param>
    public delegate string Refusal(string typed, string didYouMean, string known);

    /// <summary>The things.</summary>
    public ImmutableArray<T> All { get; }

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => All.SelectMany(_namesOf);

    /// <summary>Whether names are extensions, in whatever case, and what is asked for is a path that has one.</summary>
    public bool AreExtensions { get; init; }

    /// <summary>The formats of a kind of file, each of which has extensions; what is asked for is a path.</summary>
    /// <param name="kind">What the files are, with its article.</param>
    /// <param name="extensionsOf">The extensions of a format, with their dots.</param>
    /// <param name="all">The formats, in the order in which people should see them.</param>
    public static Registry<T> OfFiles(string kind, Func<T, IEnumerable<string>> extensionsOf, params IEnumerable<T> all) =>
        new(
            extensionsOf,
            (typed, didYouMean, known) => $"'{typed}' has no extension of {kind}; there {(known.Contains(',') ? "are" : "is")} {known}.{didYouMean}",
            all)
        {
            AreExtensions = true,
        };

    /// <summary>The thing of a name.</summary>
    /// <exception cref="AttnExtractException">There is none; the message suggests the nearest and says what there is.</exception>
    public T Get(string typed) => TryGet(typed, out T? found) ? found : throw Unknown(typed);

    /// <summary>The thing of a name, if there is one.</summary>
    public bool TryGet(string typed, [MaybeNullWhen(false)] out T found)
    {
        StringComparer comparer = AreExtensions ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        foreach (T thing in All)
        {
            if (_namesOf(thing).Contains(NameIn(typed), comparer))
            {
                found = thing;
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>What to say where there is no such name.</summary>
    public AttnExtractException Unknown(string typed) =>
        new(_refusal(typed, Suggestion.DidYouMean(NameIn(typed), Names), string.Join(", ", Names)));

    private string NameIn(string typed) => AreExtensions ? Path.GetExtension(typed) : typed;
}
