using System.Collections.Immutable;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Layers;
using AttnExtract.Model.Positions;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>From token ids to what enters the first layer.</summary>
public sealed class Embeddings : nn.Module<EncoderInput, Tensor>
{
    [ComponentName(Name = "word")]
    private readonly LookupTable _word;

    [ComponentName(Name = "type")]
    private readonly LookupTable? _type;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm _norm;

    [ComponentName(Name = "out")]
    private readonly HookPoint _out = new(HookName.EmbedOut);

    private readonly ImmutableArray<PositionScheme> _positions;

    internal Embeddings(EncoderSpec spec, ImmutableArray<PositionScheme> positions, ScalarType type)
        : base(nameof(Embeddings))
    {
        _positions = positions;
        _word = new LookupTable(spec.VocabularySize, spec.HiddenSize, type);
        _type = spec.TokenTypeCount > 0 ? new LookupTable(spec.TokenTypeCount, spec.HiddenSize, type) : null;
        _norm = new LayerNorm(spec.HiddenSize, spec.NormEpsilon, type);
    }

    /// <inheritdoc/>
    /// <returns>[batch, token, hidden]</returns>
    public override Tensor forward(EncoderInput input)
    {
        Tensor embedding = _word.call(input.TokenIds); // [batch, token, hidden]
        if (_type is not null)
        {
            embedding += _type.call(input.TypeIds); // [batch, token, hidden]
        }

        foreach (PositionScheme scheme in _positions)
        {
            embedding = scheme.Embed(embedding, input); // [batch, token, hidden]
        }

        return _out.call(_norm.call(embedding)); // [batch, token, hidden]
    }
}
