using System.Collections.Immutable;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Positions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>A Transformer encoder: embeddings, a stack of layers, and hook points all along.</summary>
public sealed class Encoder : nn.Module<EncoderInput, Tensor>
{
    [ComponentName(Name = "positions")]
    private readonly ModuleList<PositionScheme> _positions;

    [ComponentName(Name = "embed")]
    private readonly Embeddings _embeddings;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<EncoderLayer> _layers;

    [ComponentName(Name = "final")]
    private readonly FinalStates _final = new();

    // Before the first module: modules load libtorch.
    static Encoder() => NativeTuning.Apply();

    /// <summary>Makes an encoder with room for its weights, which are not initialised.</summary>
    /// <param name="spec">Its structure.</param>
    /// <param name="type">The type to compute in: float32, or float64 for proofs.</param>
    /// <exception cref="AttnExtractException">The structure is inconsistent.</exception>
    public Encoder(EncoderSpec spec, ScalarType type = ScalarType.Float32)
        : base(nameof(Encoder))
    {
        Spec = spec.Validated();
        ImmutableArray<PositionScheme> positions = [.. spec.Positions.Select(position => position.Create(spec, type))];
        _positions = new ModuleList<PositionScheme>([.. positions]);
        _embeddings = new Embeddings(spec, positions, type);
        _layers = new ModuleList<EncoderLayer>(
            [.. Enumerable.Range(0, spec.LayerCount).Select(layer => new EncoderLayer(spec, layer, positions, type))]);
        RegisterComponents();
        eval();
        Hooks = new HookMap(this);
    }

    /// <summary>Its structure.</summary>
    public EncoderSpec Spec { get; }

    /// <summary>Its hook points by name.</summary>
    public HookMap Hooks { get; }

    /// <inheritdoc/>
    /// <returns>The final hidden states: [batch, token, hidden]</returns>
    public override Tensor forward(EncoderInput input)
    {
        Tensor hidden = _embeddings.call(input); // [batch, token, hidden]
        foreach (EncoderLayer layer in _layers)
        {
            hidden = layer.call(hidden, input.Mask); // [batch, token, hidden]
        }

        return _final.call(hidden); // [batch, token, hidden]
    }

    private sealed class FinalStates() : nn.Module<Tensor, Tensor>(nameof(FinalStates))
    {
        [ComponentName(Name = "out")]
        private readonly HookPoint _out = new(HookName.FinalOut);

        public override Tensor forward(Tensor hidden) => _out.call(hidden);
    }
}
