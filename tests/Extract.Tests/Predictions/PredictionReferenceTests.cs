using System.Text.Json;
using AttnExtract.Extract.Predictions;
using AttnExtract.Extract.Tests.Runs;
using AttnExtract.Model;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Predictions;

/// <summary>From text to scores, against transformers, for every folder with a head; and what is made of the scores.</summary>
public sealed class PredictionReferenceTests
{
    private static readonly double Tolerance = ReferenceTolerance.Families.Scores;

    public static TheoryData<string> Folders { get; } = [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Scores_and_what_is_made_of_them_agree(string folder)
    {
        string path = Path.Combine(ReferenceData.Root, "families", folder);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(path, "expected.safetensors"));
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "cases.json")));
        string architecture = cases.RootElement.GetProperty("model_class").GetString()!;
        foreach (JsonElement test in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            if (!expected.Tensors.TryGetValue($"{test.GetProperty("name").GetString()}/logits", out StoredTensor? logits))
            {
                continue;
            }

            using PretrainedModel model = PretrainedFolder.Open(path).Load(globals: CaptureReferenceTests.GlobalTokensOf(test));
            TaskHead head = model.Heads.First(head => head.Spec.Kind.IsNamedBy(architecture) && head.Spec.OutputSize > 0);
            IReadOnlyList<TextPair> texts = CaptureReferenceTests.TextsOf(test);
            float[] wanted = new float[logits.Count];
            logits.CopyTo(wanted);
            for (int row = 0; row < texts.Count; row++)
            {
                float[] ofText = wanted[(row * wanted.Length / texts.Count)..((row + 1) * wanted.Length / texts.Count)];
                ReadOnlySpan<float> scores = model.Scores(head.Spec.Kind, texts[row]).Values.Span;
                Assert.True(scores.Length <= ofText.Length);
                for (int i = 0; i < scores.Length; i++)
                {
                    Assert.Equal(ofText[i], scores[i], Tolerance);
                }

                Check(model, head, texts[row], ofText);
            }
        }
    }

    private static void Check(PretrainedModel model, TaskHead head, TextPair text, float[] logits)
    {
        if (head.Spec.Kind == HeadKind.SequenceClass)
        {
            IReadOnlyList<LabelScore> classes = model.Classify(text);
            double[] weights = [.. logits.Select(logit => Math.Exp(logit))];
            int best = Array.IndexOf(logits, logits.Max());
            Assert.Equal(model.Config.Labels()[best], classes[0].Label);
            Assert.Equal(weights[best] / weights.Sum(), classes[0].Probability!.Value, Tolerance);
        }
        else if (head.Spec.Kind == HeadKind.ReplacedToken)
        {
            Assert.All(model.LabelTokens(text), token =>
                Assert.Equal(1 / (1 + Math.Exp(-logits[token.Position])), token.Labels.Single().Probability!.Value, Tolerance));
        }
        else if (head.Spec.Kind == HeadKind.CausalLanguageModel)
        {
            float[] last = logits[^head.Spec.OutputSize..];
            WordGuesses guesses = model.GuessWords(text, 3).Single();
            Assert.Equal(last.Index().OrderByDescending(word => word.Item).Take(3).Select(word => word.Index), guesses.Words.Select(word => word.Id));
        }
    }
}
