using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;


namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>Turns the mark at the end of a word into a space, but for the last.</summary>
internal sealed class BpeDecoder(string suffix) : ITokenDecoder
{
    public string Name => "BPEDecoder";

    public static BpeDecoder Read(JsonPart part) => new(part.Text("suffix", "</w>"));

    public IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget) => suffix.Length == 0
        ? tokens
        : [.. tokens.Select((token, index) => token.Replace(suffix, index == tokens.Count - 1 ? "" : " ", StringComparison.Ordinal))];
}
