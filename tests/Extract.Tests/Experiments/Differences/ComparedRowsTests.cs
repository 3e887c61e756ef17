using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Experiments.Differences;

/// <summary>Runs of which the rows of some tokens alone were kept are compared at these, as the whole runs are there.</summary>
public sealed class ComparedRowsTests
{
    // "cat" is exchanged, and "old" has no counterpart: rows of the same token stand at other positions.
    private const string First = "The quick cat sees the dog.";
    private const string Second = "The old quick bird sees the dog.";

    [Theory]
    [InlineData("bert", true, true)]
    [InlineData("bert", true, false)]
    [InlineData("bert", false, true)]
    [InlineData("llama", true, true)]
    public void They_are_those_of_the_whole_comparison(string family, bool isFirstCut, bool isSecondCut)
    {
        using PretrainedModel model = Load(family);
        (AttentionRecord first, AttentionRecord second) = (model.Capture(First), model.Capture(Second));
        RecordComparison whole = first.CompareTo(second);
        (int Before, int After)[] pairs = [whole.AlignedTokens[1], whole.AlignedTokens[2], whole.AlignedTokens[^2]];
        int lone = Enumerable.Range(0, second.Tokens.Count).Except(whole.AlignedTokens.Select(pair => pair.After)).First();
        AttentionRecord some = Cut(model, First, isFirstCut, [.. pairs.Select(pair => pair.Before), 0]);
        AttentionRecord others = Cut(model, Second, isSecondCut, [.. pairs.Select(pair => pair.After), lone]);

        RecordComparison comparison = some.CompareTo(others);

        (int Before, int After)[] expected = isFirstCut && !isSecondCut ? [whole.AlignedTokens[0], .. pairs] : pairs;
        Assert.Equal(expected, comparison.AlignedTokens);
        Assert.Equal(whole.AlignedTokens, comparison.AlignedKeys);
        Assert.Equal(whole.KeyLabels, comparison.KeyLabels);
        Assert.Equal(expected.Select(pair => whole.Labels[whole.AlignedTokens.IndexOf(pair)]), comparison.Labels);
        Assert.NotEqual(expected.Select(pair => pair.Before), expected.Select(pair => pair.After));
        foreach ((int layer, int head) in (IEnumerable<(int, int)>)[(0, 0), (1, 2)])
        {
            DenseArray difference = comparison.Difference(layer, head);
            double sum = 0;
            foreach ((int row, (int from, int to)) in expected.Index())
            {
                float[] before = first.Pattern(layer, head)[from].Values.ToArray();
                float[] after = second.Pattern(layer, head)[to].Values.ToArray();
                sum += Divergence(before, after, whole.AlignedTokens);
                Assert.Equal(
                    whole.AlignedTokens.Select(pair => after[pair.After] - before[pair.Before]),
                    difference[row].Values.ToArray(),
                    (a, b) => Math.Abs(a - b) < 1e-6);
            }

            Assert.Equal(sum / expected.Length, comparison.Distances[(layer * comparison.Heads.Length) + head], 1e-6);
        }

        Assert.All(comparison.Largest(3), change => Assert.Contains(change.QueryAt, expected));
        Assert.Equal(
            whole.HiddenIn(0) is { } hidden
                ? expected.SelectMany(pair => hidden.Skip(whole.AlignedTokens.IndexOf(pair) * whole.AlignedKeys.Length).Take(whole.AlignedKeys.Length))
                : null,
            comparison.HiddenIn(0));
    }

    [Fact]
    public void Of_two_stacks_rows_are_of_their_own_text()
    {
        using PretrainedModel model = Load("marian");
        TextPair text = new("The quick brown fox.") { Target = "Der schnelle Fuchs." };
        TextPair other = new("The quick brown dog.") { Target = "Der alte schnelle Hund." };
        foreach ((AttentionRecord whole, AttentionRecord some) in model.Capture([text])[0].Parts
            .Zip(model.Capture([text], new CaptureOptions { Queries = QuerySelection.At(1, 2) })[0].Parts))
        {
            AttentionRecord after = model.Capture([other])[0].Of(whole.Kind!);
            RecordComparison all = whole.CompareTo(after);
            RecordComparison comparison = some.CompareTo(after);

            (int Before, int After)[] expected = [.. all.AlignedTokens.Where(pair => pair.Before is 1 or 2)];
            Assert.Equal(expected, comparison.AlignedTokens);
            Assert.Equal(all.AlignedKeys, comparison.AlignedKeys);
            Assert.Equal(
                expected.Select(pair => all.Difference(0, 1)[all.AlignedTokens.IndexOf(pair)].Values.ToArray()),
                Enumerable.Range(0, expected.Length).Select(row => comparison.Difference(0, 1)[row].Values.ToArray()));
        }
    }

    [Fact]
    public void Rows_of_different_tokens_cannot_be_compared()
    {
        using PretrainedModel model = Load("bert");
        AttnExtractException failure = Assert.Throws<AttnExtractException>(
            () => Cut(model, First, isCut: true, [0, 1]).CompareTo(Cut(model, First, isCut: true, [2])));

        Assert.Equal(
            "The two runs hold no rows of tokens that stand for each other: the first those at 0, 1, the second those at 2; capture the same (--queries), "
                + "or whole maps.",
            failure.Message);
    }

    private static PretrainedModel Load(string family) => PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", family));

    private static AttentionRecord Cut(PretrainedModel model, string text, bool isCut, int[] positions) =>
        model.Capture(text, new CaptureOptions { Queries = isCut ? QuerySelection.At(positions) : null });

    // Jensen and Shannon's, of two rows at aligned keys, with what is left as one more.
    private static double Divergence(float[] before, float[] after, IReadOnlyList<(int Before, int After)> keys)
    {
        List<(double P, double Q)> cells = [.. keys.Select(pair => ((double)before[pair.Before], (double)after[pair.After]))];
        cells.Add((
            keys.Count == before.Length ? 0 : 1 - cells.Sum(cell => cell.P),
            keys.Count == after.Length ? 0 : 1 - cells.Sum(cell => cell.Q)));
        return cells.Sum(cell => (Part(cell.P, cell.P + cell.Q) + Part(cell.Q, cell.P + cell.Q)) / 2);

        static double Part(double weight, double both) => weight > 0 ? weight * Math.Log(2 * weight / both) : 0;
    }
}
