namespace AttnExtract.Model.Text.PreTokenizers;

/// <summary>The pre-tokenizers that exist.</summary>
internal static class PreTokenizerCatalog
{
    public static ComponentCatalog<IPreTokenizer> All { get; } = new("pre-tokenizers",
    [
        ("BertPreTokenizer", static _ => new BertPreTokenizer()),
    ]);
}
