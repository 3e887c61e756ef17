using System.Text.Json;
using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Tests.Ablations;

/// <summary>Attention cut before the softmax, against a float64 forward pass in Python.</summary>
public sealed class KnockoutReferenceTests(BundledModel bundled)
{
    [Fact]
    public void Sentence_embeddings_and_maps_of_the_last_layer_agree()
    {
        using ResearchReference reference = new("minilm");
        int compared = 0;
        foreach (JsonProperty text in reference.Texts)
        {
            string sentence = text.Value.GetProperty("text").GetString()!;
            foreach ((int number, JsonElement knockout) in text.Value.GetProperty("knockouts").EnumerateArray().Index())
            {
                Ablation cut = Ablate.Edges(
                    IndexSet.Of(Numbers(knockout, "queries")),
                    IndexSet.Of(Numbers(knockout, "keys")),
                    HeadSelection.Of(Numbers(knockout, "layers").SelectMany(layer => Numbers(knockout, "heads").Select(head => (layer, head)))));
                string key = $"{text.Name}/knockout/{number}";

                float[] embedding = bundled.Model.EmbedSentence(sentence, [cut]);
                AttentionRecord record = bundled.Model.Capture(sentence, cut);

                reference.AssertCloseTo($"{key}/sentence", [.. embedding.Select(value => (double)value)]);
                reference.AssertCloseTo($"{key}/last_pattern", [.. record.Pattern(record.Layers[^1]).Values.ToArray().Select(value => (double)value)]);
                Assert.Equal([cut.ToString()], record.Provenance.Ablations);
                compared++;
            }
        }

        Assert.True(compared > 0, "The reference holds no knock-out.");
    }

    private static int[] Numbers(JsonElement knockout, string name) => [.. knockout.GetProperty(name).EnumerateArray().Select(number => number.GetInt32())];
}
