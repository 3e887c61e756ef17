using AttnExtract.Serve;
using AttnExtract.Serve.Runs;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>Runs come one after the other, in the order in which they were asked for, and whoever waits knows its place.</summary>
public sealed class RunQueueTests
{
    [Fact]
    public async Task Who_waits_is_told_every_place_and_comes_in_order()
    {
        RunQueue queue = new(most: 3);
        List<string> told = [];
        IDisposable first = await queue.EnterAsync(_ => told.Add("never"), default);
        Task<IDisposable> second = queue.EnterAsync(place => told.Add($"second {place}"), default);
        Task<IDisposable> third = queue.EnterAsync(place => told.Add($"third {place}"), default);
        Assert.Equal(2, queue.Count);

        first.Dispose();
        (await second).Dispose();
        using IDisposable last = await third;

        Assert.Equal(["second 1", "third 2", "third 1"], told);
        Assert.True(queue.IsTaken);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task Who_gives_up_makes_room()
    {
        RunQueue queue = new(most: 2);
        List<int> places = [];
        using CancellationTokenSource impatient = new();
        IDisposable first = await queue.EnterAsync(_ => { }, default);
        Task<IDisposable> second = queue.EnterAsync(_ => { }, impatient.Token);
        Task<IDisposable> third = queue.EnterAsync(places.Add, default);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal([2, 1], places);
        first.Dispose();
        (await third).Dispose();
        Assert.False(queue.IsTaken);
    }

    [Fact]
    public async Task More_than_may_wait_are_sent_away()
    {
        RunQueue queue = new(most: 1);
        using IDisposable first = await queue.EnterAsync(_ => { }, default);
        Task<IDisposable> second = queue.EnterAsync(_ => { }, default);

        RequestException refused = await Assert.ThrowsAsync<RequestException>(() => queue.EnterAsync(_ => { }, default));

        Assert.Equal("1 runs wait already, which is as many as may; ask again when some are done.", refused.Message);
        Assert.Equal(503, refused.Status);
        Assert.False(second.IsCompleted);
    }
}
