using AttnExtract.Extract.Measures;
using AttnExtract.Ground;

namespace AttnExtract.Render.Tests.Makers;

public sealed class FaithfulnessFiguresTests
{
    [Fact]
    public void A_bar_a_measure_for_each_number()
    {
        Measurement[] measured =
            [Of(MeasureCatalog.Occlusion, new(1, 0.5, 0.25)), Of(MeasureCatalog.Norm, null), Of(MeasureCatalog.Rollout, new(double.NaN, 0.1, -0.2))];

        Figure figure = measured.ToFaithfulnessFigure();

        Assert.Equal(["Spearman", "comprehensiveness", "sufficiency"], figure.Panels.Select(panel => panel.Title));
        Assert.Equal(["occlusion", "rollout"], figure.RowLabels);
        Assert.Equal(
            [[new(1, 0)], [new(0.5, 0), new(0.1, 1)], [new(0.25, 0), new(-0.2, 1)]],
            figure.Panels.Select(panel => panel.Chart!.Series.Single().Points.ToArray()));
        Assert.Equal(
            "small-model | “The cat sat on the mat.” | of the similarity | Spearman: with blank-out | "
            + "sufficiency: lower is better, the others: higher (DeYoung et al. 2020)",
            string.Join(" | ", figure.Caption.Select(part => part.Text)));
    }

    [Fact]
    public void Measures_that_say_nothing_of_tokens_cannot_be_drawn() =>
        Assert.Equal(
            "1 measure, and none that says how much each token matters, so that there is nothing to test; take another one (attn list measures).",
            Assert.Throws<AttnExtractException>(() => new[] { Of(MeasureCatalog.Norm, null) }.ToFaithfulnessFigure()).Message);

    private static Measurement Of(Measure measure, Faithfulness? test) => new()
    {
        Measure = measure,
        Text = "The cat sat on the mat.",
        Tokens = Samples.Record(1, 1, Samples.Sentence).Tokens,
        Provenance = Samples.Record(1, 1, Samples.Sentence).Provenance,
        Target = "similarity",
        Faithfulness = test,
    };
}
