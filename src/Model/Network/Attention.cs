using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Multi-head attention with every step named; Vaswani et al. 2017, section 3.2.</summary>
public sealed class Attention : nn.Module<Tensor, Tensor, StackPass, Tensor>
{
    [ComponentName(Name = "narrowing")]
    private readonly NormedProjection? _narrowing;

    [ComponentName(Name = "query")]
    private readonly Projection _query;

    [ComponentName(Name = "key")]
    private readonly Projection _key;

    [ComponentName(Name = "value")]
    private readonly Projection _value;

    [ComponentName(Name = "output")]
    private readonly Projection _output;

    [ComponentName(Name = "convolution")]
    private readonly SpanConvolution? _convolution;

    [ComponentName(Name = "global")]
    private readonly GlobalProjections? _global;

    [ComponentName(Name = "query_norm")]
    private readonly nn.Module<Tensor, Tensor> _queryNorm;

    [ComponentName(Name = "key_norm")]
    private readonly nn.Module<Tensor, Tensor> _keyNorm;

    [ComponentName(Name = "q")]
    private readonly HookPoint _q;

    [ComponentName(Name = "k")]
    private readonly HookPoint _k;

    [ComponentName(Name = "v")]
    private readonly HookPoint _v;

    [ComponentName(Name = "scores")]
    private readonly HookPoint _scores;

    [ComponentName(Name = "pattern")]
    private readonly HookPoint _pattern;

    [ComponentName(Name = "z")]
    private readonly HookPoint _z;

    [ComponentName(Name = "head_out")]
    private readonly HookPoint _headOut;

    [ComponentName(Name = "out")]
    private readonly HookPoint _out;

    // So many that products are large, and so few that the scores of a BERT-base stay in the cache.
    private const int RowsAtATime = 128;

    private readonly ImmutableArray<PositionScheme> _positions;
    private readonly StackSpec _spec;
    private readonly ImmutableArray<int> _heads;
    private readonly bool _isCross;

    internal Attention(
        StackSpec spec, StackOrder order, int layer, ImmutableArray<PositionScheme> positions, ScalarType type, Attention? twin,
        CrossAttentionSpec? cross = null)
        : base(nameof(Attention))
    {
        _isCross = cross is not null;
        _spec = spec;
        _positions = positions;
        Layer = layer;
        _heads = spec.HeadsOf(layer);
        int width = _heads.Length * spec.HeadSize;
        int sharedWidth = _heads.Length * spec.KeyValueHeadCount / spec.HeadCount * spec.HeadSize;
        int beside = spec.SpanConvolution is null ? 0 : spec.HeadCount * spec.HeadSize;
        _convolution = twin?._convolution ?? (spec.SpanConvolution is { } convolution ? new SpanConvolution(convolution, spec, type) : null);
        _narrowing = twin?._narrowing
            ?? (spec.Bottleneck is { } narrow ? new NormedProjection(spec.HiddenSize, narrow.Size, narrow.Norm, spec.Rounding, type) : null);
        _query = twin?._query ?? new Projection(spec.BlockSize, width, type, spec.Biases.HasFlag(BiasSlots.Query), spec.Groups.Query);
        (int keySize, int valueSize) = cross is null ? (spec.BlockSize, spec.HiddenSize) : (cross.SourceSize, cross.SourceSize);
        _key = twin?._key ?? new Projection(keySize, sharedWidth, type, spec.Biases.HasFlag(BiasSlots.Key), spec.Groups.Key);
        _value = twin?._value ?? new Projection(valueSize, sharedWidth, type, spec.Biases.HasFlag(BiasSlots.Value), spec.Groups.Value);
        _output = twin?._output ?? new Projection(width + beside, spec.BlockSize, type, spec.Biases.HasFlag(BiasSlots.AttentionOutput));
        _global = twin?._global ?? (spec.HasGlobalTokens ? new GlobalProjections(spec, type) : null);
        _queryNorm = twin?._queryNorm ?? Norm.Create(spec.QueryKeyNorm, spec.HeadSize, spec.Rounding, type);
        _keyNorm = twin?._keyNorm ?? Norm.Create(spec.QueryKeyNorm, spec.HeadSize, spec.Rounding, type);
        _q = PointAt(HookSite.Q);
        _k = PointAt(HookSite.K);
        _v = PointAt(HookSite.V);
        _scores = PointAt(HookSite.Scores);
        _pattern = PointAt(HookSite.Pattern);
        _z = PointAt(HookSite.Z);
        _headOut = PointAt(HookSite.HeadOut);
        _out = PointAt(HookSite.AttentionOut);

        HookPoint PointAt(HookSite site) => new(HookName.Of(_isCross ? site.InCross : site, layer, order));
    }

    /// <summary>The 0-based layer that it is in.</summary>
    public int Layer { get; }

    /// <summary>Whether all heads of the structure are there; else those that were cut out have zeros at every hook point.</summary>
    private bool IsWhole => _heads.Length == _spec.HeadCount;

    /// <inheritdoc/>
    /// <param name="queries">What asks: [batch, query, hidden]</param>
    /// <param name="keys">What is looked at; the same where a text attends to itself: [batch, key, hidden]</param>
    /// <param name="pass">The pass that it is part of.</param>
    /// <returns>[batch, query, hidden]</returns>
    public override Tensor forward(Tensor queries, Tensor keys, StackPass pass)
    {
        Visibility visibility = _isCross ? pass.VisibilityOf(pass.Source!) : pass.VisibilityIn(Layer);
        Tensor asking = _query.call(Narrow(queries)); // [batch, query, head × head size]
        Tensor query = _queryNorm.call(SplitHeads(asking)); // [batch, head, query, head size]
        GlobalView? view = GlobalViewOf(keys, pass);
        query = view is null ? query : where(view.Rows, SplitHeads(_global!.Query.call(queries)), query); // [batch, head, query, head size]
        Tensor q = Show(_q, Rotate(query, AttentionPart.Query, pass)); // [batch, head, query, head size]
        (Tensor key, Tensor value) = SharedHeads(keys, pass); // [batch, shared head, key, head size], twice
        Tensor k = Show(_k, ServeHeads(key)); // [batch, head, key, head size]
        Tensor v = Show(_v, ServeHeads(value)); // [batch, head, key, head size]

        // A weight of 0 does not keep out a number that is none, which a hook may leave at padding.
        (k, v) = (visibility.ZeroPadding(k), visibility.ZeroPadding(v));
        Tensor? bias = ScoreBias(q, k, pass); // broadcasts to [batch, head, query, key]
        bool isExplicit = _scores.HasListeners || _pattern.HasListeners || _spec.ScoreCap is not null || _heads.IsEmpty;
        Tensor z = Show(_z, isExplicit
            ? Attend(q, k, v, bias, visibility, view)
            : AttendFused(q, k, v, bias, visibility, view)); // [batch, head, query, head size]

        Tensor? beside = _convolution?.call(queries, asking); // [batch, query, head × head size]
        return _out.call(_headOut.HasListeners
            ? AddRest(Show(_headOut, ProjectHeads(z)).sum(1), beside) // [batch, query, hidden]
            : _output.call(beside is null ? MergeHeads(z) : cat([MergeHeads(z), beside], 2))); // [batch, query, hidden]
    }

    /// <summary>What the convolution beside the heads adds to their output.</summary>
    /// <param name="queries">What asks: [batch, query, hidden]</param>
    /// <returns>[batch, query, hidden]; null where there is none.</returns>
    public Tensor? BesideHeads(Tensor queries) =>
        _convolution is null ? null : ProjectBeside(_convolution.call(queries, _query.call(Narrow(queries))));

    /// <summary>What tokens meet that see everything.</summary>
    /// <param name="keys">What is looked at: [batch, key, hidden]</param>
    /// <param name="pass">The pass that it is part of.</param>
    /// <returns>null where no token sees everything.</returns>
    public GlobalView? GlobalViewOf(Tensor keys, StackPass pass)
    {
        if (_global is null || pass.Input.Globals.Tokens is not { } tokens)
        {
            return null;
        }

        Visibility visibility = pass.VisibilityIn(Layer);
        return new GlobalView(
            tokens.unsqueeze(1).unsqueeze(-1), // [batch, 1, query, 1]
            visibility.ZeroPadding(SplitHeads(_global.Key.call(keys))), // [batch, head, key, head size]
            visibility.ZeroPadding(SplitHeads(_global.Value.call(keys)))); // [batch, head, key, head size]
    }

    /// <summary>What the model's positions add to the scaled scores.</summary>
    /// <param name="q">[batch, head, query, head size]</param>
    /// <param name="k">[batch, head, key, head size]</param>
    /// <param name="pass">The pass that they are part of.</param>
    /// <returns>Something that broadcasts to [batch, head, query, key]; null for nothing.</returns>
    public Tensor? ScoreBias(Tensor q, Tensor k, StackPass pass)
    {
        Tensor? sum = null;
        foreach (PositionScheme scheme in _positions)
        {
            Tensor? bias = scheme.ScoreBias(this, q, k, pass); // broadcasts to [batch, head, query, key]
            sum = sum is null || bias is null ? sum ?? bias : sum.Plus(bias);
        }

        return sum;
    }

    /// <summary>Of something that all heads of the structure have, what belongs to those that are there.</summary>
    /// <param name="whole">Any shape in which an axis counts heads.</param>
    /// <param name="axis">That axis.</param>
    public Tensor OfHeads(Tensor whole, int axis) => IsWhole ? whole : whole.index_select(axis, Places(whole.device));

    /// <summary>Vectors that stand for distances, as this layer's queries: [row, hidden] to [head, row, head size].</summary>
    internal Tensor ProjectToQueries(Tensor rows) => SplitRows(_query.call(rows));

    /// <summary>Vectors that stand for distances, as this layer's keys: [row, hidden] to [head, row, head size].</summary>
    internal Tensor ProjectToKeys(Tensor rows) => SplitRows(_key.call(rows));

    /// <summary>Queries or keys of distances: [row, head × head size] to [head, row, head size].</summary>
    internal Tensor SplitRows(Tensor projected) => projected.unflatten(1, projected.shape[1] / _spec.HeadSize, _spec.HeadSize).transpose(0, 1);

    /// <summary>Lets hooks see and replace what passes; to them each head stands where it stood before others were cut out.</summary>
    private Tensor Show(HookPoint point, Tensor ofHeads)
    {
        if (IsWhole || !point.HasListeners)
        {
            return point.call(ofHeads); // [batch, head, …]
        }

        long[] shape = [ofHeads.shape[0], _spec.HeadCount, .. ofHeads.shape[2..]];
        return OfHeads(point.call(NewTensor.Zeros(shape, ofHeads).index_copy(1, Places(ofHeads.device), ofHeads)), 1); // [batch, head, …]
    }

    private Tensor Places(Device device) => NewTensor.Indices(_heads, device);

    /// <summary>The explicit path: every step can be seen and replaced.</summary>
    private Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? bias, Visibility visibility, GlobalView? view)
    {
        if (_pattern.Readers is { IsEmpty: false } readers && CanTile(q, visibility, view))
        {
            return new TiledAttention(visibility, _heads, readers) { Scale = (float)_spec.ScoreScale }.Run(q, k, v, bias); // [batch, head, query, head size]
        }

        // Scaling the queries instead of the scores touches head size / token as many numbers.
        Tensor scaled = q.Times(_spec.ScoreScale); // [batch, head, query, head size]
        if (view is null && visibility.IsCausal && q.shape[2] >= 2 * RowsAtATime && !_scores.HasListeners && !_pattern.HasKeepers && !is_grad_enabled())
        {
            return AttendForwards(scaled, k, v, bias, visibility);
        }

        Tensor scores = scaled.MatrixTimes(k.transpose(-2, -1)); // [batch, head, query, key]
        scores = view is null ? scores
            : PartScope.Instead(scores, where(view.Rows, scaled.MatrixTimes(view.Keys.transpose(-2, -1)), scores)); // [batch, head, query, key]
        scores = Finish(scores, bias); // [batch, head, query, key]
        visibility.HideInPlace(scores, 0); // [batch, head, query, key]
        Tensor pattern = _scores.HasListeners ? WeighShown(Show(_scores, scores), visibility) : visibility.Weigh(scores); // [batch, head, query, key]
        pattern = _scores.HasKeepers ? pattern : PartScope.Instead(scores, pattern); // [batch, head, query, key]
        Tensor shown = Show(_pattern, pattern); // [batch, head, query, key]
        Tensor z = shown.MatrixTimes(v); // [batch, head, query, head size]
        z = view is null ? z : where(view.Rows, shown.MatrixTimes(view.Values), z); // [batch, head, query, head size]
        return _pattern.HasKeepers ? z : PartScope.Instead(pattern, z);
    }

    // What is left at padding is not what the explicit path leaves there.
    private bool CanTile(Tensor q, Visibility visibility, GlobalView? view) =>
        view is null && !_heads.IsEmpty && !_scores.HasListeners && _spec.ScoreCap is null && !(_spec.ReadsPadding && visibility.Queries.Tokens is not null)
        && TiledAttention.CanRun(q, visibility);

    // Some rows at a time, each with the keys that the last of them sees: what is hidden from all is neither computed nor read.
    private Tensor AttendForwards(Tensor scaled, Tensor k, Tensor v, Tensor? bias, Visibility visibility)
    {
        (long queries, long keys) = (scaled.shape[2], k.shape[2]);
        Tensor pattern = NewTensor.Empty([.. scaled.shape[..2], queries, keys], scaled); // [batch, head, query, key]
        List<Tensor> z = [];
        for (long first = 0; first < queries; first += RowsAtATime)
        {
            long rows = Math.Min(RowsAtATime, queries - first);
            long seen = keys - queries + first + rows;
            Tensor scores = scaled.narrow(2, first, rows).MatrixTimes(k.narrow(2, 0, seen).transpose(-2, -1)); // [batch, head, row, seen key]
            scores = Finish(scores, bias?.narrow(2, first, rows).narrow(3, 0, seen)); // [batch, head, row, seen key]
            visibility.HideInPlace(scores, first); // [batch, head, row, seen key]
            Tensor weights = PartScope.Instead(scores, visibility.Weigh(scores, first)); // [batch, head, row, seen key]
            Tensor part = pattern.narrow(2, first, rows); // [batch, head, row, key]
            part.narrow(3, 0, seen).copy_(weights); // [batch, head, row, seen key]
            part.narrow(3, seen, keys - seen).zero_(); // [batch, head, row, hidden key]
            z.Add(PartScope.Instead(weights, weights.MatrixTimes(v.narrow(2, 0, seen)))); // [batch, head, row, head size]
        }

        return PartScope.Instead(Show(_pattern, pattern), cat(z, 2)); // [batch, head, query, head size]
    }

    private Tensor Finish(Tensor scores, Tensor? bias)
    {
        scores = bias is null ? scores : PartScope.Instead(scores, scores.Plus(bias)); // [batch, head, query, key]
        if (_spec.ScoreCap is { } cap)
        {
            scores = PartScope.Instead(scores, scores.DividedBy(cap)); // [batch, head, query, key]
            scores = PartScope.Instead(scores, scores.tanh()); // [batch, head, query, key]
            scores = PartScope.Instead(scores, scores.Times(cap)); // [batch, head, query, key]
        }

        return scores;
    }

    /// <summary>Hooks may put any score on any key, but neither show what is hidden nor leave a real token nothing to see.</summary>
    private Tensor WeighShown(Tensor scores, Visibility visibility)
    {
        Tensor blinded = visibility.Blinded(scores); // [batch, head, query, 1]
        return visibility.FirstReal(blinded) is not { } place
            ? visibility.WeighAgain(scores, blinded) // [batch, head, query, key]
            : throw new AttnExtractException(
                $"Token {place.Query} is left nothing to attend to in layer {Layer}, head {_heads[place.Head]}: hooks gave every key that it sees "
                + "a score of −∞. Leave one, or set weights to 0 at 'attention.pattern'.");
    }

    /// <summary>The same numbers from one kernel that never writes the pattern to memory; Dao et al. 2022.</summary>
    private Tensor AttendFused(Tensor q, Tensor k, Tensor v, Tensor? bias, Visibility visibility, GlobalView? view)
    {
        // The kernel divides by √(head size) itself.
        double factor = _spec.ScoreScale * Math.Sqrt(_spec.HeadSize);
        Tensor scaled = Math.Abs(factor - 1) < 1e-12 ? q : q.Times(factor); // [batch, head, query, head size]
        Tensor z = Fused(k, v); // [batch, head, query, head size]
        return visibility.Silence(view is null ? z : where(view.Rows, Fused(view.Keys, view.Values), z)); // [batch, head, query, head size]

        Tensor Fused(Tensor keys, Tensor values) =>
            nn.functional.scaled_dot_product_attention(scaled, keys, values, visibility.Additive(bias, q.dtype)); // [batch, head, query, head size]
    }

    // Of everything that can be looked at, of which a cache may know a part.
    private (Tensor Key, Tensor Value) SharedHeads(Tensor keys, StackPass pass)
    {
        if (pass.Cache is not { } cache)
        {
            return Project();
        }

        if (_isCross)
        {
            return cache.Once(this, Project);
        }

        (Tensor key, Tensor value) = Project(); // [batch, shared head, token, head size]
        return cache.Continue(this, key, value); // [batch, shared head, key, head size]

        (Tensor Key, Tensor Value) Project() => (
            Rotate(_keyNorm.call(SplitHeads(_key.call(Narrow(keys)))), AttentionPart.Key, pass), // [batch, shared head, token, head size]
            Rotate(SplitHeads(_value.call(keys)), AttentionPart.Value, pass)); // [batch, shared head, token, head size]
    }

    private Tensor Rotate(Tensor projected, AttentionPart part, StackPass pass)
    {
        foreach (PositionScheme scheme in _positions)
        {
            projected = scheme.Rotate(projected, part, pass); // [batch, head, token, head size]
        }

        return projected;
    }

    // [batch, token, head × head size] to [batch, head, token, head size]
    private Tensor SplitHeads(Tensor projected) =>
        projected.unflatten(2, projected.shape[2] / _spec.HeadSize, _spec.HeadSize).transpose(1, 2);

    // Each key and value head once for every head that it serves: [batch, head, token, head size]
    private Tensor ServeHeads(Tensor shared) => _spec.KeyValueHeadCount == _spec.HeadCount
        ? shared
        : shared.repeat_interleave(_spec.HeadCount / _spec.KeyValueHeadCount, 1);

    // [batch, head, token, head size] to [batch, token, head × head size]
    private static Tensor MergeHeads(Tensor z) => z.transpose(1, 2).flatten(2);

    // Each head's share of the output projection: z_h·W_Oʰ, [batch, head, query, hidden]
    private Tensor ProjectHeads(Tensor z) => _output.Weight.Use(weight =>
    {
        Tensor ofHeads = _convolution is null ? weight : weight.narrow(1, 0, _heads.Length * _spec.HeadSize); // [hidden, head × head size]
        Tensor perHead = ofHeads.unflatten(1, _heads.Length, _spec.HeadSize).permute(1, 2, 0); // [head, head size, hidden]
        return z.MatrixTimes(perHead); // [batch, head, query, hidden]
    });

    private Tensor ProjectBeside(Tensor beside) =>
        _output.Weight.Use(weight => beside.MatrixTimes(weight.narrow(1, _heads.Length * _spec.HeadSize, beside.shape[2]).t())); // [batch, query, hidden]

    private Tensor AddRest(Tensor sum, Tensor? beside)
    {
        sum = beside is null ? sum : sum.Plus(ProjectBeside(beside)); // [batch, query, hidden]
        return _output.Bias is null ? sum : _output.Bias.Use(bias => sum.Plus(bias)); // [batch, query, hidden]
    }

    private Tensor Narrow(Tensor input) => _narrowing is null ? input : _narrowing.call(input, null); // [batch, token, block]
}
