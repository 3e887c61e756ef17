using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Steps.PreTokenizers;

namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>Turns marks back into spaces; those of the first token were put there unless the scheme is never.</summary>
internal sealed class MetaspaceDecoder(char mark, Metaspace.Scheme scheme) : ITokenDecoder
{
    public string Name => "Metaspace";

    public static MetaspaceDecoder Read(JsonPart part) => new(Metaspace.ReadMark(part), Metaspace.ReadScheme(part));

    public IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget) =>
        [.. tokens.Select((token, index) => token.Replace(
            mark.ToString(), index == 0 && scheme != Metaspace.Scheme.Never ? "" : " ", StringComparison.Ordinal))];
}
