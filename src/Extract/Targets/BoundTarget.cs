using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Targets;

/// <summary>A target for one text.</summary>
/// <param name="Name">What it is, for captions and messages.</param>
/// <param name="Encoding">The text as the model is to read it.</param>
/// <param name="ReadTokens">The tokens whose final states the target is made from.</param>
/// <param name="Score">Final hidden states [batch, token, hidden] to the target's value [batch].</param>
internal sealed record BoundTarget(string Name, Encoding Encoding, IReadOnlyList<int> ReadTokens, Func<Tensor, Tensor> Score)
{
    /// <summary>Where the target is one of several outcomes, final hidden states to the scores of all: [batch, outcome].</summary>
    public Func<Tensor, Tensor>? Logits { get; init; }

    /// <summary>Which of the outcomes it is.</summary>
    public int Outcome { get; init; }

    /// <summary>Whether one outcome excludes the others, so that their probabilities sum to 1.</summary>
    public bool IsOneOfAll { get; init; } = true;
}
