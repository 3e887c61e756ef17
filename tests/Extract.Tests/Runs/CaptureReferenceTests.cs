using System.Text.Json;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>
/// From text to record, against transformers: tokens, attention maps, z and hidden states of every case. What the forward pass makes of every
/// folder is compared where the encoder is tested, and each family where the program is; here, one folder of each structure that a record shows.
/// Records of two stacks are compared in <see cref="TwoStackCaptureTests"/>.
/// </summary>
public sealed class CaptureReferenceTests
{
    private static readonly ReferenceTolerance Tolerance = ReferenceTolerance.Families;

    public static TheoryData<string> Folders { get; } =
    [
        .. ReferenceData.Folders("families").Where(folder => PretrainedFolder.Open(folder).Structure.Second is null)
            .DistinctBy(StructureOf).Select(folder => Path.GetFileName(folder)!),
    ];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Records_agree_with_transformers(string folder)
    {
        string path = Path.Combine(ReferenceData.Root, "families", folder);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(path, "expected.safetensors"));
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "cases.json")));
        CaptureOptions options = new() { Sites = ["attention.pattern", "attention.z", "residual.pre", "final.out"] };
        int compared = 0;
        foreach (JsonElement test in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            string name = test.GetProperty("name").GetString()!;
            using PretrainedModel model = PretrainedFolder.Open(path).Load(globals: GlobalTokensOf(test));
            IReadOnlyList<AttentionRecord> records = model.Capture(TextsOf(test), options);
            for (int row = 0; row < records.Count; row++)
            {
                AttentionRecord record = records[row];
                int length = test.GetProperty("attention_mask")[row].EnumerateArray().Count(real => real.GetInt32() == 1);
                IEnumerable<string?> tokens = test.GetProperty("tokens")[row].EnumerateArray().Take(length).Select(token => token.GetString());
                Assert.Equal(tokens, record.Tokens.Select(token => model.Tokenizer.TokenOf(token.Id)));
                foreach ((HookName site, DenseArray actual) in record.Sites)
                {
                    (string key, double tolerance) = KeyOf(site, model.Spec.LayerCount, expected.Tensors.ContainsKey($"{name}/last_hidden_state"));
                    double difference = Difference(expected.Tensors[$"{name}/{key}"], row, actual, site.Site);
                    Assert.True(difference <= tolerance, $"{folder}: {name}/{key}, text {row} differs by {difference:g3}; allowed is {tolerance:g3}.");
                    compared++;
                }
            }
        }

        Assert.True(compared > 0, $"{folder} has no case.");
    }

    internal static GlobalTokenRule? GlobalTokensOf(JsonElement test) =>
        !test.TryGetProperty("global_attention_mask", out JsonElement mask) || mask.ValueKind != JsonValueKind.Array ? null
            : mask[0].EnumerateArray().Count(token => token.GetInt32() == 1) switch
            {
                0 => GlobalTokenRule.None,
                1 => GlobalTokenRule.First,
                _ => GlobalTokenRule.Question,
            };

    internal static IReadOnlyList<TextPair> TextsOf(JsonElement test)
    {
        JsonElement pairs = test.GetProperty("pairs");
        return
        [
            .. test.GetProperty("texts").EnumerateArray().Select((text, row) =>
                new TextPair(text.GetString()!, pairs.ValueKind == JsonValueKind.Array ? pairs[row].GetString() : null)
                {
                    Target = test.TryGetProperty("decoder_texts", out JsonElement targets) && targets.ValueKind == JsonValueKind.Array
                        ? targets[row].GetString()
                        : null,
                }),
        ];
    }

    // How positions enter, what is hidden, and what layers and heads share.
    private static (string, bool, bool, bool, bool, bool) StructureOf(string folder)
    {
        StackSpec spec = PretrainedFolder.Open(folder).Spec;
        string positions = string.Join(',', spec.Positions.Select(position => position.GetType().Name).Distinct());
        return (
            positions, spec.IsCausal, spec.Windows.IsEmpty, spec.LayerGroupCount < spec.LayerCount, spec.KeyValueHeadCount < spec.HeadCount,
            spec.FinalNorm is null);
    }

    private static (string Key, double Tolerance) KeyOf(HookName site, int layers, bool hasNormed) =>
        site.Site == HookSite.Pattern ? ($"attentions/{site.Layer}", Tolerance.Attentions)
        : site.Site == HookSite.Z ? ($"z/{site.Layer}", Tolerance.Hidden)
        : (site.Layer is null && hasNormed ? "last_hidden_state" : $"hidden/{site.Layer ?? layers}", Tolerance.Hidden);

    /// <summary>The largest difference in the rows of real tokens; a record's z has the head first, the reference's the token.</summary>
    private static double Difference(StoredTensor expected, int row, DenseArray actual, HookSite site)
    {
        float[] numbers = new float[expected.Count];
        expected.CopyTo(numbers);
        int[] shape = [.. expected.Shape.Select(axis => (int)axis)];
        ReadOnlySpan<float> text = numbers.AsSpan(row * numbers.Length / shape[0], numbers.Length / shape[0]);
        ReadOnlySpan<float> values = actual.Values.Span;
        bool isPattern = site == HookSite.Pattern;
        bool isZ = site == HookSite.Z;
        int lastAxis = actual.Shape[^1];
        int middle = actual.Shape[^2];
        double largest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            (int head, int query, int column) = (i / lastAxis / middle, i / lastAxis % middle, i % lastAxis);
            int at = isPattern ? (((head * shape[2]) + query) * shape[3]) + column
                : isZ ? (query * shape[2]) + (head * lastAxis) + column
                : (query * shape[2]) + column;
            largest = Math.Max(largest, Math.Abs(values[i] - text[at]));
        }

        return largest;
    }
}
