namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>The decoders that exist.</summary>
internal static class DecoderCatalog
{
    public static ComponentCatalog<ITokenDecoder> All { get; } = new("decoders",
    [
        ("WordPiece", WordPieceDecoder.Read),
        ("ByteLevel", static _ => new ByteLevelDecoder()),
        ("Metaspace", MetaspaceDecoder.Read),
        ("BPEDecoder", BpeDecoder.Read),
        ("Replace", ReplaceDecoder.Read),
        ("ByteFallback", static _ => new ByteFallbackDecoder()),
        ("Fuse", static _ => new FuseDecoder()),
        ("Strip", StripDecoder.Read),
        ("Sequence", DecoderSequence.Read),
    ]);
}
