using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Measures;

/// <summary>Tokens blanked out: replaced by the mask token, one at a time or several; Li et al. 2016, section 3.</summary>
internal static class BlankOut
{
    /// <summary>F(plain) − F(token i blanked out), special tokens too: [token].</summary>
    public static IReadOnlyList<DenseArray> Of(MeasureRun run)
    {
        float[] drops = [.. Drops(run).Select(drop => (float)drop)];
        return [new DenseArray(drops, drops.Length)];
    }

    /// <summary>F(plain) − F(token i blanked out) for every token.</summary>
    /// <exception cref="AttnExtractException">The tokenizer has no mask token.</exception>
    public static double[] Drops(MeasureRun run)
    {
        double[] scores = run.Scores([run.Encoding, .. Enumerable.Range(0, run.Keys.Tokens.Count).Select(token => Without(run, [token]))]);
        return [.. scores.Skip(1).Select(score => scores[0] - score)];
    }

    /// <summary>The text with some tokens replaced by the mask token.</summary>
    /// <exception cref="AttnExtractException">The tokenizer has no mask token.</exception>
    public static Encoding Without(MeasureRun run, IReadOnlyCollection<int> blanked)
    {
        MaskToken mask = MaskToken.Of(run.Model, run.KeyTokenizer);
        return run.WithKeys([.. run.Keys.Tokens.Select((token, i) => blanked.Contains(i) ? mask.InPlaceOf(token) : token)]);
    }
}
