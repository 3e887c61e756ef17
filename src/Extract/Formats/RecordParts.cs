using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Families;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Formats;

/// <summary>What a reader has in hand before the arrays: it puts the record together and checks that the parts agree.</summary>
internal sealed record RecordParts(
    string Text, string? Pair, IReadOnlyList<RecordToken> Tokens, IReadOnlyList<int> Heads, Provenance Provenance)
{
    /// <summary>The parts of a record of which another program tells only its text and tokens.</summary>
    public static RecordParts OfTexts(string text, IReadOnlyList<string> tokens, string path) =>
        new(text, null, ForeignTokens.Locate(tokens, text), [], new()
        {
            Model = Path.GetFileName(path),
            ModelType = "",
            WeightsSha256 = "",
            LayerCount = 0,
            HeadCount = 0,
            Version = ProductVersion.Text,
            Torch = "",
        })
        {
            IsUncounted = true,
        };

    // Of a map: [head, query, key].
    private const int Axes = 3;

    private static readonly IReadOnlyDictionary<HookName, HiddenCells> NothingHidden = ImmutableDictionary<HookName, HiddenCells>.Empty;

    // Whether layers and heads are still to be counted from the arrays.
    private bool IsUncounted { get; init; }

    /// <summary>The positions of the tokens whose rows were kept; null for all.</summary>
    public IReadOnlyList<int>? Queries { get; init; }

    /// <summary>What the decoder read, of a model with an encoder and a decoder; else null.</summary>
    public RecordText? Target { get; init; }

    /// <summary>The kinds of attention that were captured of such a model.</summary>
    public ImmutableArray<KindParts> Kinds { get; init; } = [];

    /// <summary>Adds the arrays.</summary>
    /// <param name="arrays">The arrays by the text of their hook names, with their batch axis, in the order of the file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="AttnExtractException">The arrays do not fit the tokens or the heads.</exception>
    public AttentionRecord Join(IEnumerable<KeyValuePair<string, DenseArray>> arrays, string path)
    {
        if (IsUncounted)
        {
            KeyValuePair<string, DenseArray>[] all = [.. arrays];
            return Counted(all).Join(all, path);
        }

        RequireHeads(Heads, Provenance.HeadCount, path);
        List<KeyValuePair<HookName, DenseArray>> sites = [];
        foreach ((string text, DenseArray array) in arrays)
        {
            DenseArray one = WithoutBatch(text, array, path);
            sites.Add(HookName.TryParse(text, out HookName name)
                ? new(name, one)
                : throw new AttnExtractException($"'{path}' is damaged: '{text}' is not the name of a hook point."));
        }

        try
        {
            RequireQueries(Queries, Tokens.Count, path);
            return Target is not null
                ? JoinKinds(sites, Target, path)
                : AttentionRecord.OfQueries(new RecordText(Text, Pair, Tokens), Queries, Heads, sites, Provenance, HiddenInFirst(sites));
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException)
        {
            // The record's own checks: nothing twice, and the shape of maps.
            throw new AttnExtractException($"'{path}' is damaged: {exception.Message}", exception);
        }
    }

    private AttentionRecord JoinKinds(List<KeyValuePair<HookName, DenseArray>> sites, RecordText target, string path)
    {
        if (Kinds.IsEmpty || sites.Any(site => Kinds.All(kind => kind.Kind != AttentionKind.Of(site.Key))))
        {
            throw new AttnExtractException($"'{path}' is damaged: it has arrays of a kind of attention that its list of kinds lacks.");
        }

        RecordText source = new(Text, Pair, Tokens);
        return AttentionRecord.Joined(
            [
                .. Kinds.Select(part =>
                {
                    RequireHeads(part.Heads, part.HeadCount, path);
                    RequireQueries(part.Queries, (part.Kind.Stack == StackOrder.First ? source : target).Tokens.Count, path);
                    return part.Kind.Record(
                        source, target, part.Heads, [.. sites.Where(site => AttentionKind.Of(site.Key) == part.Kind)],
                        Provenance with { LayerCount = part.LayerCount, HeadCount = part.HeadCount },
                        part.Kind == AttentionKind.Decoder ? Hidden(sites, StackOrder.Second, readsForwards: true, part.Queries) : NothingHidden,
                        part.Queries?.ToImmutableArray());
                }),
            ],
            source,
            target);
    }

    // Files do not say it; where the model is known to read forwards, or in windows, its maps tell.
    private IReadOnlyDictionary<HookName, HiddenCells> HiddenInFirst(List<KeyValuePair<HookName, DenseArray>> sites)
    {
        bool readsForwards = FamilyCatalog.ReadsForwards(Provenance.ModelType);
        return readsForwards || FamilyCatalog.ReadsInWindows(Provenance.ModelType) ? Hidden(sites, StackOrder.First, readsForwards, Queries)
            : NothingHidden;
    }

    private IReadOnlyDictionary<HookName, HiddenCells> Hidden(
        List<KeyValuePair<HookName, DenseArray>> sites, StackOrder stack, bool readsForwards, IReadOnlyList<int>? queries) =>
        HiddenCells.Told(
            [.. sites.Where(site => site.Key.Stack == stack && site.Key.Site == HookSite.Pattern && site.Value.Shape.Length == Axes)],
            readsForwards,
            Provenance.Ablations.Count == 0 && Provenance.ReplacedSites.Count == 0,
            queries);

    private static void RequireHeads(IReadOnlyList<int> heads, int count, string path)
    {
        for (int i = 0; i < heads.Count; i++)
        {
            if (heads[i] >= count || (i > 0 && heads[i] <= heads[i - 1]))
            {
                throw new AttnExtractException(
                    $"'{path}' is damaged: its heads {string.Join(", ", heads)} are not ascending numbers below the model's {count}.");
            }
        }
    }

    private static void RequireQueries(IReadOnlyList<int>? queries, int count, string path)
    {
        for (int i = 0; i < queries?.Count; i++)
        {
            if (queries[i] >= count || (i > 0 && queries[i] <= queries[i - 1]))
            {
                throw new AttnExtractException(
                    $"'{path}' is damaged: its queries {string.Join(", ", queries)} are not ascending positions of its {Plural.Of(count, "token")}.");
            }
        }
    }

    private RecordParts Counted(KeyValuePair<string, DenseArray>[] arrays)
    {
        int layers = arrays.Select(array => HookName.TryParse(array.Key, out HookName name) ? (name.Layer ?? -1) + 1 : 0).DefaultIfEmpty().Max();
        int heads = arrays.Where(array => HookName.TryParse(array.Key, out HookName name) && name.Site == HookSite.Pattern)
            .Select(array => array.Value.Shape.ElementAtOrDefault(1)).FirstOrDefault();
        return this with
        {
            Heads = [.. Enumerable.Range(0, heads)],
            Provenance = Provenance with { LayerCount = layers, HeadCount = heads },
            IsUncounted = false,
        };
    }

    /// <summary>The shape of an array in a file: a batch of one in front.</summary>
    public static long[] WithBatch(DenseArray array) => [1, .. array.Shape.Select(length => (long)length)];

    private static DenseArray WithoutBatch(string name, DenseArray array, string path) =>
        array.Shape.Length > 0 && array.Shape[0] == 1
            ? array[0]
            : throw new AttnExtractException(
                $"'{path}' is damaged: '{name}' has shape [{string.Join(", ", array.Shape)}], but the first axis of a record's array is "
                + "a batch of 1.");
}

/// <summary>What a file says of one kind of attention.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="LayerCount">How many layers its stack has.</param>
/// <param name="HeadCount">How many heads each has.</param>
/// <param name="Heads">The heads that were kept.</param>
/// <param name="Queries">The positions of the tokens whose rows were kept; null for all.</param>
internal sealed record KindParts(AttentionKind Kind, int LayerCount, int HeadCount, IReadOnlyList<int> Heads, IReadOnlyList<int>? Queries);
