using System.Net;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>A server that answers and answers stays as large as it was. It runs alone, because the memory is that of all tests of the process.</summary>
[Collection(nameof(ServeMemoryTests))]
[CollectionDefinition(nameof(ServeMemoryTests), DisableParallelization = true)]
public sealed class ServeMemoryTests
{
    [Fact]
    public async Task Every_request_of_eight_clients_is_answered_in_level_memory()
    {
        await using TestServer server = await TestServer.StartAsync(TestServer.Settings with { Queue = 8 });
        int requests = Storm.Count(320);
        int answered = 0;
        await Ask(requests / 4);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await Ask(requests - (requests / 4));
        long after = GC.GetTotalMemory(forceFullCollection: true);

        Assert.Equal(requests, answered);
        Assert.InRange(after - before, long.MinValue, 25_000 * (requests - (requests / 4)));

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
