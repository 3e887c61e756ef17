using AttnExtract.Model.Text.Steps;
using AttnExtract.Model.Text.Steps.PreTokenizers;

namespace AttnExtract.Model.Text.Files.SentencePiece;

/// <summary>
/// How one tokenizer class of transformers 5 arranges a sentencepiece model: its order of ids, and the pipeline around the pieces.
/// </summary>
internal sealed record SentencePieceLayout
{
    /// <summary>The tokenizer classes that arrange a model this way.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Whether a model, in a file of some name, looks as if it were arranged this way.</summary>
    public required Func<SentencePieceModel, string, bool> Fits { get; init; }

    /// <summary>The vocabulary in id order.</summary>
    public Func<SentencePieceModel, IReadOnlyList<(string Text, double Score)>> Entries { get; init; } =
        SentencePieceLayoutCatalog.PlainEntries;

    /// <summary>The normalizer.</summary>
    public Func<FolderSettings, SentencePieceModel, INormalizer?> Normalizer { get; init; } =
        static (_, model) => SentencePieceLayoutCatalog.Map(model).SingleOrDefault();

    /// <summary>The pre-tokenizer; null where the whole text is one piece.</summary>
    public Func<FolderSettings, IPreTokenizer>? PreTokenizer { get; init; } =
        static _ => new PreTokenizerSequence([CharacterSplit.WhitespaceSplit(), SentencePieceLayoutCatalog.Spaces]);

    /// <summary>The post-processor.</summary>
    public required Func<FolderSettings, IPostProcessor> PostProcessor { get; init; }

    /// <summary>What the special tokens are called where the settings do not say.</summary>
    public required SpecialNames Specials { get; init; }

    /// <summary>Further tokens that are found in the text before the model sees it.</summary>
    public IReadOnlyList<string> AddedNames { get; init; } = [];
}
