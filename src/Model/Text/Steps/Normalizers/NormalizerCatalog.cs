namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>The normalizers that exist.</summary>
internal static class NormalizerCatalog
{
    public static ComponentCatalog<INormalizer> All { get; } = new("normalizers",
    [
        ("BertNormalizer", BertNormalizer.Read),
        ("NFC", static _ => UnicodeForm.Nfc),
        ("NFD", static _ => UnicodeForm.Nfd),
        ("NFKC", static _ => UnicodeForm.Nfkc),
        ("NFKD", static _ => UnicodeForm.Nfkd),
        ("Lowercase", static _ => new Lowercase()),
        ("StripAccents", static _ => Filter.StripAccents),
        ("Strip", Strip.Read),
        ("Replace", Replace.Read),
        ("Prepend", Prepend.Read),
        ("Precompiled", Precompiled.Read),
        ("Nmt", static _ => new Nmt()),
        ("ByteLevel", static _ => new ByteSpelling()),
        ("Sequence", NormalizerSequence.Read),
    ]);
}
