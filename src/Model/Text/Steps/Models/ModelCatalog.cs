using AttnExtract.Ground;


namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>The models that exist.</summary>
internal static class ModelCatalog
{
    public static ComponentCatalog<ITokenModel> All { get; } = new("models",
    [
        ("WordPiece", WordPiece.Read),
        ("BPE", Bpe.Read),
        ("Unigram", Unigram.Read),
        ("WordLevel", WordLevel.Read),
    ]);

    /// <summary>Reads a model section, which in older files does not say its type.</summary>
    public static ITokenModel Read(JsonPart part) => All.Read(part, part.Text("type", Guess(part)));

    // The order and the marks by which the libraries tell them apart.
    private static string Guess(JsonPart part) =>
        part.Find("merges") is not null ? "BPE"
        : part.Find("continuing_subword_prefix") is not null || part.Find("max_input_chars_per_word") is not null ? "WordPiece"
        : part.Find("unk_token") is not null ? "WordLevel"
        : "Unigram";
}
