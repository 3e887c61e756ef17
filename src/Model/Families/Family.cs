using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;

namespace AttnExtract.Model.Families;

/// <summary>
/// A way of writing encoders down: how the configuration spells its choices and what the weights are called. It adds no module.
/// </summary>
public sealed class Family
{
    /// <summary>The <c>model_type</c>s that configurations of this family carry.</summary>
    public required ImmutableArray<string> ModelTypes { get; init; }

    /// <summary>Whether the only stack is a decoder, whose tokens see nothing that comes later, whatever the configuration says.</summary>
    public bool ReadsForwards { get; init; }

    /// <summary>Whether it is an encoder in some of whose layers tokens see no farther than a window, to either side.</summary>
    public bool ReadsInWindows { get; init; }

    /// <summary>Reads the structure of the only stack, or of the encoder, out of a configuration.</summary>
    public required Func<ModelConfig, StackSpec> Read { get; init; }

    /// <summary>
    /// Reads the structure of the decoder that reads the encoder, whose structure is given, and what it starts with; null where a model has none.
    /// </summary>
    public Func<ModelConfig, StackSpec, (StackSpec Stack, DecoderStart Start)?> ReadDecoder { get; init; } = (_, _) => null;

    /// <summary>Reads the table of what the weights are called; of all families, only the one in use is asked.</summary>
    public required Func<WeightTable> Weights { get; init; }

    /// <summary>Reads the heads that a model may have, whose last stack has that structure; which it has, its weights and architectures say.</summary>
    public Func<ModelConfig, StackSpec, ImmutableArray<HeadSpec>> Heads { get; init; } = (_, _) => [];

    /// <summary>
    /// The class of its tokenizer where a folder names none and the files do not tell, because another program cuts the words first; else empty.
    /// </summary>
    public string TokenizerClass { get; init; } = "";

    /// <summary>The structure of a model of this family, consistent. What every family spells alike is read here: the heads that were cut out.</summary>
    /// <exception cref="AttnExtractException">The configuration contradicts itself, or asks for what we do not compute.</exception>
    public ModelSpec ReadStructure(ModelConfig config)
    {
        StackSpec first = Read(config) with { PrunedHeads = config.NumbersByNumber(ModelConfig.PrunedHeadsKey) };
        return config.Checked(() => ReadDecoder(config, first) is var (second, start) ? ModelSpec.Of(first, second, start) : ModelSpec.Of(first));
    }
}
