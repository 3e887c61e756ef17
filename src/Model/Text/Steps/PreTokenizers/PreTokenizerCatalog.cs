using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.PreTokenizers;

/// <summary>The pre-tokenizers that exist.</summary>
internal static class PreTokenizerCatalog
{
    public static ComponentCatalog<IPreTokenizer> All { get; } = new("pre-tokenizers",
    [
        ("BertPreTokenizer", static _ => new BertPreTokenizer()),
        ("Whitespace", static _ => new Whitespace()),
        ("WhitespaceSplit", static _ => CharacterSplit.WhitespaceSplit()),
        ("Punctuation", static part => CharacterSplit.Punctuation(Splitter.Read(part, SplitBehavior.Isolated))),
        ("Digits", CharacterSplit.Digits),
        ("CharDelimiterSplit", CharacterSplit.CharDelimiterSplit),
        ("Split", Split.Read),
        ("Metaspace", Metaspace.Read),
        ("ByteLevel", ByteLevel.Read),
        ("UnicodeScripts", static _ => new UnicodeScriptSplit()),
        ("FixedLength", FixedLength.Read),
        ("Sequence", PreTokenizerSequence.Read),
    ]);
}
