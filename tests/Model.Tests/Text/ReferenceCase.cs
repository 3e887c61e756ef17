using System.Text.Json;
using AttnExtract.Model.Text;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Text;

/// <summary>One case of a cases.json under <c>tokenizers</c>: an input and every field of the library's encoding.</summary>
internal sealed record ReferenceCase(
    string Text,
    string? Pair,
    bool AddSpecialTokens,
    int? MaxLength,
    int[] Ids,
    int[] TypeIds,
    string[] Tokens,
    int[][] Offsets,
    int[] SpecialTokensMask,
    int?[] WordIds)
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The cases of a folder; one without any is an error.</summary>
    public static IReadOnlyList<ReferenceCase> In(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        ReferenceCase[] cases = document.RootElement.GetProperty("cases").Deserialize<ReferenceCase[]>(Names)!;
        return cases.Length > 0 ? cases : throw new InvalidOperationException($"'{folder}' holds no case.");
    }

    /// <summary>The folders under <c>tokenizers</c>, by name.</summary>
    public static IEnumerable<TheoryDataRow<string>> Folders() =>
        ReferenceData.Folders("tokenizers").Select(folder => new TheoryDataRow<string>(Path.GetFileName(folder)));

    public static string FolderOf(string name) => Path.Combine(ReferenceData.Root, "tokenizers", name);

    public Encoding EncodeWith(TextTokenizer tokenizer) =>
        tokenizer.Encode(Text, Pair, new EncodingOptions { AddSpecialTokens = AddSpecialTokens, MaxLength = MaxLength });

    /// <summary>What differs, one line a field; empty when nothing does.</summary>
    public IEnumerable<string> Differences(Encoding got)
    {
        (string, string, string)[] fields =
        [
            ("ids", Show(Ids), Show(got.Tokens.Select(token => token.Id))),
            ("tokens", Show(Tokens), Show(got.Tokens.Select(token => token.Text))),
            ("offsets", Show(Offsets.Select(range => (range[0], range[1]))), Show(got.Tokens.Select(token => (token.Start, token.End)))),
            ("type_ids", Show(TypeIds), Show(got.Tokens.Select(token => token.TypeId))),
            ("special_tokens_mask", Show(SpecialTokensMask), Show(got.Tokens.Select(token => token.IsSpecial ? 1 : 0))),
            ("word_ids", Show(WordIds), Show(got.Tokens.Select(token => token.Word))),
        ];
        return fields.Where(field => field.Item2 != field.Item3)
            .Select(field => $"{this}: {field.Item1}\n  expected {field.Item2}\n  got      {field.Item3}");
    }

    public override string ToString() =>
        $"text {JsonSerializer.Serialize(Text)}, pair {JsonSerializer.Serialize(Pair)}, "
        + $"add_special_tokens {AddSpecialTokens}, max_length {MaxLength}";

    private static string Show<T>(IEnumerable<T> values) => JsonSerializer.Serialize(values.Select(value => $"{value}"));
}
