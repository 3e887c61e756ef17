using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Measures;

/// <summary>Puts measures of one text to the test of blanking out the tokens that they name.</summary>
/// <param name="run">The text and its target.</param>
internal sealed class FaithfulnessTest(MeasureRun run)
{
    // DeYoung et al. 2020, section 4.2.
    private static readonly double[] Shares = [0.01, 0.05, 0.10, 0.20, 0.50];

    private readonly int[] _words = [.. Enumerable.Range(0, run.Keys.Tokens.Count).Where(token => !run.Keys.Tokens[token].IsSpecial)];
    private readonly Lazy<double[]> _drops = new(() => BlankOut.Drops(run));

    /// <summary>Tests a measure; null where it says nothing of tokens.</summary>
    public Faithfulness? Of(Measurement measurement)
    {
        if (TokenScores.Of(measurement, run.ReadRows) is not { } scores)
        {
            return null;
        }

        double[] wordScores = [.. _words.Select(token => scores[token])];
        double spearman = RankCorrelation.Spearman(wordScores, [.. _words.Select(token => _drops.Value[token])]);

        int[] best = [.. Ranking.Descending(wordScores).Select(word => _words[word])];
        int[] counts = [.. Shares.Select(share => Math.Max(1, (int)Math.Round(share * best.Length)))];
        Encoding[] variants =
        [
            run.Encoding,
            .. counts.Select(count => BlankOut.Without(run, best[..count])),
            .. counts.Select(count => BlankOut.Without(run, best[count..])),
        ];
        double[] values = run.Scores(variants);
        return new Faithfulness(
            spearman,
            values[0] - (SteadySums.Of<double>(values.AsSpan(1, counts.Length)) / counts.Length),
            values[0] - (SteadySums.Of<double>(values.AsSpan(1 + counts.Length)) / counts.Length));
    }
}
