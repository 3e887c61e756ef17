using System.Text.Json;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>The bundled model's maps and sentence embeddings, against a float64 forward pass in Python.</summary>
public sealed class BundledModelReferenceTests(BundledModel bundled)
{
    private const float Tolerance = 2e-5f;

    [Fact]
    public void Maps_and_sentence_embeddings_agree()
    {
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", "minilm.json")));
        using SafetensorsFile expected = SafetensorsFile.Open(ReferenceData.FileAt("research", "minilm.safetensors"));
        int compared = 0;
        foreach (JsonProperty text in description.RootElement.GetProperty("texts").EnumerateObject())
        {
            string sentence = text.Value.GetProperty("text").GetString()!;
            AttentionRecord record = bundled.Model.Capture(sentence);
            Assert.Equal(text.Value.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()), record.Tokens.Select(token => token.Text));
            foreach (int layer in record.Layers)
            {
                compared += Check($"{text.Name}/pattern/{layer}", record.Pattern(layer).Values.Span);
            }

            compared += Check($"{text.Name}/sentence", bundled.Model.EmbedSentence(sentence));
        }

        Assert.True(compared > 0, "The reference holds no text.");

        int Check(string key, ReadOnlySpan<float> actual)
        {
            float[] wanted = new float[expected.Tensors[key].Count];
            expected.Tensors[key].CopyTo(wanted);
            Assert.Equal(wanted.Length, actual.Length);
            float largest = 0;
            for (int i = 0; i < wanted.Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(wanted[i] - actual[i]));
            }

            Assert.True(largest <= Tolerance, $"{key} differs by {largest:g3}; allowed is {Tolerance:g3}.");
            return 1;
        }
    }
}
