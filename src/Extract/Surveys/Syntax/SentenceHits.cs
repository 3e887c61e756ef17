namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>What every head looks at in one sentence, as far as it bears on relations that are asked for.</summary>
/// <param name="WordCount">How many words the sentence has.</param>
/// <param name="Dependencies">Its dependencies of which the model reads both words.</param>
internal sealed record SentenceHits(int WordCount, IReadOnlyList<DependencyHits> Dependencies)
{
    /// <summary>Compares what heads look at with a tree.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="focus">The other word that each word looks at most: [layer × head][word]</param>
    /// <param name="options">Which relations are asked for.</param>
    public static SentenceHits Of(ParsedSentence sentence, int[][] focus, RelationOptions options) => new(
        sentence.Words.Length,
        [
            .. from dependency in sentence.Dependencies
               where focus[0][dependency.Dependent] != WordAlignment.None && focus[0][dependency.Head] != WordAlignment.None
               where options.NamesOf(dependency.Relation).Any()
               select DependencyHits.Of(dependency, focus),
        ]);
}

/// <summary>Which heads point along one dependency.</summary>
/// <param name="Relation">What the treebank calls it.</param>
/// <param name="Distance">How many words right of the dependent its head is; negative to the left.</param>
/// <param name="Bits">For each head whether the dependent looks at the head most, then for each whether the head looks at the dependent; 8 a byte.</param>
internal sealed record DependencyHits(string Relation, int Distance, byte[] Bits)
{
    /// <summary>How many bytes so many heads take.</summary>
    public static int SizeOf(int heads) => ((2 * heads) + 7) / 8;

    /// <summary>Whether a bit is set.</summary>
    public bool this[int bit] => (Bits[bit / 8] >> (bit % 8) & 1) != 0;

    /// <inheritdoc cref="SentenceHits.Of"/>
    public static DependencyHits Of(Dependency dependency, int[][] focus)
    {
        byte[] bits = new byte[SizeOf(focus.Length)];
        for (int map = 0; map < focus.Length; map++)
        {
            Set(map, focus[map][dependency.Dependent] == dependency.Head);
            Set(focus.Length + map, focus[map][dependency.Head] == dependency.Dependent);
        }

        return new(dependency.Relation, dependency.Head - dependency.Dependent, bits);

        void Set(int bit, bool isHit) => bits[bit / 8] |= (byte)(isHit ? 1 << (bit % 8) : 0);
    }
}
