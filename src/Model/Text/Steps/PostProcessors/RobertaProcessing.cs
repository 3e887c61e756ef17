using AttnExtract.Ground;


namespace AttnExtract.Model.Text.Steps.PostProcessors;

/// <summary>RoBERTa's template <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>, every type id 0, with trimmed offsets.</summary>
internal sealed class RobertaProcessing(TemplateProcessing template, bool trimOffsets, bool addPrefixSpace) : IPostProcessor
{
    public string Name => "RobertaProcessing";

    public static RobertaProcessing Read(JsonPart part) => new(
        TemplateProcessing.Roberta(TemplateProcessing.ReadToken(part.Get("cls")), TemplateProcessing.ReadToken(part.Get("sep"))),
        part.Flag("trim_offsets", true),
        part.Flag("add_prefix_space", true));

    public int AddedCount(bool isPair) => template.AddedCount(isPair);

    public IReadOnlyList<List<EncodingToken>> Process(IReadOnlyList<List<EncodingToken>> texts, bool addSpecialTokens)
    {
        foreach (List<EncodingToken> text in trimOffsets ? texts : [])
        {
            OffsetTrimming.Trim(text, addPrefixSpace);
        }

        return template.Process(texts, addSpecialTokens);
    }
}
