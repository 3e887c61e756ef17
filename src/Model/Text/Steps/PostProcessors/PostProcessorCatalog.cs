namespace AttnExtract.Model.Text.Steps.PostProcessors;

/// <summary>The post-processors that exist.</summary>
internal static class PostProcessorCatalog
{
    public static ComponentCatalog<IPostProcessor> All { get; } = new("post-processors",
    [
        ("TemplateProcessing", TemplateProcessing.Read),
        ("BertProcessing", TemplateProcessing.ReadBert),
        ("RobertaProcessing", RobertaProcessing.Read),
        ("ByteLevel", ByteLevelProcessing.Read),
        ("Sequence", PostProcessorSequence.Read),
    ]);
}
