using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>A Transformer encoder: embeddings, a stack of layers, and hook points all along.</summary>
public sealed class Encoder : nn.Module<ModelInput, Tensor>
{
    [ComponentName(Name = "positions")]
    private readonly ModuleList<PositionScheme> _positions;

    [ComponentName(Name = "embed")]
    private readonly Embeddings _embeddings;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<StackLayer> _layers;

    [ComponentName(Name = "convolution")]
    private readonly TokenConvolution? _convolution;

    [ComponentName(Name = "final")]
    private readonly FinalStates _final;

    // Before the first module: modules load libtorch.
    static Encoder() => NativeTuning.Apply();

    /// <summary>Makes an encoder with room for its weights, which are not initialised.</summary>
    /// <param name="spec">Its structure.</param>
    /// <param name="type">The type to compute in: float32, or float64 for proofs.</param>
    /// <exception cref="AttnExtractException">The structure is inconsistent.</exception>
    public Encoder(StackSpec spec, ScalarType type = ScalarType.Float32)
        : this(type, spec.Validated())
    {
    }

    /// <summary>Makes the encoder of a folder, whose structure is known to be consistent.</summary>
    internal Encoder(PretrainedFolder folder, ScalarType type)
        : this(type, folder.Spec)
    {
    }

    private Encoder(ScalarType type, StackSpec spec)
        : base(nameof(Encoder))
    {
        Spec = spec;
        ImmutableArray<PositionScheme> positions = [.. spec.Positions.Select(position => position.Create(spec, type))];
        _positions = new ModuleList<PositionScheme>([.. positions]);
        _embeddings = new Embeddings(spec, positions, type);
        _layers = new ModuleList<StackLayer>();
        for (int layer = 0; layer < spec.LayerCount; layer++)
        {
            StackLayer? twin = layer > 0 && spec.GroupOf(layer) == spec.GroupOf(layer - 1) ? _layers[layer - 1] : null;
            _layers.Add(new StackLayer(spec, layer, [.. positions.Where((_, i) => spec.Positions[i].ActsIn(layer))], type, twin));
        }

        _convolution = spec.Convolution is null ? null : new TokenConvolution(spec.Convolution, spec.HiddenSize, type);
        _final = new FinalStates(spec, type);
        RegisterComponents();
        eval();
        Hooks = new HookMap(this);
    }

    /// <summary>Its structure.</summary>
    public StackSpec Spec { get; }

    /// <summary>The word table, [word, word vector], for heads that share it.</summary>
    internal Func<Tensor> Words => _embeddings.Words;

    /// <summary>What a layer's attention output is added to, as <see cref="StackLayer.ResidualOf"/> says.</summary>
    /// <param name="layer">The 0-based layer.</param>
    /// <param name="input">What enters it: [batch, token, hidden]</param>
    public Tensor ResidualOf(int layer, Tensor input) => _layers[layer].ResidualOf(input);

    /// <summary>Its hook points by name.</summary>
    public HookMap Hooks { get; }

    /// <summary>Where whoever runs it waits for the others.</summary>
    public Turnstile Turnstile { get; } = new();

    /// <inheritdoc/>
    /// <returns>The final hidden states: [batch, token, hidden]</returns>
    public override Tensor forward(ModelInput input)
    {
        using Turnstile.Pass pass = Turnstile.BeginPass();
        StackPass run = new(Spec, input);
        return Run(0, _embeddings.call(run), run, pass);
    }

    /// <summary>
    /// The rest of a forward pass, for runs that are alike up to a layer. Of the hook points, those before that layer are passed by.
    /// </summary>
    /// <param name="layer">The first layer to run; the number of layers for what follows the last.</param>
    /// <param name="hidden">What enters it, as <c>residual.pre</c> shows it: [batch, token, hidden]</param>
    /// <param name="input">What the pass was given, one row for each of <paramref name="hidden"/>.</param>
    /// <returns>The final hidden states: [batch, token, hidden]</returns>
    public Tensor RunFrom(int layer, Tensor hidden, ModelInput input)
    {
        using Turnstile.Pass pass = Turnstile.BeginPass();
        return Run(layer, hidden, new StackPass(Spec, input), pass);
    }

    /// <summary>Frees the weights, when the run in progress is over.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Turnstile.Close(() => base.Dispose(true));
        }
        else
        {
            base.Dispose(false);
        }
    }

    private Tensor Run(int first, Tensor entering, StackPass run, Turnstile.Pass pass)
    {
        Tensor hidden = entering; // [batch, token, hidden]
        for (int layer = first; layer < _layers.Count; layer++)
        {
            pass.Advance();
            hidden = _layers[layer].call(hidden, run); // [batch, token, hidden]
            if (layer == 0 && _convolution is not null)
            {
                hidden = _convolution.call(hidden, entering, run.Input.Padding); // [batch, token, hidden]
            }
        }

        return _final.call(hidden); // [batch, token, hidden]
    }

    private sealed class FinalStates(StackSpec spec, ScalarType type) : nn.Module<Tensor, Tensor>(nameof(FinalStates))
    {
        [ComponentName(Name = "norm")]
        private readonly nn.Module<Tensor, Tensor> _norm = Norm.Create(spec.FinalNorm, spec.HiddenSize, spec.Rounding, type);

        [ComponentName(Name = "projection")]
        private readonly nn.Module<Tensor, Tensor> _projection = spec.FinalSize == spec.HiddenSize
            ? new PassThrough()
            : new Projection(spec.HiddenSize, spec.FinalSize, type, hasBias: false);

        [ComponentName(Name = "out")]
        private readonly HookPoint _out = new(HookName.FinalOut);

        // [batch, token, hidden] to [batch, token, final]
        public override Tensor forward(Tensor hidden) => _out.call(_projection.call(_norm.call(hidden)));
    }
}

/// <summary>What an encoder reads: a batch of token sequences, padded on the right to one length.</summary>
/// <param name="TokenIds">[batch, token], 64-bit whole numbers.</param>
/// <param name="TypeIds">Token types: [batch, token], 64-bit whole numbers.</param>
/// <param name="Padding">Which tokens are real.</param>
public sealed record ModelInput(Tensor TokenIds, Tensor TypeIds, Padding Padding);
