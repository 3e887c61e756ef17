namespace AttnExtract.Model.Text.Steps.PostProcessors;

/// <summary>What happens without a post-processor: the texts follow each other, with type ids 0 and 1 as they were made.</summary>
internal sealed class Concatenation : IPostProcessor
{
    public string Name => "none";

    public IEnumerable<IPostProcessor> Steps => [];

    public int AddedCount(bool isPair) => 0;

    public IReadOnlyList<List<EncodingToken>> Process(IReadOnlyList<List<EncodingToken>> texts, bool addSpecialTokens) => texts;
}
