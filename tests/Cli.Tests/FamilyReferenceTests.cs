using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>What <c>attn capture --model FOLDER</c> writes, against transformers.</summary>
public sealed class FamilyReferenceTests
{
    private static readonly double Tolerance = ReferenceTolerance.Families.Attentions;

    /// <summary>One folder of each kind of model and its task: the same numbers are compared for every folder where they are made.</summary>
    public static TheoryData<string> Folders { get; } =
    [
        .. ReferenceData.Folders("families").DistinctBy(KindOf).Select(folder => Path.GetFileName(folder)!),
    ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Captures_agree_with_transformers(string folder)
    {
        string model = Path.Combine(ReferenceData.Root, "families", folder);
        using TemporaryFolder files = new();
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(model, "expected.safetensors"));
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(model, "cases.json")));
        bool readsPadding = PretrainedFolder.Open(model).Spec.ReadsPadding;
        int compared = 0;
        foreach (JsonElement test in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            string name = test.GetProperty("name").GetString()!;
            string?[] pairs = test.GetProperty("pairs") is { ValueKind: JsonValueKind.Array } given
                ? [.. given.EnumerateArray().Select(pair => pair.GetString())]
                : [];
            for (int row = 0; row < test.GetProperty("texts").GetArrayLength(); row++)
            {
                // A shorter text alone has no padding, which in some models is read.
                if (readsPadding && test.GetProperty("attention_mask")[row].EnumerateArray().Any(real => real.GetInt32() == 0))
                {
                    continue;
                }

                string text = test.GetProperty("texts")[row].GetString()!;
                string[] pair = pairs.Length > row && pairs[row] is { } second ? ["--pair", second] : [];
                string[] choices = [.. pair, .. TargetOf(test, row, model), .. GlobalTokensOf(test, row)];
                CliRun run = CliRun.Of(["capture", text, .. choices, "--model", model, "-o", files["run.safetensors"]]);
                Assert.Equal(0, run.ExitCode);
                AttentionRecord record = AttentionRecord.Open(files["run.safetensors"]);

                Assert.Equal(RemarkOn(test, row, model), run.Error);
                foreach (AttentionRecord part in record.Parts)
                {
                    string kind = part.Kind is null || part.Kind == AttentionKind.Encoder ? "" : $"{part.Kind}_";
                    foreach (int layer in part.Layers)
                    {
                        string key = $"{name}/{kind}attentions/{layer}";
                        Compare(expected.Tensors[key], row, part.Pattern(layer), $"{folder}: {key}, text {row}");
                        compared++;
                    }
                }
            }
        }

        Assert.True(compared > 0, $"{folder} has no case.");
    }

    // Where the reference has no target, of a model with an encoder and a decoder it has the encoder alone.
    private static string[] TargetOf(JsonElement test, int row, string model)
    {
        if (test.TryGetProperty("decoder_texts", out JsonElement targets))
        {
            return targets.ValueKind == JsonValueKind.Array ? ["--target", targets[row].GetString()!] : [];
        }

        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(model, "config.json")));
        return config.RootElement.TryGetProperty("is_encoder_decoder", out JsonElement two) && two.GetBoolean() ? ["--attention", "encoder"] : [];
    }

    private static string[] GlobalTokensOf(JsonElement test, int row) =>
        !test.TryGetProperty("global_attention_mask", out JsonElement mask) || mask.ValueKind != JsonValueKind.Array ? []
            : ["--global-tokens", mask[row].EnumerateArray().Count(token => token.GetInt32() == 1) switch { 0 => "none", 1 => "first", _ => "question" }];

    // The small vocabularies lack some words, which is said, and nothing else.
    private static string RemarkOn(JsonElement test, int row, string model)
    {
        (int Id, string Token)? unknown = UnknownOf(model);
        int[] ids =
        [
            .. test.GetProperty("input_ids")[row].EnumerateArray().Zip(test.GetProperty("sequence_ids")[row].EnumerateArray())
                .Where(token => token.Second.ValueKind != JsonValueKind.Null).Select(token => token.First.GetInt32()),
        ];
        int lacking = ids.Count(id => id == unknown?.Id);
        return lacking == 0 ? ""
            : $"attn: {lacking} of {ids.Length} tokens {(lacking == 1 ? "is" : "are")} unknown to {Path.GetFileName(model)}, which reads {unknown?.Token} "
                + (PretrainedFolder.Open(model).Structure.Decoder is not null
                    ? "instead.\n"
                    : "instead: -m takes a model that knows the language, such as google-bert/bert-base-multilingual-cased.\n");
    }

    private static (int Id, string Token)? UnknownOf(string model)
    {
        string words = Path.Combine(model, "vocab.txt");
        string ids = Path.Combine(model, "vocab.json");
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(model, "tokenizer_config.json")));
        if (!config.RootElement.TryGetProperty("unk_token", out JsonElement named) || named.GetString() is not { } token)
        {
            return null;
        }

        if (!File.Exists(Path.Combine(model, "tokenizer.json")))
        {
            if (File.Exists(words))
            {
                return (Array.IndexOf(File.ReadAllLines(words), token), token);
            }

            using JsonDocument vocabulary = JsonDocument.Parse(File.ReadAllBytes(ids));
            return (vocabulary.RootElement.GetProperty(token).GetInt32(), token);
        }

        using JsonDocument tokenizer = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(model, "tokenizer.json")));
        return (
            tokenizer.RootElement.GetProperty("added_tokens").EnumerateArray().First(one => one.GetProperty("content").GetString() == token)
                .GetProperty("id").GetInt32(),
            token);
    }

    private static string KindOf(string folder)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "config.json")));
        return config.RootElement.GetProperty("model_type").GetString()!;
    }

    // The expected maps are padded to the longest text of their batch.
    private static void Compare(StoredTensor stored, int row, DenseArray actual, string what)
    {
        float[] wanted = new float[stored.Count];
        stored.CopyTo(wanted);
        (int heads, int rows, int width) = ((int)stored.Shape[1], (int)stored.Shape[2], (int)stored.Shape[3]);
        Assert.Equal(heads, actual.Shape[0]);
        (int queries, int keys) = (actual.Shape[1], actual.Shape[2]);
        for (int head = 0; head < heads; head++)
        {
            for (int query = 0; query < queries; query++)
            {
                ReadOnlySpan<float> expected = wanted.AsSpan(((((row * heads) + head) * rows) + query) * width, keys);
                ReadOnlySpan<float> found = actual.Values.Span.Slice(((head * queries) + query) * keys, keys);
                for (int key = 0; key < keys; key++)
                {
                    float difference = Math.Abs(expected[key] - found[key]);
                    Assert.True(difference <= Tolerance, $"{what}, head {head}, [{query}, {key}] differs by {difference:g3}.");
                }
            }
        }
    }
}
