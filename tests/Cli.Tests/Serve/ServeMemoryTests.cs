using System.Net;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>A server that answers and answers stays as large as it was. It runs alone, because the memory is that of all tests of the process.</summary>
[Collection(nameof(ServeMemoryTests))]
[CollectionDefinition(nameof(ServeMemoryTests), DisableParallelization = true)]
public sealed class ServeMemoryTests
{
    [Fact]
    public async Task A_thousand_requests_of_eight_clients_are_all_answered_in_level_memory()
    {
        await using TestServer server = await TestServer.StartAsync(TestServer.Settings with { Queue = 8 });
        int answered = 0;
        await Ask(200);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await Ask(800);
        long after = GC.GetTotalMemory(forceFullCollection: true);

        Assert.Equal(1000, answered);
        Assert.InRange(after - before, long.MinValue, 20_000_000);

        Task Ask(int count) => Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (number, cancellation) =>
            {
                HttpResponseMessage answer = await server.AskAsync("capture", $"{{\"text\": \"Number {number}.\", \"layers\": 0, \"heads\": 0}}", cancellation);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Contains($"\"Number {number}.\"", await answer.Content.ReadAsStringAsync(cancellation));
                Interlocked.Increment(ref answered);
            });
    }
}
