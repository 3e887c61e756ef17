using AttnExtract.Extract.Chunks;

namespace AttnExtract.Extract.Tests.Chunks;

/// <summary>Where chunks begin, and where their random numbers do.</summary>
public sealed class CorpusChunksTests
{
    [Fact]
    public void Chunks_are_counted_from_the_beginning_whoever_wants_which()
    {
        Chunk<int>[] all = [.. CorpusChunks.Of(Enumerable.Range(0, 10), 4)];

        Assert.Equal([0, 1, 2], all.Select(chunk => chunk.Number));
        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]], all.Select(chunk => chunk.Texts));
        Assert.Equal(3, CorpusChunks.Count(10, 4));
        Chunk<int> only = Assert.Single(CorpusChunks.Of(Enumerable.Range(0, 10), 4, chunk => chunk == 1));
        Assert.Equal((1, "4 5 6 7"), (only.Number, string.Join(' ', only.Texts)));
        Assert.Equal(2, CorpusChunks.Of(Enumerable.Range(0, 8), 4).Count());
        Assert.Empty(CorpusChunks.Of(Array.Empty<int>(), 4));
    }

    [Fact]
    public void Texts_are_read_as_they_are_needed()
    {
        int read = 0;
        foreach (Chunk<int> _ in CorpusChunks.Of(Endless(), 4).Take(2))
        {
            Assert.InRange(read, 4, 8);
        }

        IEnumerable<int> Endless()
        {
            while (true)
            {
                yield return read++;
            }
        }
    }

    [Fact]
    public void Each_chunk_draws_for_itself_and_the_first_as_if_there_were_no_chunks()
    {
        Assert.Equal(5, CorpusChunks.Seed(5, 0));
        int[] seeds = [.. Enumerable.Range(0, 3).SelectMany(seed => Enumerable.Range(1, 2000).Select(chunk => CorpusChunks.Seed(seed, chunk)))];
        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        Assert.All(seeds, seed => Assert.True(seed > 2));
    }
}
