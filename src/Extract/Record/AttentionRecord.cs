using System.Collections.Frozen;
using System.Collections.Immutable;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract;

/// <summary>
/// What one text looked like inside the model: its tokens, and for every site that was asked for the numbers that passed
/// there. Plain values: it outlives the model, and no native library is needed to read, save or draw it.
/// </summary>
public sealed class AttentionRecord
{
    private readonly FrozenDictionary<HookName, DenseArray> _arrays;
    private ImmutableArray<AttentionRecord> _parts;
    private RecordText? _source;

    /// <summary>Puts a record together, for captures, readers and tests.</summary>
    /// <param name="text">The text as it was given.</param>
    /// <param name="pair">The second text, or null.</param>
    /// <param name="tokens">The real tokens; padding never reaches a record.</param>
    /// <param name="heads">The 0-based numbers of the heads that were kept, ascending; the head axis of every site has these.</param>
    /// <param name="sites">The captured numbers, in forward order and without a batch axis.</param>
    /// <param name="provenance">Where the numbers come from.</param>
    /// <param name="keys">What is attended to, where it is another text; null where the tokens attend to one another.</param>
    /// <param name="kind">Which attention of a model with an encoder and a decoder; null where there is one stack of layers.</param>
    /// <exception cref="ArgumentException">A site is there twice, or a map does not fit the heads and tokens.</exception>
    public AttentionRecord(
        string text,
        string? pair,
        IReadOnlyList<RecordToken> tokens,
        IReadOnlyList<int> heads,
        IReadOnlyList<KeyValuePair<HookName, DenseArray>> sites,
        Provenance provenance,
        RecordText? keys = null,
        AttentionKind? kind = null)
    {
        Kind = kind;
        Queries = new(text, pair, tokens);
        Keys = keys ?? Queries;
        Heads = heads;
        Sites = sites;
        Provenance = provenance;

        Dictionary<HookName, DenseArray> arrays = [];
        foreach ((HookName name, DenseArray array) in sites)
        {
            if (!arrays.TryAdd(name, array))
            {
                throw new ArgumentException($"'{name}' is there twice.");
            }

            int[] shape = [heads.Count, tokens.Count, Keys.Tokens.Count];
            if (IsMap(name) && !array.Shape.AsSpan().SequenceEqual(shape))
            {
                throw new ArgumentException(
                    $"'{name}' has shape [{string.Join(", ", array.Shape)}]; {heads.Count} heads and {tokens.Count} tokens "
                    + $"{(HasOtherKeys ? $"that attend to {Keys.Tokens.Count} " : "")}need [{string.Join(", ", shape)}].");
            }
        }

        Layers = [.. arrays.Keys.Where(IsMap).Select(name => name.Layer!.Value).Order()];
        _arrays = arrays.ToFrozenDictionary();
    }

    /// <summary>Which attention of a model with an encoder and a decoder its maps are; null where there is one stack of layers.</summary>
    public AttentionKind? Kind { get; }

    /// <summary>A record for each kind of attention that was captured of the run, this one among them; only this where there is one.</summary>
    public ImmutableArray<AttentionRecord> Parts => _parts.IsDefault ? [this] : _parts;

    /// <summary>What the encoder read, or the only stack.</summary>
    public RecordText Source => _source ?? (QueryPositions is null ? Queries : Keys);

    /// <summary>The 0-based positions, in their own text, of the tokens whose rows were kept, ascending; null where those of all were.</summary>
    public IReadOnlyList<int>? QueryPositions { get; private init; }

    /// <summary>What the decoder read, of a model with an encoder and a decoder; else null.</summary>
    public RecordText? Target { get; private set; }

    /// <summary>Everything captured of the run, part by part.</summary>
    internal IEnumerable<KeyValuePair<HookName, DenseArray>> AllSites => Parts.SelectMany(part => part.Sites);

    /// <summary>The text as it was given.</summary>
    public string Text => Queries.Text;

    /// <summary>The second text, or null.</summary>
    public string? Pair => Queries.Pair;

    /// <summary>The real tokens, in the order in which the model read them; those that attend, where <see cref="Keys"/> are others.</summary>
    public IReadOnlyList<RecordToken> Tokens => Queries.Tokens;

    /// <summary>What attends: the rows of maps.</summary>
    public RecordText Queries { get; }

    /// <summary>What is attended to: the columns of maps; the same as <see cref="Queries"/> where tokens attend to one another.</summary>
    public RecordText Keys { get; }

    /// <summary>Whether tokens attend to those of another text.</summary>
    public bool HasOtherKeys => !ReferenceEquals(Keys, Queries);

    /// <summary>The 0-based numbers of the layers whose attention maps were kept, ascending.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>The 0-based numbers of the heads that were kept, ascending.</summary>
    public IReadOnlyList<int> Heads { get; }

    /// <summary>Everything captured, in forward order; shapes as the hook's, without the batch axis.</summary>
    public IReadOnlyList<KeyValuePair<HookName, DenseArray>> Sites { get; }

    /// <summary>Where the numbers come from.</summary>
    public Provenance Provenance { get; }

    /// <summary>What its maps hide, by the names of their hook points; maps in which every token is seen are not there.</summary>
    internal IReadOnlyDictionary<HookName, HiddenCells> Hidden { get; init; } = ImmutableDictionary<HookName, HiddenCells>.Empty;

    /// <summary>What was captured at one hook point: the hook's shape, without the batch axis.</summary>
    /// <param name="name">The hook point.</param>
    /// <exception cref="KeyNotFoundException">It was not captured.</exception>
    public DenseArray this[HookName name] =>
        _arrays.TryGetValue(name, out DenseArray? array)
            ? array
            : throw new KeyNotFoundException(
                $"'{name}' was not captured; this record has {string.Join(", ", Sites.Select(site => $"'{site.Key}'"))}.");

    /// <summary>The record of one kind of attention of the same run.</summary>
    /// <param name="kind">The kind.</param>
    /// <exception cref="AttnExtractException">It was not captured, or the model has one stack of layers; the message says what there is.</exception>
    public AttentionRecord Of(AttentionKind kind) => Parts.FirstOrDefault(part => part.Kind == kind) ?? throw new AttnExtractException(
        Kind is null
            ? $"This record is of a model with one stack of layers, and has no attention of the kind '{kind}'."
            : $"The attention of the kind '{kind}' was not captured; this record has {string.Join(", ", Parts.Select(part => part.Kind))}.");

    /// <summary>Makes a record of which some tokens' rows may be kept only.</summary>
    /// <param name="own">The text whose tokens attend.</param>
    /// <param name="queries">The positions of those that were kept, ascending; null for all.</param>
    /// <param name="heads">The heads that were kept.</param>
    /// <param name="sites">The numbers.</param>
    /// <param name="provenance">Where they come from.</param>
    /// <param name="hidden">What maps hide.</param>
    /// <param name="keys">What is attended to, where it is another text.</param>
    /// <param name="kind">Which attention.</param>
    internal static AttentionRecord OfQueries(
        RecordText own, IReadOnlyList<int>? queries, IReadOnlyList<int> heads, IReadOnlyList<KeyValuePair<HookName, DenseArray>> sites,
        Provenance provenance, IReadOnlyDictionary<HookName, HiddenCells> hidden, RecordText? keys = null, AttentionKind? kind = null) =>
        new(
            own.Text, own.Pair, queries is null ? own.Tokens : [.. queries.Select(query => own.Tokens[query])], heads, sites, provenance,
            keys ?? (queries is null ? null : own), kind)
        {
            Hidden = hidden,
            QueryPositions = queries,
        };

    /// <summary>Joins the kinds of attention of one run.</summary>
    /// <param name="parts">A record of each kind.</param>
    /// <param name="source">What the encoder read.</param>
    /// <param name="target">What the decoder read.</param>
    /// <returns>The last of them, by which the others are reached.</returns>
    internal static AttentionRecord Joined(ImmutableArray<AttentionRecord> parts, RecordText source, RecordText target)
    {
        foreach (AttentionRecord part in parts)
        {
            (part._parts, part._source, part.Target) = (parts, source, target);
        }

        return parts[^1];
    }

    /// <summary>Reads a record that was saved; no model is needed.</summary>
    /// <param name="path">
    /// A file that <see cref="Save"/> wrote, of which the extension tells which of <see cref="RecordFormats.All"/> it is; behind that of a file
    /// of many texts the name of one of them, <c>maps.h5/00000017</c>; or what another
    /// program saved, see <see cref="SavedAttention"/>, whose tokens are then numbered.
    /// </param>
    /// <exception cref="AttnExtractException">The extension is unknown, or the file is missing, damaged or no record.</exception>
    public static AttentionRecord Open(string path) =>
        SavedAttention.IsAt(path) ? SavedAttention.Read(path).ToRecord() : RecordFormats.Read(path);

    /// <summary>Writes the record to a file, whole or not at all.</summary>
    /// <param name="path">The file; its extension chooses the format, one of <see cref="RecordFormats.All"/>.</param>
    /// <exception cref="AttnExtractException">
    /// The extension is unknown, tokens attend to those of another text, or the file cannot be written.
    /// </exception>
    public void Save(string path)
    {
        RecordFormat format = RecordFormats.For(path);
        if (HasOtherKeys && Kind is null && QueryPositions is null)
        {
            throw new AttnExtractException(
                $"'{path}' was not written: a record keeps the maps of one text, and these go from one to another; keep the arrays themselves.");
        }

        format.Save(this, path);
    }

    /// <summary>The row of its maps in which a token's weights stand.</summary>
    /// <param name="position">The 0-based position of the token in its own text.</param>
    /// <exception cref="InvalidOperationException">Its row was not kept.</exception>
    public int RowOf(int position) =>
        QueryPositions is { } kept ? Enumerable.Range(0, kept.Count).First(row => kept[row] == position) : position;

    /// <summary>The attention maps of one layer: [head, query, key], heads as in <see cref="Heads"/>; each row sums to 1.</summary>
    /// <param name="layer">The 0-based number of a layer in <see cref="Layers"/>.</param>
    /// <exception cref="KeyNotFoundException">That layer's maps were not captured.</exception>
    public DenseArray Pattern(int layer) =>
        layer >= 0 && _arrays.TryGetValue(MapOf(layer), out DenseArray? pattern)
            ? pattern
            : throw new KeyNotFoundException(
                $"Layer {layer} was not captured; this record has the maps of layers {string.Join(", ", Layers)}.");

    /// <summary>One attention map: [query, key]; each row sums to 1.</summary>
    /// <param name="layer">The 0-based number of a layer in <see cref="Layers"/>.</param>
    /// <param name="head">The 0-based number of a head in <see cref="Heads"/>.</param>
    /// <exception cref="KeyNotFoundException">That layer or head was not captured.</exception>
    public DenseArray Pattern(int layer, int head)
    {
        for (int i = 0; i < Heads.Count; i++)
        {
            if (Heads[i] == head)
            {
                return Pattern(layer)[i];
            }
        }

        throw new KeyNotFoundException($"Head {head} was not captured; this record has heads {string.Join(", ", Heads)}.");
    }

    /// <summary>The cells of a layer's maps whose key cannot be seen; null where every token sees every one.</summary>
    /// <param name="layer">The 0-based number of the layer.</param>
    public HiddenCells? HiddenIn(int layer) => Hidden.GetValueOrDefault(MapOf(layer));

    private HookName MapOf(int layer) => Kind?.Pattern(layer) ?? HookName.Pattern(layer);

    private bool IsMap(HookName name) => name == MapOf(name.Layer ?? 0);
}

/// <summary>One token of a captured text, in the order in which the model read it.</summary>
/// <param name="Id">Index into the vocabulary.</param>
/// <param name="Text">The vocabulary entry as it is written there, <c>##</c> and all.</param>
/// <param name="Start">First Unicode code point of its own source text that the token stands for.</param>
/// <param name="End">One past the last; equal to <paramref name="Start"/> for tokens that stand for nothing in the source.</param>
/// <param name="Sequence">0 for the first text, 1 for the second of a pair, null for a token that the tokenizer added.</param>
/// <param name="Word">
/// Index of the word that the token is part of, counted within its own text; null for a token that the tokenizer added.
/// </param>
/// <param name="TypeId">The token type (segment) that the model was given.</param>
public sealed record RecordToken(int Id, string Text, int Start, int End, int? Sequence, int? Word, int TypeId)
{
    /// <summary>Whether the tokenizer added this token, as it adds <c>[CLS]</c>; one that the user typed is not special.</summary>
    public bool IsSpecial => Sequence is null;

    /// <summary>A token as the tokenizer made it.</summary>
    internal static RecordToken Of(EncodingToken token) =>
        new(token.Id, token.Text, token.Start, token.End, token.Sequence, token.Word, token.TypeId);
}
