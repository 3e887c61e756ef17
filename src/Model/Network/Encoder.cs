using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>A Transformer: a stack of layers, and where there is one, the decoder that reads it. Hook points stand all along.</summary>
public sealed class Encoder : nn.Module<ModelInput, Tensor>
{
    /// <summary>The module, and the beginning of the names, of a decoder that reads an encoder.</summary>
    internal const string SecondName = "decoder";

    // Not modules by themselves: the parts of the first stack are parts of the model, and so are called what they are called in models of one.
    private readonly ImmutableArray<LayerStack> _stacks;

    // Remembered, because a model is asked that may be disposed at any time.
    private ScalarType _type;

    // Before the first module: modules load libtorch.
    static Encoder() => NativeTuning.Apply();

    /// <summary>Makes a model of one stack with room for its weights, which are not initialised.</summary>
    /// <param name="spec">Its structure.</param>
    /// <param name="type">The type to compute in: float32, or float64 for proofs.</param>
    /// <exception cref="AttnExtractException">The structure is inconsistent.</exception>
    public Encoder(StackSpec spec, ScalarType type = ScalarType.Float32)
        : this(ModelSpec.Of(spec), type)
    {
    }

    /// <summary>Makes a model with room for its weights, which are not initialised.</summary>
    /// <param name="spec">Its structure.</param>
    /// <param name="type">The type to compute in: float32, or float64 for proofs.</param>
    public Encoder(ModelSpec spec, ScalarType type = ScalarType.Float32)
        : base(nameof(Encoder))
    {
        Structure = spec;
        _type = type;
        LayerStack first = new(spec.First, StackOrder.First, type, null);
        _stacks = spec.Second is null ? [first] : [first, new LayerStack(spec.Second, StackOrder.Second, type, first)];
        foreach ((string name, nn.Module part) in first.named_children())
        {
            register_module(name, part);
        }

        if (_stacks.Length > 1)
        {
            register_module(SecondName, _stacks[1]);
        }

        eval();
        Hooks = new HookMap(this);
    }

    /// <summary>Its structure.</summary>
    public ModelSpec Structure { get; }

    /// <summary>The structure of its only stack; of two, the encoder's.</summary>
    public StackSpec Spec => Structure.First;

    /// <summary>Where its weights are, and so where it runs.</summary>
    public Device Device { get; private set; } = CPU;

    /// <summary>The type that it computes in.</summary>
    internal Precision Precision => _type.ToPrecision();

    /// <summary>What reads its final states and moves with it: heads, projections of sentence vectors.</summary>
    internal ImmutableArray<nn.Module> Readers { get; set; } = [];

    /// <summary>The word table, [word, word vector], for heads that share it.</summary>
    internal Func<Parameter> Words => _stacks[0].Words;

    /// <summary>What the attention output of a layer is added to, as <see cref="StackLayer.ResidualOf"/> says.</summary>
    /// <param name="layer">The 0-based layer.</param>
    /// <param name="input">What enters it: [batch, token, hidden]</param>
    /// <param name="stack">The stack that it is in.</param>
    public Tensor ResidualOf(int layer, Tensor input, StackOrder stack = StackOrder.First) => _stacks[(int)stack].ResidualOf(layer, input);

    /// <summary>Its hook points by name.</summary>
    public HookMap Hooks { get; }

    /// <summary>Which tokens see everything in the pass in progress, or in the last one.</summary>
    public GlobalTokens Globals { get; private set; } = GlobalTokens.None;

    /// <summary>Where whoever runs it waits for the others.</summary>
    public Turnstile Turnstile { get; } = new();

    /// <summary>Runs the only stack; of two the encoder, and the decoder where there is something for it to read.</summary>
    /// <param name="input">What is read.</param>
    /// <returns>The final hidden states of what ran last: [batch, token, hidden]</returns>
    public override Tensor forward(ModelInput input)
    {
        using Turnstile.Pass turn = Turnstile.BeginPass();
        Globals = input.Globals;
        return Decode(_stacks[0].Run(new StackPass(Spec, input), turn), input, turn);
    }

    /// <summary>
    /// The rest of a forward pass, for runs that are alike up to a layer. Of the hook points, those before that layer are passed by.
    /// </summary>
    /// <param name="layer">The first layer to run, of the first stack; the number of layers for what follows the last.</param>
    /// <param name="hidden">What enters it, as <c>residual.pre</c> shows it: [batch, token, hidden]</param>
    /// <param name="input">What the pass was given, one row for each of <paramref name="hidden"/>.</param>
    /// <returns>The final hidden states of what ran last: [batch, token, hidden]</returns>
    public Tensor RunFrom(int layer, Tensor hidden, ModelInput input)
    {
        using Turnstile.Pass turn = Turnstile.BeginPass();
        Globals = input.Globals;
        return Decode(_stacks[0].RunFrom(layer, hidden, new StackPass(Spec, input), turn), input, turn);
    }

    /// <summary>
    /// The rest of a forward pass whose beginning a cache holds: only what is new is run, and of two stacks the encoder once. What passes the
    /// hook points belongs to new tokens, but keys and values to all.
    /// </summary>
    /// <param name="input">What is read, with what the cache holds of it, without padding.</param>
    /// <param name="cache">What was read before by this model; it is given what is new.</param>
    /// <returns>The final hidden states of the new tokens: [batch, new token, hidden]</returns>
    /// <exception cref="InvalidOperationException">Tokens see those that come later, so that the beginning is not as it was.</exception>
    public Tensor Continue(ModelInput input, KeyValueCache cache)
    {
        if (Structure.Decoder is null || (Structure.Second is not null && input.Target is null))
        {
            throw new InvalidOperationException("Only what a decoder reads can be continued: an encoder's tokens see those that come later.");
        }

        using Turnstile.Pass turn = Turnstile.BeginPass();
        Tensor? read = Structure.Second is null ? null
            : cache.SourceStates ?? cache.Keep(_stacks[0].Run(new StackPass(Spec, input), turn)); // [batch, source token, hidden]
        StackPass pass = new(Structure.Last, input.Last, cache) { Source = read is null ? null : new(read, input) };
        Tensor states = _stacks[^1].Run(pass, turn); // [batch, new token, hidden]
        cache.Advance(pass.KeyCount);
        return states;
    }

    /// <summary>Moves the weights.</summary>
    internal void MoveTo(ComputeDevice device) => this.to(device.Require());

    /// <summary>The same encoder once more: it shares the weights, and has hook points and a turn of its own.</summary>
    internal Encoder Twin()
    {
        Parameter[] weights = [.. parameters()];
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Encoder twin = new(Structure, _type);
        twin.to(Device);
        foreach ((Parameter ofTwin, Parameter weight) in twin.parameters().Zip(weights))
        {
            ofTwin.set_(weight);
        }

        // Whoever makes one amid a run keeps it beyond that run.
        scope.Detach([.. scope.DisposablesView]);
        return twin;
    }

    /// <inheritdoc/>
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        base._toEpilog(dtype, device, non_blocking);
        (_type, Device) = (dtype ?? _type, device ?? Device);
        foreach (nn.Module reader in Readers)
        {
            _ = device is null ? reader.to(dtype!.Value, non_blocking)
                : dtype is null ? reader.to(device, non_blocking)
                : reader.to(device, dtype.Value, non_blocking);
        }
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

    private Tensor Decode(Tensor states, ModelInput input, Turnstile.Pass turn) => input.Target is { } target
        ? _stacks[1].Run(new StackPass(Structure[StackOrder.Second], target) { Source = new(states, input) }, turn) // [batch, target token, hidden]
        : states; // [batch, token, hidden]
}
