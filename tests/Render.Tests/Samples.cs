using AttnExtract.Extract;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Render.Tests;

/// <summary>Records and figures made of seeded numbers.</summary>
internal static class Samples
{
    public static string[] Sentence { get; } = ["[CLS]", "the", "cat", "sat", "on", "the", "mat", ".", "[SEP]"];

    public static AttentionRecord Record(int layers, int heads, string[] tokens, string text = "The cat sat on the mat.", int seed = 1)
    {
        Random random = new(seed);
        int n = tokens.Length;
        List<KeyValuePair<HookName, DenseArray>> sites = [];
        for (int layer = 0; layer < layers; layer++)
        {
            float[] values = new float[heads * n * n];
            for (int start = 0; start < values.Length; start += n)
            {
                Span<float> row = values.AsSpan(start, n);
                float sum = 0;
                for (int key = 0; key < n; key++)
                {
                    row[key] = random.NextSingle();
                    sum += row[key];
                }

                for (int key = 0; key < n; key++)
                {
                    row[key] /= sum;
                }
            }

            sites.Add(new(HookName.Pattern(layer), new DenseArray(values, heads, n, n)));
        }

        return new(
            text,
            null,
            [.. tokens.Select((token, i) => new RecordToken(i, token, 0, 0, 0, i, 0))],
            [.. Enumerable.Range(0, heads)],
            sites,
            new()
            {
                Model = "small-model",
                ModelType = "bert",
                WeightsSha256 = "00",
                LayerCount = layers,
                HeadCount = heads,
                Version = "0.1.0",
                Torch = "2.10.0",
            });
    }
}
