using System.Collections.Immutable;

namespace AttnExtract.Extract.Ablations;

/// <summary>One way to write an ablation, for lists and help.</summary>
/// <param name="Example">What one looks like.</param>
/// <param name="Meaning">What it does, in a few words.</param>
public sealed record AblationForm(string Example, string Meaning)
{
    /// <summary>Every form.</summary>
    public static ImmutableArray<AblationForm> All { get; } =
    [
        new("3.5=zero", "head 5 of layer 3 adds nothing; 3.* is a layer's heads, *.0-3 heads of every layer, commas join"),
        new("3.5=mean", "its output is the mean over the tokens of --reference FILE; mean-by-position: of each position"),
        new("3.5=uniform", "it attends to every token alike"),
        new("3.5=resample", "its output is that of --source TEXT, or of tokens drawn from --reference FILE"),
        new("2.*:0>1,2=cut", "token 0 no longer attends to tokens 1 and 2; the other weights grow"),
        new("2.*:0>1,2=zero", "the same after the softmax: the other weights stay"),
        new("2.*:v3=zero", "the values of token 3 are zero"),
        new("cross 1.0=zero", "the same of one attention of an encoder with a decoder: encoder, decoder or cross"),
        new("mlp 0-2=zero", "feed-forward blocks add nothing; =mean and =resample as for heads"),
        new("layer 4=skip", "what enters the layer leaves it"),
        new("layers.*.mlp.act=zero", "whatever passes some sites (attn list sites); =mean and =resample as for heads"),
    ];
}
