using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>What a site holds for another text of as many tokens.</summary>
/// <param name="Text">The other text.</param>
internal sealed record TextReplacement(string Text) : Replacement
{
    /// <inheritdoc/>
    public override string ToString() => $"resample(“{Text.ReplaceLineEndings(" ")}”)";

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<HookName, Tensor> Values(AblationContext context, HookSite site)
    {
        Dictionary<HookName, Tensor> values = [];
        context.Run(new TextPair(Text), site, (name, value) => values[name] = value.clone().MoveToOuterDisposeScope());
        return values;
    }

    /// <inheritdoc/>
    internal override void Apply(Tensor target, Tensor? value, EditedText text)
    {
        if (value!.shape[0] != text.Length)
        {
            throw new AttnExtractException(
                $"The {text.Name} to resample from has {value.shape[0]} tokens and the {text.Name} {text.Length}; give one with as many tokens, "
                + "or a corpus to draw tokens from. attn tokenize shows the tokens.");
        }

        if (text.IsMap && value.shape[1] != text.KeyLength)
        {
            throw new AttnExtractException(
                $"The source of the map to resample from has {value.shape[1]} tokens and that of the map {text.KeyLength}; give a text with as many.");
        }

        // Padded maps are wider than the text is long: [token, token] of [token, key]
        using Tensor rows = target.narrow(0, 0, text.Length);
        using Tensor real = value.shape[1] < target.shape[1] ? rows.narrow(1, 0, value.shape[1]) : rows.alias();
        real.copy_(value);
    }
}
