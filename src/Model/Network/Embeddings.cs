using System.Collections.Immutable;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>From token ids to what enters the first layer.</summary>
public sealed class Embeddings : nn.Module<StackPass, Tensor>
{
    // The share of tokens that were masked in training and left out: 80% of 15%.
    private const double DroppedInTraining = 0.8 * 0.15;

    [ComponentName(Name = "word")]
    private readonly LookupTable _word;

    [ComponentName(Name = "word_projection")]
    private readonly nn.Module<Tensor, Tensor> _wordProjection;

    [ComponentName(Name = "type")]
    private readonly LookupTable? _type;

    [ComponentName(Name = "task")]
    private readonly LookupTable? _task;

    [ComponentName(Name = "norm")]
    private readonly nn.Module<Tensor, Tensor> _norm;

    [ComponentName(Name = "projection")]
    private readonly nn.Module<Tensor, Tensor> _projection;

    [ComponentName(Name = "words")]
    private readonly HookPoint _words;

    [ComponentName(Name = "out")]
    private readonly HookPoint _out;

    private readonly ImmutableArray<PositionScheme> _positions;
    private readonly StackSpec _spec;

    internal Embeddings(StackSpec spec, StackOrder order, ImmutableArray<PositionScheme> positions, ScalarType type, Embeddings? shared)
        : base(nameof(Embeddings))
    {
        _spec = spec;
        _positions = positions;
        _words = new HookPoint(HookName.Of(HookSite.EmbedWords, null, order));
        _out = new HookPoint(HookName.Of(HookSite.EmbedOut, null, order));
        _word = shared?._word ?? new LookupTable(spec.VocabularySize, spec.WordSize, type);
        _wordProjection = spec.WordProjection is { } words
            ? new Projection((words.JoinsNeighbours ? 3 : 1) * words.WordSize, spec.EmbeddingSize, type, words.HasBias)
            : new PassThrough();
        _type = spec.TokenTypeCount > 0 ? new LookupTable(spec.TokenTypeCount, spec.EmbeddingSize, type) : null;
        _task = spec.TaskTypeCount > 0 ? new LookupTable(spec.TaskTypeCount, spec.EmbeddingSize, type) : null;
        _norm = Norm.Create(spec.EmbeddingNorm, spec.EmbeddingSize, spec.Rounding, type);
        _projection = spec.ProjectsEmbeddings ? new Projection(spec.EmbeddingSize, spec.HiddenSize, type) : new PassThrough();
    }

    /// <summary>The word table: [word, word vector].</summary>
    internal Parameter Words() => _word.Rows;

    /// <inheritdoc/>
    /// <returns>[batch, token, hidden]</returns>
    public override Tensor forward(StackPass pass)
    {
        ModelInput input = pass.Input;
        Tensor words = DropTokens(_words.call(_word.call(pass.OfAsking(input.TokenIds))), input); // [batch, token, word]
        words = _spec.WordScale == 1 ? words : words.Times(_spec.WordScale); // [batch, token, word]
        words = _spec.WordProjection is { JoinsNeighbours: true } ? JoinNeighbours(words) : words; // [batch, token, what is projected]
        Tensor embedding = _wordProjection.call(words); // [batch, token, embedding]
        if (_type is not null)
        {
            bool isAlike = _spec.TokenTypeCount == 1 || !_spec.ReadsTypes;
            embedding = embedding.Plus(isAlike ? _type.FirstRow : _type.call(pass.OfAsking(input.TypeIds))); // [batch, token, embedding]
        }

        if (_task is not null)
        {
            embedding = embedding.Plus(_task.FirstRow); // [batch, token, embedding]
        }

        foreach (PositionScheme scheme in _positions)
        {
            embedding = scheme.Embed(embedding, pass); // [batch, token, embedding]
        }

        embedding = _norm.call(embedding); // [batch, token, embedding]
        embedding = _spec.ZeroesPadding ? input.Padding.Zero(embedding) : embedding; // [batch, token, embedding]
        return _out.call(_projection.call(embedding)); // [batch, token, hidden]
    }

    private static Tensor JoinNeighbours(Tensor words)
    {
        long others = words.shape[1] - 1;
        Tensor none = zeros_like(words.narrow(1, 0, 1)); // [batch, 1, word]
        Tensor next = cat([words.narrow(1, 1, others), none], 1); // [batch, token, word]
        Tensor previous = cat([none, words.narrow(1, 0, others)], 1); // [batch, token, word]
        return cat([next, words, previous], 2); // [batch, token, 3 × word]
    }

    private Tensor DropTokens(Tensor words, ModelInput input)
    {
        if (_spec.DroppedTokenId is not { } id)
        {
            return words;
        }

        Tensor dropped = input.TokenIds.IsEqualTo(id); // [batch, token]
        Tensor share = dropped.sum(1, keepdim: true) / input.Padding.CountReal(input.TokenIds).to(words.dtype); // [batch, 1]
        Tensor scale = share.neg().Plus(1).reciprocal().Times(1 - DroppedInTraining); // [batch, 1]
        return words.MaskedFill(dropped.unsqueeze(-1), 0) * scale.unsqueeze(-1); // [batch, token, embedding]
    }
}
