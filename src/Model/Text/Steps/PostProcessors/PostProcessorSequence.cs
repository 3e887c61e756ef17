using AttnExtract.Ground;


namespace AttnExtract.Model.Text.Steps.PostProcessors;

/// <summary>One post-processor after the other, as in Llama 3's files: offsets are trimmed, then the template is filled.</summary>
internal sealed class PostProcessorSequence(IReadOnlyList<IPostProcessor> processors) : IPostProcessor
{
    public string Name => "Sequence";

    public IEnumerable<IPostProcessor> Steps => processors.SelectMany(processor => processor.Steps);

    public static PostProcessorSequence Read(JsonPart part) =>
        new([.. part.Get("processors").Items().Select(PostProcessorCatalog.All.Read)]);

    public int AddedCount(bool isPair) => processors.Sum(processor => processor.AddedCount(isPair));

    public IReadOnlyList<List<EncodingToken>> Process(IReadOnlyList<List<EncodingToken>> texts, bool addSpecialTokens) =>
        processors.Aggregate(texts, (changed, processor) => processor.Process(changed, addSpecialTokens));
}
