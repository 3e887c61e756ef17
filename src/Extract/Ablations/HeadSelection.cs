using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Ablations;

/// <summary>
/// Some heads of a model: <c>3.5</c> is head 5 of layer 3, <c>3.*</c> every head of layer 3, <c>*.0-3</c> heads 0 to 3 of every
/// layer; commas join such terms. Layers and heads count from 0.
/// </summary>
public sealed class HeadSelection : IEquatable<HeadSelection>
{
    private readonly ImmutableArray<(IndexSet Layers, IndexSet Heads)> _terms;
    private readonly string _text;

    private HeadSelection(ImmutableArray<(IndexSet Layers, IndexSet Heads)> terms)
    {
        _terms = terms;
        _text = Canonical(terms);
    }

    /// <summary>Every head of every layer.</summary>
    public static HeadSelection All { get; } = new([(IndexSet.All, IndexSet.All)]);

    /// <summary>One head.</summary>
    /// <exception cref="ArgumentException">A number is negative.</exception>
    public static HeadSelection Of(int layer, int head) => new([(IndexSet.Of(layer), IndexSet.Of(head))]);

    /// <summary>Certain heads.</summary>
    /// <exception cref="ArgumentException">There is none, or a number is negative.</exception>
    public static HeadSelection Of(params IEnumerable<(int Layer, int Head)> heads) =>
        heads.Any()
            ? new HeadSelection([.. heads.Select(head => (IndexSet.Of(head.Layer), IndexSet.Of(head.Head)))])
            : throw new ArgumentException("One head or more was expected.", nameof(heads));

    /// <summary>The heads that were cut out of a model; null where all are there.</summary>
    public static HeadSelection? OfPruned(StackSpec spec) =>
        spec.PrunedHeads.IsEmpty ? null : Of(spec.PrunedHeads.SelectMany(layer => layer.Value.Select(head => (layer.Key, head))));

    /// <summary>Reads a selection.</summary>
    /// <exception cref="AttnExtractException">It is none; the message shows what one looks like.</exception>
    public static HeadSelection Parse(string text)
    {
        List<(IndexSet, IndexSet)> terms = [];
        foreach (string term in text.Split(','))
        {
            string[] parts = term.Split('.');
            if (parts.Length != 2 || !IndexSet.TryParse(parts[0], out IndexSet layers) || !IndexSet.TryParse(parts[1], out IndexSet heads))
            {
                throw new AttnExtractException(
                    $"'{text}' selects no heads: LAYER.HEAD was expected, counted from 0, such as 3.5, 3.*, *.0-3 or several with commas.");
            }

            terms.Add((layers, heads));
        }

        return new HeadSelection([.. terms]);
    }

    /// <summary>
    /// The heads of a model that are selected, by layer and head. Heads that were cut out of it are in no <c>*</c>, and are an error
    /// where both numbers are given.
    /// </summary>
    /// <param name="spec">The model's structure.</param>
    /// <param name="model">The model's name, for the message.</param>
    /// <exception cref="AttnExtractException">A head does not exist; the message says which do.</exception>
    public ImmutableArray<(int Layer, int Head)> In(StackSpec spec, string model)
    {
        return
        [
            .. (from term in _terms
                from layer in term.Layers.Within(spec.LayerCount, "layer", model)
                from head in term.Heads.Within(spec.HeadCount, "head", model)
                where IsThere(term, layer, head)
                select (layer, head)).Distinct().Order(),
        ];

        bool IsThere((IndexSet Layers, IndexSet Heads) term, int layer, int head)
        {
            if (!term.Layers.IsAll && !term.Heads.IsAll)
            {
                spec.RequireHead(layer, head, model);
            }

            return spec.HasHead(layer, head);
        }
    }

    /// <inheritdoc/>
    public bool Equals(HeadSelection? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HeadSelection);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The same heads in one way of writing: terms merged, sorted and without repetition.</summary>
    public override string ToString() => _text;

    // First what holds in every layer, then layer by layer what it does not cover; layers alike are written together.
    private static string Canonical(ImmutableArray<(IndexSet Layers, IndexSet Heads)> terms)
    {
        Coverage everywhere = new();
        SortedDictionary<int, Coverage> byLayer = [];
        foreach ((IndexSet layers, IndexSet heads) in terms)
        {
            IEnumerable<int> numbers = layers.IsAll ? [] : layers.Within(int.MaxValue, "layer", "a model");
            foreach (Coverage coverage in layers.IsAll ? [everywhere] : numbers.Select(layer => CoverageOf(byLayer, layer)))
            {
                coverage.Add(heads);
            }
        }

        return string.Join(',', [
            .. everywhere.Terms("*"),
            .. from alike in byLayer.GroupBy(layer => layer.Value.Without(everywhere), layer => layer.Key)
               from range in IndexSet.Ranges([.. alike])
               from term in alike.Key.Terms(IndexSet.Text(range))
               select term,
        ]);
    }

    private static Coverage CoverageOf(SortedDictionary<int, Coverage> byLayer, int layer) =>
        byLayer.TryGetValue(layer, out Coverage? coverage) ? coverage : byLayer[layer] = new Coverage();

    /// <summary>Heads of one layer: some, or all of them.</summary>
    private sealed class Coverage : IEquatable<Coverage>
    {
        private readonly SortedSet<int> _heads = [];
        private bool _isAll;

        public void Add(IndexSet heads)
        {
            _isAll |= heads.IsAll;
            if (!heads.IsAll)
            {
                _heads.UnionWith(heads.Within(int.MaxValue, "head", "a model"));
            }
        }

        public Coverage Without(Coverage everywhere)
        {
            Coverage rest = new() { _isAll = _isAll && !everywhere._isAll };
            rest._heads.UnionWith(everywhere._isAll || _isAll ? [] : _heads.Except(everywhere._heads));
            return rest;
        }

        public IEnumerable<string> Terms(string layers) =>
            _isAll ? [$"{layers}.*"] : IndexSet.Ranges([.. _heads]).Select(range => $"{layers}.{IndexSet.Text(range)}");

        public bool Equals(Coverage? other) => other is not null && _isAll == other._isAll && _heads.SetEquals(other._heads);

        public override bool Equals(object? obj) => Equals(obj as Coverage);

        public override int GetHashCode() => HashCode.Combine(_isAll, _heads.Count, _heads.Sum());
    }
}
