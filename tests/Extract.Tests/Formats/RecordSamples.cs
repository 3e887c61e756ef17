using AttnExtract.Model.Hooks;
using CsCheck;

namespace AttnExtract.Extract.Tests.Formats;

/// <summary>Records made up for the tests of files, and what it means that two are the same.</summary>
internal static class RecordSamples
{
    private static readonly float[] Corners = [0, -0f, 1, 0.1f, 1e-45f, float.MaxValue, float.NaN, -1 / 0f, 1 / 0f];

    private static readonly Gen<string> Texts = Gen.String[Gen.Char["aZ \"\\/\n\t'é漢#▁"], 0, 8];

    private static readonly Gen<float> Numbers = Gen.OneOf(Gen.Float, Gen.Int[0, Corners.Length - 1].Select(i => Corners[i]));

    private static readonly Gen<RecordToken> Tokens =
        from id in Gen.Int[0, 1 << 20]
        from text in Texts
        from start in Gen.Int[0, 9]
        from length in Gen.Int[0, 3]
        from sequence in Gen.Int[0, 1].Nullable()
        from word in Gen.Int[0, 9].Nullable()
        from type in Gen.Int[0, 1]
        select new RecordToken(id, text, start, start + length, sequence, word, type);

    /// <summary>Any records: one to four tokens, some of three heads, some of three layers, any numbers.</summary>
    public static Gen<AttentionRecord> Any { get; } =
        from text in Texts
        from pair in Texts.Null()
        from tokens in Tokens.Array[1, 4]
        from heads in Gen.Bool.Array[3].Where(kept => kept.Contains(true))
        from layers in Gen.Bool.Array[3]
        from numbers in Numbers.Array[4 * 4 * 3]
        from ablations in Texts.Array[0, 2]
        from replaced in Gen.Bool
        from count in Gen.Int[0, 9]
        select Make(
            text, pair, tokens, [.. Kept(heads)], [.. Kept(layers)], numbers, ablations, replaced ? ["embed.out", "layers.2.mlp.out"] : [], count);

    /// <summary>A small record in which every part says something.</summary>
    public static AttentionRecord Small { get; } = Make(
        "Hi 猫",
        "you",
        [new(101, "[CLS]", 0, 0, null, null, 0), new(7, "##猫", 3, 4, 0, 1, 1)],
        [0, 2],
        [1],
        [.. Enumerable.Range(0, 48).Select(i => i / 8f)],
        ["layers.0.attention.z head 1 to zero"],
        [],
        3);

    /// <summary>Fails unless two records agree in every bit.</summary>
    public static void AssertSame(AttentionRecord expected, AttentionRecord actual)
    {
        Assert.Equal(expected.Text, actual.Text);
        Assert.Equal(expected.Pair, actual.Pair);
        Assert.Equal(expected.Tokens, actual.Tokens);
        Assert.Equal(expected.Heads, actual.Heads);
        Assert.Equal(expected.Layers, actual.Layers);
        Assert.Equal(expected.Provenance.Ablations, actual.Provenance.Ablations);
        Assert.Equal(expected.Provenance.ReplacedSites, actual.Provenance.ReplacedSites);
        Assert.Equal(
            expected.Provenance,
            actual.Provenance with { Ablations = expected.Provenance.Ablations, ReplacedSites = expected.Provenance.ReplacedSites });
        Assert.Equal(expected.Sites.Select(site => site.Key), actual.Sites.Select(site => site.Key));
        foreach ((KeyValuePair<HookName, DenseArray> before, KeyValuePair<HookName, DenseArray> after) in expected.Sites.Zip(actual.Sites))
        {
            Assert.Equal(before.Value.Shape, after.Value.Shape);
            Assert.Equal(Bits(before.Value), Bits(after.Value));
        }
    }

    // -0 is not 0; but one NaN is as good as another.
    private static uint[] Bits(DenseArray array) =>
        [.. array.Values.ToArray().Select(value => BitConverter.SingleToUInt32Bits(float.IsNaN(value) ? float.NaN : value))];

    private static IEnumerable<int> Kept(bool[] kept) => Enumerable.Range(0, kept.Length).Where(i => kept[i]);

    private static AttentionRecord Make(
        string text,
        string? pair,
        RecordToken[] tokens,
        int[] heads,
        int[] layers,
        float[] numbers,
        string[] ablations,
        string[] replaced,
        int count)
    {
        DenseArray embedding = new(numbers.AsMemory(0, tokens.Length * 2), tokens.Length, 2);
        List<KeyValuePair<HookName, DenseArray>> sites = [new(HookName.EmbedOut, embedding)];
        foreach (int layer in layers)
        {
            int size = heads.Length * tokens.Length * tokens.Length;
            DenseArray pattern = new(numbers.AsMemory(0, size), heads.Length, tokens.Length, tokens.Length);
            sites.Add(new(HookName.Pattern(layer), pattern));
        }

        Provenance provenance = new()
        {
            Model = text,
            ModelType = "bert",
            WeightsSha256 = "0123",
            LayerCount = 3,
            HeadCount = 3,
            Precision = count % 2 == 0 ? "float32" : "float64",
            TruncatedTokens = count,
            Ablations = ablations,
            ReplacedSites = replaced,
            Version = "0.1.0",
            Torch = "2.10.0",
        };
        return new AttentionRecord(text, pair, tokens, heads, sites, provenance);
    }
}
