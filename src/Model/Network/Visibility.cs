using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>
/// Which keys a query can see: real ones, none that is too far away, none that comes later. Whoever makes, changes or checks attention
/// asks here. A hidden key weighs exactly 0, and a query that sees nothing gives 0 to every key, so that attention brings it nothing.
/// </summary>
/// <param name="queryCount">How many queries there are, padding included.</param>
/// <param name="keyCount">How many keys there are, padding included. Where the counts differ, the last query stands at the last key.</param>
public sealed class Visibility(int queryCount, int keyCount)
{
    /// <summary>What the tokens of one text see of another: whatever is real.</summary>
    /// <param name="queries">The texts that ask.</param>
    /// <param name="keys">The texts that are looked at.</param>
    /// <param name="start">The first token that asks.</param>
    public static Visibility Across(ModelInput queries, ModelInput keys, int start = 0) =>
        new(queries.Length - start, keys.Length) { Queries = queries.Padding, Keys = keys.Padding, Device = queries.Device };

    /// <summary>Which queries are real.</summary>
    public Padding Queries { get; init; } = Padding.None;

    /// <summary>Which keys are real; the others are hidden.</summary>
    public Padding Keys { get; init; } = Padding.None;

    /// <summary>How far away from its query a key may be; null for any distance.</summary>
    public int? Window { get; init; }

    /// <summary>Which tokens see everything and are seen by everything, whatever the window.</summary>
    public GlobalTokens Globals { get; init; } = GlobalTokens.None;

    /// <summary>Whether keys that come after their query are hidden.</summary>
    public bool IsCausal { get; init; }

    /// <summary>Where the scores are that it is asked of.</summary>
    public Device Device { get; init; } = CPU;

    // The place of the first query among the keys.
    private int Start => keyCount - queryCount;

    private bool HidesNothing => Window is null && !IsCausal && Keys.Tokens is null;

    // True where hidden: [query, key] where all texts are alike, else [batch, 1, query or 1, key]; null where nothing is.
    private Tensor? Hidden => HidesNothing ? null : field ??= PartScope.ForWholePass(MakeHidden);

    // The same as numbers for a product with weights: [query × key] or [batch, query × key, 1]
    private Tensor? HiddenNumbers => Hidden is { } hidden ? field ??= PartScope.ForWholePass(() => MakeNumbers(hidden)) : null;

    // The queries that see nothing: [query, 1] or [batch, 1, query or 1, 1]; null where each sees something.
    private Tensor? Blind => Hidden is null ? null : (field ??= PartScope.ForWholePass(() => Hidden.all(-1, keepdim: true))).any().item<bool>() ? field : null;

    /// <summary>Whether a query can see a key: the definition, one pair at a time.</summary>
    /// <param name="text">The text's place in the batch.</param>
    /// <param name="query">The query's place among the queries.</param>
    /// <param name="key">The key's place among the keys.</param>
    public bool Sees(int text, int query, int key)
    {
        int ahead = key - (Start + query);
        bool isFar = Math.Abs(ahead) > Window && !Globals.IsGlobal(text, Start + query) && !Globals.IsGlobal(text, key);
        return Keys.IsReal(text, key) && !(IsCausal && ahead > 0) && !isFar;
    }

    /// <summary>Whether the keys that a query can see lie side by side.</summary>
    internal bool IsContiguous => Window is null || Globals.Tokens is null;

    /// <summary>How many keys there are, padding included.</summary>
    internal int KeyCount => keyCount;

    /// <summary>The keys that a query can see, where they lie side by side; none where the end is not after the first.</summary>
    /// <param name="text">The text's place in the batch.</param>
    /// <param name="query">The query's place among the queries.</param>
    public (int First, int End) Seen(int text, int query)
    {
        int place = Start + query;
        int end = Keys.CountReal(text, keyCount);
        end = IsCausal ? Math.Min(end, place + 1) : end;
        return Window is { } reach ? (Math.Max(0, place - reach), Math.Min(end, place + reach + 1)) : (0, end);
    }

    /// <summary>How many keys a query can see.</summary>
    /// <param name="text">The text's place in the batch.</param>
    /// <param name="query">The query's place among the queries.</param>
    public int CountSeen(int text, int query) => Enumerable.Range(0, keyCount).Count(key => Sees(text, query, key));

    /// <summary>The same for one text of the batch, which is then the first.</summary>
    /// <param name="text">The text's place in the batch.</param>
    public Visibility OfText(int text) => Keys.Tokens is null && Queries.Tokens is null && Globals.Tokens is null ? this : new Visibility(queryCount, keyCount)
    {
        Queries = Queries.OfText(text),
        Keys = Keys.OfText(text),
        Window = Window,
        Globals = Globals.OfText(text),
        IsCausal = IsCausal,
        Device = Device,
    };

    /// <summary>Scores with hidden keys at the lowest finite number, as hooks see them.</summary>
    /// <param name="scores">[batch, head, query, key]</param>
    /// <returns>[batch, head, query, key]</returns>
    public Tensor Hide(Tensor scores) => Hidden is null ? scores : scores.MaskedFill(Hidden, finfo(scores.dtype).min);

    /// <summary>The same, written into scores that nobody else has.</summary>
    /// <param name="scores">[batch, head, query, key], of some of the queries and the first of the keys.</param>
    /// <param name="first">The first of these queries.</param>
    internal void HideInPlace(Tensor scores, long first)
    {
        if (Hidden is { } hidden)
        {
            scores.MaskedFillInPlace(Part(hidden, scores, first), finfo(scores.dtype).min);
        }
    }

    /// <summary>The rows of scores that are left nothing to see: every key is hidden, or has a score of −∞.</summary>
    /// <param name="scores">[batch, head, query, key]</param>
    /// <returns>[batch, head, query, 1]</returns>
    public Tensor Blinded(Tensor scores) => Close(scores).amax([-1], keepdim: true).isneginf();

    /// <summary>The first real query of such rows that would see something by itself.</summary>
    /// <param name="blinded">[batch, head, query, 1]</param>
    /// <returns>Its text, head and place; null where there is none.</returns>
    public (int Text, int Head, int Query)? FirstReal(Tensor blinded)
    {
        foreach (long[] place in Places(blinded))
        {
            (int text, int head, int query) = ((int)place[0], (int)place[1], (int)place[2]);
            if (Queries.IsReal(text, query) && CountSeen(text, query) > 0)
            {
                return (text, head, query);
            }
        }

        return null;
    }

    /// <summary>The first weight that a real query gives to a hidden key, however small.</summary>
    /// <param name="pattern">Weights of a softmax, so that none is negative: [batch, head, query, key]</param>
    /// <returns>Its text, head, query and key; null where there is none.</returns>
    public (int Text, int Head, int Query, int Key)? FirstOnHidden(Tensor pattern)
    {
        // One product reads the pattern once; its sum is 0 only if every weight is.
        if (HiddenNumbers is not { } numbers || pattern.flatten(2).MatrixTimes(numbers.to(pattern.dtype)).sum().Exact().item<double>() == 0)
        {
            return null;
        }

        long[]? first = Places(pattern.DiffersFrom(0).logical_and(Hidden!)).FirstOrDefault(place => Queries.IsReal((int)place[0], (int)place[2]));
        return first is null ? null : ((int)first[0], (int)first[1], (int)first[2], (int)first[3]);
    }

    /// <summary>The weights that scores come to.</summary>
    /// <param name="scores">As <see cref="HideInPlace"/> leaves them: [batch, head, query, key], of some of the queries.</param>
    /// <param name="first">The first of these queries.</param>
    /// <returns>[batch, head, query, key]</returns>
    internal Tensor Weigh(Tensor scores, long first = 0)
    {
        Tensor weights = nn.functional.softmax(scores, -1); // [batch, head, query, key]
        return Blind is { } blind ? weights.MaskedFill(Part(blind, weights, first), 0) : weights; // [batch, head, query, key]
    }

    /// <summary>The weights that scores come to after hooks, which may have put anything anywhere: what was hidden is hidden still.</summary>
    /// <param name="scores">[batch, head, query, key]</param>
    /// <param name="blinded">The rows that <see cref="Blinded"/> names: [batch, head, query, 1]</param>
    /// <returns>[batch, head, query, key]</returns>
    internal Tensor WeighAgain(Tensor scores, Tensor blinded) => nn.functional.softmax(Close(scores), -1).MaskedFill(blinded, 0);

    /// <summary>Something that each query has, with 0 for those that see nothing.</summary>
    /// <param name="ofQueries">[batch, head, query, …]</param>
    /// <returns>[batch, head, query, …]</returns>
    internal Tensor Silence(Tensor ofQueries) => Blind is { } blind ? ofQueries.MaskedFill(blind, 0) : ofQueries;

    /// <summary>Keys or values, with 0 at padding.</summary>
    /// <param name="ofKeys">[batch, head, key, head size]</param>
    /// <returns>[batch, head, key, head size]</returns>
    internal Tensor ZeroPadding(Tensor ofKeys) =>
        Keys.Tokens is null ? ofKeys : ofKeys.MaskedFill(Keys.Tokens.unsqueeze(1).unsqueeze(-1), 0);

    /// <summary>
    /// What the fused kernel adds to the scores, so that hidden keys weigh 0: broadcasts to [batch, head, query, key]; null for nothing.
    /// </summary>
    /// <param name="bias">A position bias to be added as well, or null.</param>
    /// <param name="type">The type of the scores.</param>
    internal Tensor? Additive(Tensor? bias, ScalarType type) => Hidden is null ? bias : Hide(bias ?? zeros_like(Hidden, dtype: type));

    private static long[][] Places(Tensor marked)
    {
        using Tensor places = marked.nonzero(); // [place, axis]
        return places.shape[0] == 0 ? [] : [.. places.data<long>().ToArray().Chunk((int)marked.dim())];
    }

    // Of what is told of all queries and keys, or of each query alone, that of some: broadcasts to [batch, head, query, key].
    private static Tensor Part(Tensor whole, Tensor some, long first)
    {
        (long rows, long columns) = (some.shape[2], some.shape[3]);
        Tensor ofQueries = whole.shape[^2] == 1 ? whole : whole.narrow(-2, first, rows);
        return whole.shape[^1] == 1 ? ofQueries : ofQueries.narrow(-1, 0, columns);
    }

    private Tensor Close(Tensor scores) => Hidden is null ? scores : scores.MaskedFill(Hidden, double.NegativeInfinity);

    private Tensor MakeHidden()
    {
        Tensor? padded = Keys.Tokens?.unsqueeze(1).unsqueeze(1); // [batch, 1, 1, key]
        if (padded is not null && Window is null && !IsCausal)
        {
            return padded;
        }

        Tensor ahead = Arithmetic.Arange(keyCount, Device).unsqueeze(0) - Arithmetic.Arange(Start, keyCount, Device).unsqueeze(1); // [query, key]
        // Which has a batch axis where texts have global tokens.
        Tensor outside = Window is { } reach ? ahead.abs().IsAbove(reach) : ahead.IsAbove(0); // [query, key]
        if (Window is not null && Globals.Tokens?.narrow(1, 0, keyCount) is { } globals)
        {
            Tensor seen = globals.narrow(1, Start, queryCount).unsqueeze(2).logical_or(globals.unsqueeze(1)); // [batch, query, key]
            outside = outside.logical_and(seen.logical_not()).unsqueeze(1); // [batch, 1, query, key]
        }

        if (Window is not null && IsCausal)
        {
            outside = outside.logical_or(ahead.IsAbove(0)); // [query, key]
        }

        return padded is null ? outside : outside.logical_or(padded); // [query, key] or [batch, 1, query, key]
    }

    private Tensor MakeNumbers(Tensor hidden) => hidden.dim() == 2
        ? hidden.flatten().to(ScalarType.Float32) // [query × key]
        : hidden.expand(-1, -1, queryCount, -1).flatten(1).unsqueeze(-1).to(ScalarType.Float32); // [batch, query × key, 1]
}
