using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>Joins all tokens into one, for decoders after it that look at beginnings and ends.</summary>
internal sealed class FuseDecoder : ITokenDecoder
{
    public string Name => "Fuse";

    public IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget) => [string.Concat(tokens)];
}
