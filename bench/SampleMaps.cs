using AttnExtract.Extract;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Bench;

/// <summary>Records of random attention maps over common words, the same ones every time.</summary>
internal static class SampleMaps
{
    public static AttentionRecord Record(int layers, int heads, int tokens)
    {
        Random random = new(1);
        string[] words = [.. SampleCorpus.Sentences(tokens).SelectMany(sentence => sentence.TrimEnd('.').Split(' ')).Take(tokens)];
        return new(
            string.Join(' ', words),
            null,
            [.. words.Select((word, i) => new RecordToken(i, word, 0, 0, 0, i, 0))],
            [.. Enumerable.Range(0, heads)],
            [.. Enumerable.Range(0, layers).Select(layer => KeyValuePair.Create(HookName.Pattern(layer), Maps(random, heads, tokens)))],
            new()
            {
                Model = "random",
                ModelType = "bert",
                WeightsSha256 = new string('0', 64),
                LayerCount = layers,
                HeadCount = heads,
                Version = "bench",
                Torch = "none",
            });
    }

    private static DenseArray Maps(Random random, int heads, int tokens)
    {
        float[] values = new float[heads * tokens * tokens];
        for (int start = 0; start < values.Length; start += tokens)
        {
            // Cubes make rows that look somewhere.
            Span<float> row = values.AsSpan(start, tokens);
            float sum = 0;
            for (int key = 0; key < tokens; key++)
            {
                row[key] = MathF.Pow(random.NextSingle(), 3);
                sum += row[key];
            }

            for (int key = 0; key < tokens; key++)
            {
                row[key] /= sum;
            }
        }

        return new DenseArray(values, heads, tokens, tokens);
    }
}
