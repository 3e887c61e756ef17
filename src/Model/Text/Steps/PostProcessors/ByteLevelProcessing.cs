using AttnExtract.Ground;


namespace AttnExtract.Model.Text.Steps.PostProcessors;

/// <summary>Trims offsets and adds nothing.</summary>
internal sealed class ByteLevelProcessing(bool trimOffsets, bool addPrefixSpace) : IPostProcessor
{
    public string Name => "ByteLevel";

    public static ByteLevelProcessing Read(JsonPart part) => new(part.Flag("trim_offsets", true), part.Flag("add_prefix_space", true));

    public int AddedCount(bool isPair) => 0;

    public IReadOnlyList<List<EncodingToken>> Process(IReadOnlyList<List<EncodingToken>> texts, bool addSpecialTokens)
    {
        foreach (List<EncodingToken> text in trimOffsets ? texts : [])
        {
            OffsetTrimming.Trim(text, addPrefixSpace);
        }

        return texts;
    }
}
