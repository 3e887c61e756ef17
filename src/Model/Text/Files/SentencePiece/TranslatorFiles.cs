using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Steps.Decoders;
using AttnExtract.Model.Text.Steps.Models;
using AttnExtract.Model.Text.Steps.Normalizers;
using AttnExtract.Model.Text.Steps.PostProcessors;
using AttnExtract.Model.Text.Steps.PreTokenizers;

namespace AttnExtract.Model.Text.Files.SentencePiece;

/// <summary>
/// Builds the two tokenizers of a translator that has a sentencepiece model for each side, source.spm and target.spm, and the ids of both in
/// vocab.json.
/// </summary>
internal static class TranslatorFiles
{
    /// <summary>The model of the texts that are translated.</summary>
    public const string Source = "source.spm";

    /// <summary>The model of the translations.</summary>
    public const string Target = "target.spm";

    /// <summary>The ids.</summary>
    public const string Ids = "vocab.json";

    private const string Class = "MarianTokenizer";

    /// <exception cref="AttnExtractException">A file is damaged or missing, or the vocabulary lacks a token that must be there.</exception>
    public static Pipeline Read(string file)
    {
        string idsFile = Path.Combine(Path.GetDirectoryName(file)!, Ids);
        if (!File.Exists(idsFile))
        {
            throw new AttnExtractException($"'{file}' has no {Ids} beside it, which has the ids of its pieces; add it.");
        }

        SentencePieceModel model = SentencePieceModel.Read(file);
        using JsonDocument document = JsonPart.Parse(idsFile);
        Vocabulary vocabulary = VocabularyReader.FromObject(JsonPart.Root(document, idsFile));
        using FolderSettings settings = new(idsFile, vocabulary);
        settings.RequireClass(Class);
        (int unknownId, _) = settings.Required("unk_token", "<unk>");
        return new Pipeline(
            settings.AddedTokens(new SpecialNames("<pad>", "<unk>", "<s>", "</s>", "<mask>"), []),
            new NormalizerSequence([.. SentencePieceLayoutCatalog.Map(model), new SpaceRuns()]),
            SentencePieceLayoutCatalog.Spaces,
            new RenumberedPieces(TokenModel(model, file), vocabulary, unknownId),
            TemplateProcessing.Close(settings.Required("eos_token", "</s>")),
            new MetaspaceDecoder('▁', Metaspace.Scheme.Always));
    }

    private static Unigram TokenModel(SentencePieceModel model, string file)
    {
        if (model.IsBpe || model.UnknownText is null)
        {
            throw new AttnExtractException($"'{file}' is no unigram model with a token for the unknown, as those of translators are: fetch it again.");
        }

        Vocabulary pieces = new(model.Pieces.Count);
        int unknown = -1;
        foreach ((int id, SentencePieceModel.Piece piece) in model.Pieces.Index())
        {
            unknown = piece.Kind == SentencePieceModel.PieceKind.Unknown ? id : unknown;
            if (piece.Kind is SentencePieceModel.PieceKind.Normal or SentencePieceModel.PieceKind.UserDefined)
            {
                pieces.TryAdd(piece.Text, id);
            }
        }

        return new Unigram(pieces, [.. model.Pieces.Select(piece => (double)piece.Score)], unknown, model.FallsBackToBytes);
    }
}
