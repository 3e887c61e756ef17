using AttnExtract.Ground;


namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>One pre-tokenizer after the other.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<IPreTokenizer> preTokenizers) : IPreTokenizer
{
    public string Name => "Sequence";

    public IEnumerable<IPreTokenizer> Steps => preTokenizers.SelectMany(preTokenizer => preTokenizer.Steps);

    public static PreTokenizerSequence Read(JsonPart part) =>
        new([.. part.Get("pretokenizers").Items().Select(PreTokenizerCatalog.All.Read)]);

    public void PreTokenize(PieceList pieces)
    {
        foreach (IPreTokenizer preTokenizer in preTokenizers)
        {
            preTokenizer.PreTokenize(pieces);
        }
    }
}
