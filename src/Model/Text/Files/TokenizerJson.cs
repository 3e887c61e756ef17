using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Steps.Decoders;
using AttnExtract.Model.Text.Steps.Models;
using AttnExtract.Model.Text.Steps.Normalizers;
using AttnExtract.Model.Text.Steps.PostProcessors;
using AttnExtract.Model.Text.Steps.PreTokenizers;

namespace AttnExtract.Model.Text.Files;

/// <summary>Reads tokenizer.json, the whole truth about a tokenizer where there is one.</summary>
internal static class TokenizerJson
{
    /// <exception cref="AttnExtractException">The file is damaged, or a component in it is not supported.</exception>
    public static Pipeline Read(string file)
    {
        using JsonDocument document = JsonPart.Parse(file);
        JsonPart root = JsonPart.Root(document, file);
        return new Pipeline(
            [.. root.Find("added_tokens")?.Items().Select(token => ReadAddedToken(token)) ?? []],
            root.Find("normalizer") is { } normalizer ? NormalizerCatalog.All.Read(normalizer) : null,
            root.Find("pre_tokenizer") is { } preTokenizer ? PreTokenizerCatalog.All.Read(preTokenizer) : null,
            ModelCatalog.Read(root.Get("model")),
            root.Find("post_processor") is { } postProcessor ? PostProcessorCatalog.All.Read(postProcessor) : new Concatenation(),
            root.Find("decoder") is { } decoder ? DecoderCatalog.All.Read(decoder) : null);
    }

    /// <summary>Reads an added token as tokenizer.json lists them.</summary>
    public static AddedToken ReadAddedToken(JsonPart part) => ReadAddedToken(part, part.Get("id").AsNumber());

    /// <summary>Reads an added token whose id stands elsewhere.</summary>
    public static AddedToken ReadAddedToken(JsonPart part, int id) => new(
        id,
        part.Text("content"),
        IsSingleWord: part.Flag("single_word", false),
        StripsLeft: part.Flag("lstrip", false),
        StripsRight: part.Flag("rstrip", false),
        IsNormalized: part.Flag("normalized", !part.Flag("special", false)),
        IsSpecial: part.Flag("special", false));
}
