using AttnExtract.Ground;
using AttnExtract.Model.Text.Characters;
using AttnExtract.Model.Text.Steps;
using AttnExtract.Model.Text.Steps.Decoders;
using AttnExtract.Model.Text.Steps.Models;
using AttnExtract.Model.Text.Steps.PreTokenizers;

namespace AttnExtract.Model.Text.Files.SentencePiece;

/// <summary>
/// Builds a tokenizer from a sentencepiece model and tokenizer_config.json, as transformers 5 does where a folder has no tokenizer.json.
/// </summary>
internal static class SentencePieceFiles
{
    /// <exception cref="AttnExtractException">A file is damaged, or the model lacks a token that must be there.</exception>
    public static Pipeline Read(string file)
    {
        SentencePieceModel model = SentencePieceModel.Read(file);
        SentencePieceLayout layout = LayoutOf(model, file);
        IReadOnlyList<(string Text, double Score)> entries = layout.Entries(model);
        Vocabulary vocabulary = new(entries.Count);
        for (int id = 0; id < entries.Count; id++)
        {
            vocabulary.TryAdd(entries[id].Text, id);
        }

        using FolderSettings settings = new(file, vocabulary);
        return new Pipeline(
            settings.AddedTokens(layout.Specials, layout.AddedNames),
            layout.Normalizer(settings, model),
            layout.PreTokenizer?.Invoke(settings),
            TokenModel(model, vocabulary, [.. entries.Select(entry => entry.Score)]),
            layout.PostProcessor(settings),
            Decoder(model));
    }

    private static SentencePieceLayout LayoutOf(SentencePieceModel model, string file)
    {
        using FolderSettings settings = new(file, new Vocabulary(1));
        settings.RequireClass(SentencePieceLayoutCatalog.All.SelectMany(layout => layout.Classes));
        return SentencePieceLayoutCatalog.All.FirstOrDefault(layout => layout.Classes.Contains(settings.Class))
            ?? SentencePieceLayoutCatalog.All.First(layout => layout.Fits(model, Path.GetFileName(file)));
    }

    private static ITokenModel TokenModel(SentencePieceModel model, Vocabulary vocabulary, double[] scores)
    {
        int? unknownId = model.UnknownText is { } unknown && vocabulary.IdOf(unknown) is >= 0 and int id ? id : null;
        return model.IsBpe
            ? new Bpe(vocabulary, SentencePieceMerges.Of(model, vocabulary), new BpeOptions
            {
                UnknownId = unknownId,
                FusesUnknown = true,
                FallsBackToBytes = model.FallsBackToBytes,
            })
            : new Unigram(vocabulary, scores, unknownId, model.FallsBackToBytes);
    }

    private static ITokenDecoder Decoder(SentencePieceModel model) => model.IsBpe
        ? new DecoderSequence(
        [
            new ReplaceDecoder(Pattern.Literal("▁"), " "), new ByteFallbackDecoder(), new FuseDecoder(), new StripDecoder(' ', 1, 0),
        ])
        : new MetaspaceDecoder('▁', Metaspace.Scheme.Always);
}
