using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;


namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>One decoder after the other.</summary>
internal sealed class DecoderSequence(IReadOnlyList<ITokenDecoder> decoders) : ITokenDecoder
{
    public string Name => "Sequence";

    public IEnumerable<ITokenDecoder> Steps => decoders.SelectMany(decoder => decoder.Steps);

    public static DecoderSequence Read(JsonPart part) => new([.. part.Get("decoders").Items().Select(DecoderCatalog.All.Read)]);

    public IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget) =>
        decoders.Aggregate(tokens, (changed, decoder) => decoder.Decode(changed, budget));
}
