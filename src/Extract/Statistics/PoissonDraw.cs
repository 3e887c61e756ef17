namespace AttnExtract.Extract.Statistics;

/// <summary>How often a text is in a resample of a stream: a Poisson number of mean 1; Hanley and MacGibbon 2006.</summary>
internal static class PoissonDraw
{
    private const byte Most = 20;

    // By inversion: the probabilities of 0, 1, 2, … are e⁻¹ / 0!, e⁻¹ / 1!, e⁻¹ / 2!, …
    public static byte Next(Random random)
    {
        double left = random.NextDouble() * Math.E;
        double probability = 1;
        byte count = 0;
        while (left >= probability && count < Most)
        {
            left -= probability;
            probability /= ++count;
        }

        return count;
    }
}
