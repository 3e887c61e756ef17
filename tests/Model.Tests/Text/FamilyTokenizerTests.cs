using System.Text.Json;
using AttnExtract.Model.Text;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Text;

/// <summary>The tokenizers of the model folders, against the inputs that their reference numbers were computed with.</summary>
public sealed class FamilyTokenizerTests
{
    public static IEnumerable<TheoryDataRow<string>> Folders =>
        ReferenceData.Folders("families").Select(folder => new TheoryDataRow<string>(Path.GetFileName(folder)));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Encode_gives_the_inputs_of_every_case(string name)
    {
        string folder = Path.Combine(ReferenceData.Root, "families", name);
        TextTokenizer tokenizer = TextTokenizer.Load(folder);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));

        int rows = 0;
        foreach (JsonElement one in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            JsonElement pairs = one.GetProperty("pairs");
            for (int row = 0; row < one.GetProperty("texts").GetArrayLength(); row++, rows++)
            {
                string text = one.GetProperty("texts")[row].GetString()!;
                string? pair = pairs.ValueKind == JsonValueKind.Null ? null : pairs[row].GetString();

                IReadOnlyList<EncodingToken> tokens = tokenizer.Encode(text, pair).Tokens;

                // Padding is the batch's, not the tokenizer's.
                int count = one.GetProperty("attention_mask")[row].EnumerateArray().Sum(mask => mask.GetInt32());
                AssertRow("input_ids", tokens.Select(token => $"{token.Id}"));
                AssertRow("tokens", tokens.Select(token => tokenizer.TokenOf(token.Id)!));
                AssertRow("offsets", tokens.Select(token => $"[{token.Start},{token.End}]"));
                AssertRow("sequence_ids", tokens.Select(token => $"{token.Sequence}"));
                if (one.GetProperty("token_type_ids").ValueKind != JsonValueKind.Null)
                {
                    AssertRow("token_type_ids", tokens.Select(token => $"{token.TypeId}"));
                }

                void AssertRow(string field, IEnumerable<string> got)
                {
                    string expected = string.Join(' ', one.GetProperty(field)[row].EnumerateArray().Take(count).Select(Show));
                    string actual = string.Join(' ', got);
                    Assert.True(expected == actual, $"text {text}, pair {pair}: {field}\n  expected {expected}\n  got      {actual}");
                }
            }
        }

        Assert.NotEqual(0, rows);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Targets_give_what_the_decoder_of_every_case_reads(string name)
    {
        string folder = Path.Combine(ReferenceData.Root, "families", name);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        using PretrainedModel model = PretrainedModel.Load(folder);
        foreach (JsonElement one in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            if (!one.TryGetProperty("decoder_input_ids", out JsonElement read) || read.ValueKind == JsonValueKind.Null)
            {
                continue;
            }

            for (int row = 0; row < read.GetArrayLength(); row++)
            {
                int count = one.GetProperty("decoder_attention_mask")[row].EnumerateArray().Sum(mask => mask.GetInt32());
                Encoding target = one.GetProperty("decoder_texts") is { ValueKind: JsonValueKind.Array } texts
                    ? model.EncodeTarget(texts[row].GetString()!)
                    : model.Structure.Start!.Shift(model.Tokenizer.Encode(one.GetProperty("texts")[row].GetString()!, PairOf(one, row)), model.Tokenizer);

                Assert.Equal(read[row].EnumerateArray().Take(count).Select(id => id.GetInt32()), target.Tokens.Select(token => token.Id));
                Assert.Equal(
                    one.GetProperty("decoder_tokens")[row].EnumerateArray().Take(count).Select(token => token.GetString()),
                    target.Tokens.Select(token => model.TargetTokenizer.TokenOf(token.Id)));
            }
        }
    }

    private static string? PairOf(JsonElement test, int row) =>
        test.GetProperty("pairs") is { ValueKind: JsonValueKind.Array } pairs ? pairs[row].GetString() : null;

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray())}]",
        _ => value.ToString(),
    };
}
