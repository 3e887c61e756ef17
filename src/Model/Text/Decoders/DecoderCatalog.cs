namespace AttnExtract.Model.Text.Decoders;

/// <summary>The decoders that exist.</summary>
internal static class DecoderCatalog
{
    public static ComponentCatalog<ITokenDecoder> All { get; } = new("decoders",
    [
        ("WordPiece", WordPieceDecoder.Read),
    ]);
}
