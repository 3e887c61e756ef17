using System.Collections.Immutable;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>Embeddings and a stack of layers, with hook points all along.</summary>
public sealed class LayerStack : nn.Module
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

    /// <summary>Makes a stack with room for its weights.</summary>
    /// <param name="spec">Its structure.</param>
    /// <param name="order">Which of the model's it is.</param>
    /// <param name="type">The type to compute in.</param>
    /// <param name="shared">The stack whose word table it reads from; null where it has its own.</param>
    internal LayerStack(StackSpec spec, StackOrder order, ScalarType type, LayerStack? shared)
        : base(nameof(LayerStack))
    {
        Spec = spec;
        ImmutableArray<PositionScheme> positions = [.. spec.Positions.Select(position => position.Create(spec, type))];
        _positions = new ModuleList<PositionScheme>([.. positions]);
        _embeddings = new Embeddings(spec, order, positions, type, shared?._embeddings);
        _layers = new ModuleList<StackLayer>();
        for (int layer = 0; layer < spec.LayerCount; layer++)
        {
            StackLayer? twin = layer > 0 && spec.GroupOf(layer) == spec.GroupOf(layer - 1) ? _layers[layer - 1] : null;
            _layers.Add(new StackLayer(spec, order, layer, [.. positions.Where((_, i) => spec.Positions[i].ActsIn(layer))], type, twin));
        }

        _convolution = spec.Convolution is null ? null : new TokenConvolution(spec.Convolution, spec.HiddenSize, type);
        _final = new FinalStates(spec, order, type);
        RegisterComponents();
    }

    /// <summary>Its structure.</summary>
    public StackSpec Spec { get; }

    /// <summary>The word table, [word, word vector], for heads that share it.</summary>
    internal Func<Parameter> Words => _embeddings.Words;

    /// <summary>What a layer's attention output is added to, as <see cref="StackLayer.ResidualOf"/> says.</summary>
    internal Tensor ResidualOf(int layer, Tensor input) => _layers[layer].ResidualOf(input);

    /// <summary>From token ids to the final states.</summary>
    /// <param name="pass">What it reads.</param>
    /// <param name="turn">Is told how far the run has come.</param>
    /// <returns>[batch, token, hidden]</returns>
    internal Tensor Run(StackPass pass, Turnstile.Pass turn)
    {
        Tensor embedded; // [batch, token, hidden]
        bool isOurs;
        using (PartScope part = new())
        {
            embedded = _embeddings.call(pass);
            isOurs = part.HandOn(embedded);
        }

        return RunFrom(0, embedded, isOurs, pass, turn);
    }

    /// <summary>The rest of a pass.</summary>
    /// <param name="first">The first layer to run.</param>
    /// <param name="entering">What enters it: [batch, token, hidden]</param>
    /// <param name="pass">What the stack reads.</param>
    /// <param name="turn">Is told how far the run has come.</param>
    /// <returns>[batch, token, hidden]</returns>
    internal Tensor RunFrom(int first, Tensor entering, StackPass pass, Turnstile.Pass turn) => RunFrom(first, entering, false, pass, turn);

    // What enters a layer is freed with it, if it is ours and nobody was shown it.
    private Tensor RunFrom(int first, Tensor entering, bool isOurs, StackPass pass, Turnstile.Pass turn)
    {
        Tensor hidden = entering; // [batch, token, hidden]
        for (int layer = first; layer < _layers.Count; layer++)
        {
            turn.Advance();
            using PartScope part = new(isOurs ? hidden : null);
            hidden = _layers[layer].call(hidden, pass); // [batch, token, hidden]
            if (layer == 0 && _convolution is not null)
            {
                hidden = _convolution.call(hidden, entering, pass.Input.Padding); // [batch, token, hidden]
            }

            isOurs = part.HandOn(hidden);
        }

        using PartScope end = new(isOurs ? hidden : null);
        Tensor final = _final.call(hidden); // [batch, token, hidden]
        end.HandOn(final);
        return final;
    }

    private sealed class FinalStates(StackSpec spec, StackOrder order, ScalarType type) : nn.Module<Tensor, Tensor>(nameof(FinalStates))
    {
        [ComponentName(Name = "norm")]
        private readonly nn.Module<Tensor, Tensor> _norm = Norm.Create(spec.FinalNorm, spec.HiddenSize, spec.Rounding, type);

        [ComponentName(Name = "projection")]
        private readonly nn.Module<Tensor, Tensor> _projection = spec.FinalSize == spec.HiddenSize
            ? new PassThrough()
            : new Projection(spec.HiddenSize, spec.FinalSize, type, hasBias: false);

        [ComponentName(Name = "out")]
        private readonly HookPoint _out = new(HookName.Of(HookSite.FinalOut, null, order));

        // [batch, token, hidden] to [batch, token, final]
        public override Tensor forward(Tensor hidden) => _out.call(_projection.call(_norm.call(hidden)));
    }
}
