namespace AttnExtract.Bench;

/// <summary>Sentences of 8 to 40 common words, the same ones every time.</summary>
internal static class SampleCorpus
{
    private const int Shortest = 8;
    private const int Longest = 40;

    private static readonly string[] Words =
        ("the of and to in is you that it he was for on are as with his they at be this have from or one had by word but not what all were "
        + "we when your can said there use an each which she do how their if will up other about out many then them these so some her would "
        + "make like him into time has look two more write go see number no way could people my than first water been call who oil its now "
        + "find long down day did get come made may part").Split(' ');

    /// <summary>So many sentences.</summary>
    public static IReadOnlyList<string> Sentences(int count)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, count).Select(_ => string.Join(' ', random.GetItems(Words, random.Next(Shortest, Longest + 1))) + ".")];
    }
}
