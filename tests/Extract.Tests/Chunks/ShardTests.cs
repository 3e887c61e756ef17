using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Tests.Chunks;

/// <summary>Shares of chunks: written, found out from a cluster's variables, refused.</summary>
public sealed class ShardTests
{
    [Fact]
    public void Shares_cover_all_chunks_once()
    {
        foreach (int count in new[] { 1, 2, 3, 8 })
        {
            int[] chunks = [.. Enumerable.Range(1, count).SelectMany(number => Enumerable.Range(0, 20).Where(Shard.Parse($"{number}/{count}").Has))];
            Assert.Equal(Enumerable.Range(0, 20), chunks.Order());
        }

        Assert.Equal([1, 4, 7], Enumerable.Range(0, 10).Where(Shard.Parse("2/3").Has));
    }

    [Theory]
    [InlineData("0/8", "There is no shard 0 of 8: shards are counted from 1, so that the last is 8/8.")]
    [InlineData("9/8", "There is no shard 9 of 8: shards are counted from 1, so that the last is 8/8.")]
    [InlineData("3", "'3' is no shard; give its number and how many there are, such as 3/8.")]
    [InlineData("-1/8", "'-1/8' is no shard; give its number and how many there are, such as 3/8.")]
    [InlineData("1/2/3", "'1/2/3' is no shard; give its number and how many there are, such as 3/8.")]
    public void What_is_no_share_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => Shard.Parse(text)).Message);

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=8", "1/8")]
    [InlineData("SLURM_ARRAY_TASK_ID=8 SLURM_ARRAY_TASK_COUNT=8 SLURM_ARRAY_TASK_MIN=1", "8/8")]
    [InlineData("SLURM_ARRAY_TASK_ID=14 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_STEP=2", "3/3")]
    [InlineData("JOB_COMPLETION_INDEX=2 COMPLETIONS=5", "3/5")]
    [InlineData("SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=2 JOB_COMPLETION_INDEX=2 COMPLETIONS=5", "2/2")]
    [InlineData("COMPLETIONS=5", null)]
    public void A_task_of_a_cluster_finds_its_own(string variables, string? expected) =>
        Assert.Equal(expected, Shard.OfTask(Variables(variables))?.ToString());

    [Theory]
    [InlineData("SLURM_ARRAY_TASK_ID=x", "The variable SLURM_ARRAY_TASK_ID is 'x', and a whole number was expected where others name this task; "
        + "say which share of the chunks is meant with --shard K/N.")]
    [InlineData("JOB_COMPLETION_INDEX=1", "The variable COMPLETIONS is not set, and a whole number was expected where others name this task; "
        + "say which share of the chunks is meant with --shard K/N.")]
    [InlineData("SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1",
        "There is no shard 7 of 3: shards are counted from 1, so that the last is 3/3.")]
    public void Variables_that_name_no_task_are_refused(string variables, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => Shard.OfTask(Variables(variables))).Message);

    private static Func<string, string?> Variables(string text)
    {
        Dictionary<string, string> variables = text.Split(' ').Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        return variables.GetValueOrDefault;
    }
}
