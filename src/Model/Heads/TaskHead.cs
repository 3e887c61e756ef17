using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Heads;

/// <summary>What a task puts on top of a model: some of its final hidden states, a few projections, scores.</summary>
public sealed class TaskHead : nn.Module<Tensor, Padding, Tensor>
{
    [ComponentName(Name = "steps")]
    private readonly ModuleList<Step> _steps;

    [ComponentName(Name = "output")]
    private readonly nn.Module<Tensor, Tensor> _output;

    private readonly Turnstile _turnstile;

    internal TaskHead(HeadSpec spec, Encoder encoder, ScalarType type)
        : base(nameof(TaskHead))
    {
        Spec = spec;
        _turnstile = encoder.Turnstile;
        _steps = new ModuleList<Step>();
        StackSpec stack = encoder.Structure.Last;
        int width = stack.FinalSize;
        foreach (HeadStep step in spec.Steps)
        {
            StackSpec.Require(step.Width > 0, $"head for {spec.Kind.Meaning} has a step to {step.Width} numbers; expected 1 or more");
            _steps.Add(new Step(step, width, stack.Rounding, type));
            width = step.Width;
        }

        StackSpec.Require(
            !spec.IsTied || (spec.ExtendsTable ? width > stack.WordSize : width == stack.WordSize),
            $"head for {spec.Kind.Meaning} ends in {width} numbers, but shares a table of {stack.WordSize} columns");
        _output = spec.OutputSize == 0 ? new PassThrough()
            : spec.IsTied ? new TiedOutput(encoder.Words, spec, width - encoder.Spec.WordSize, type)
            : new Projection(width, spec.OutputSize, type, spec.HasOutputBias);
        RegisterComponents();
        eval();
    }

    /// <summary>Its structure.</summary>
    public HeadSpec Spec { get; }

    /// <inheritdoc/>
    /// <param name="hidden">The encoder's final hidden states: [batch, token, hidden]</param>
    /// <param name="padding">Which tokens are real.</param>
    /// <returns>[batch, token, score] where it reads every token, else [batch, score].</returns>
    public override Tensor forward(Tensor hidden, Padding padding)
    {
        _turnstile.RequireWeights();
        Tensor state = Read(hidden, padding); // [batch, token, hidden] or [batch, hidden]
        state = Spec.StateScale == 1 ? state : state.Times(Spec.StateScale);
        foreach (Step step in _steps)
        {
            state = step.call(state); // […, width]
        }

        Tensor scores = _output.call(state); // […, score]
        scores = Spec.ScoreCap is { } cap ? scores.DividedBy(cap).tanh().Times(cap) : scores; // […, score]
        return Spec.Input == HeadInput.EveryTokenThenMean ? padding.Mean(scores) : scores; // […, score]
    }

    private Tensor Read(Tensor hidden, Padding padding) => Spec.Input switch
    {
        HeadInput.FirstToken => hidden.select(1, 0), // [batch, hidden]
        HeadInput.LastToken => padding.Last(hidden), // [batch, hidden]
        HeadInput.MeanOfTokens => padding.Mean(hidden), // [batch, hidden]
        _ => hidden, // [batch, token, hidden]
    };

    private sealed class Step(HeadStep step, int inputSize, RoundingHabits rounding, ScalarType type) : nn.Module<Tensor, Tensor>(nameof(Step))
    {
        [ComponentName(Name = "dense")]
        private readonly Projection _dense = new(inputSize, step.Width, type, step.HasBias);

        [ComponentName(Name = "norm")]
        private readonly nn.Module<Tensor, Tensor> _norm = Norm.Create(step.Norm, step.Width, rounding, type);

        public override Tensor forward(Tensor input) => _norm.call(step.Activation.Apply(_dense.call(input)));
    }

    /// <summary>Scores words by the table that they were read from; Press and Wolf 2017.</summary>
    private sealed class TiedOutput : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "bias")]
        private readonly Parameter? _bias;

        [ComponentName(Name = "more")]
        private readonly Parameter? _more;

        private readonly Func<Parameter> _table;

        // The table belongs to the encoder; as a field of its own kind it would be counted among this module's weights.
        public TiedOutput(Func<Parameter> table, HeadSpec spec, int moreColumns, ScalarType type)
            : base(nameof(TiedOutput))
        {
            _table = table;
            _bias = spec.HasOutputBias ? NewTensor.Weight(type, spec.OutputSize) : null; // [word]
            _more = moreColumns > 0 ? NewTensor.Weight(type, moreColumns, spec.OutputSize) : null; // [column, word]
        }

        public override Tensor forward(Tensor input)
        {
            long columns = _more is null ? input.shape[^1] : input.shape[^1] - _more.shape[0];
            Tensor read = _more is null ? input : input.narrow(-1, 0, columns); // […, word vector]
            Tensor scores = _table().Use(table => _bias is null
                ? nn.functional.linear(read, table, null)
                : _bias.Use(bias => nn.functional.linear(read, table, bias))); // […, word]
            return _more is null
                ? scores
                : _more.Use(more => scores.Plus(input.narrow(-1, columns, more.shape[0]).MatrixTimes(more))); // […, word]
        }
    }
}
