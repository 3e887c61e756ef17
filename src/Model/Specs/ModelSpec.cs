using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;

namespace AttnExtract.Model.Specs;

/// <summary>The stacks of layers that a model has: an encoder, a decoder, or an encoder and a decoder that reads it.</summary>
public sealed record ModelSpec
{
    private ModelSpec(StackSpec first, StackSpec? second, DecoderStart? start)
    {
        First = first;
        Second = second;
        Start = start;
    }

    /// <summary>The only stack; of two, the encoder.</summary>
    public StackSpec First { get; }

    /// <summary>The decoder that reads the encoder; null where there is one stack.</summary>
    public StackSpec? Second { get; }

    /// <summary>What that decoder reads before its text; null where there is none.</summary>
    public DecoderStart? Start { get; }

    /// <summary>The encoder; null where the only stack is a decoder.</summary>
    public StackSpec? Encoder => First.IsCausal ? null : First;

    /// <summary>The decoder; null where there is none.</summary>
    public StackSpec? Decoder => Second ?? (First.IsCausal ? First : null);

    /// <summary>Which stacks there are.</summary>
    public ImmutableArray<StackOrder> Stacks => Second is null ? [StackOrder.First] : [StackOrder.First, StackOrder.Second];

    /// <summary>The stack whose final states are the model's.</summary>
    public StackSpec Last => Second ?? First;

    /// <summary>A stack.</summary>
    /// <exception cref="AttnExtractException">There is only one, and the second was asked for.</exception>
    public StackSpec this[StackOrder stack] => stack == StackOrder.First ? First
        : Second ?? throw new AttnExtractException("The model has one stack of layers; there is no decoder that reads an encoder.");

    /// <summary>A model of one stack.</summary>
    /// <param name="stack">Its structure.</param>
    /// <exception cref="AttnExtractException">It is inconsistent.</exception>
    public static ModelSpec Of(StackSpec stack) => new(stack.Validated(), null, null);

    /// <summary>A model whose decoder reads its encoder.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="decoder">The decoder, which has cross-attention.</param>
    /// <param name="start">What the decoder reads before its text.</param>
    /// <exception cref="AttnExtractException">A stack is inconsistent, or the two do not fit together.</exception>
    public static ModelSpec Of(StackSpec encoder, StackSpec decoder, DecoderStart start)
    {
        StackSpec.Require(!encoder.IsCausal, "encoder is causal; expected one that sees whole texts, for a decoder to read");
        StackSpec.Require(
            decoder.CrossAttention?.SourceSize == encoder.HiddenSize,
            $"decoder reads states of {decoder.CrossAttention?.SourceSize ?? 0} numbers; expected {encoder.HiddenSize}, the encoder's hidden size");
        StackSpec.Require(
            (encoder.VocabularySize, encoder.WordSize) == (decoder.VocabularySize, decoder.WordSize),
            "encoder and decoder have word tables of different sizes; expected one that they share");
        return new ModelSpec(encoder.Validated(), decoder.Validated(), start);
    }

    /// <summary>The same with something changed in every stack.</summary>
    internal ModelSpec With(Func<StackSpec, StackSpec> change) => Second is null ? Of(change(First)) : Of(change(First), change(Second), Start!);

    /// <summary>Which keys a query can see where attention passes.</summary>
    /// <param name="name">A hook point of attention, or any other of a stack: then what its own attention sees.</param>
    /// <param name="input">What the model reads.</param>
    public Visibility VisibilityAt(HookName name, ModelInput input)
    {
        ModelInput own = input.Of(name.Stack);
        return name.Site.IsCross
            ? Visibility.Across(own, input)
            : this[name.Stack].VisibilityIn(name.Layer ?? 0, own.Length, own.Padding, own.Globals, device: own.Device);
    }
}
