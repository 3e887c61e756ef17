using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>Whoever should not be let in is not, and whoever is slow, large or gone is no burden.</summary>
public sealed class ServeGuardTests
{
    private const string NoToken =
        "The token is missing or another: open the address that 'attn serve' showed, or send the header Authorization: Bearer TOKEN.";

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer another-token-for-tests")]
    [InlineData("Bearer ")]
    [InlineData("Basic a-token-for-tests")]
    public async Task Without_the_token_nothing_is_answered(string? authorization)
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient stranger = new() { BaseAddress = server.Address };
        if (authorization is not null)
        {
            stranger.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        }

        foreach (string path in (string[])["/?token=another-token-for-tests", "/api/status", "/openapi.json", "/nothing"])
        {
            await IsTold(await stranger.GetAsync(path), HttpStatusCode.Unauthorized, NoToken);
        }

        await IsTold(await stranger.PostAsync($"/api/capture?token={TestServer.Token}", new StringContent("{}")), HttpStatusCode.Unauthorized, NoToken);
    }

    [Fact]
    public async Task What_is_opened_in_a_browser_may_bear_the_token_in_its_address()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient browser = new() { BaseAddress = server.Address };

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/api/status?token={TestServer.Token}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/status?token=another-token-for-tests")).StatusCode);
    }

    [Fact]
    public async Task The_page_itself_is_open_to_a_tab_that_is_loaded_anew_and_no_more_than_the_page()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpClient browser = new() { BaseAddress = server.Address };

        HttpResponseMessage page = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.DoesNotContain(TestServer.Token, await page.Content.ReadAsStringAsync());
        await IsTold(await browser.GetAsync("/?token=another-token-for-tests"), HttpStatusCode.Unauthorized, NoToken);
        await IsTold(await browser.GetAsync("/api/status"), HttpStatusCode.Unauthorized, NoToken);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_given_up()
    {
        await using TestServer server = await TestServer.StartAsync(TestServer.Settings with { Patience = TimeSpan.FromSeconds(1.5) });
        using TcpClient silent = new();
        await silent.ConnectAsync(server.Address.Host, server.Address.Port);
        using CancellationTokenSource enough = new(TimeSpan.FromSeconds(60));

        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1], enough.Token));
    }

    [Theory]
    [InlineData("POST", "/api/status", "/api/status is asked by GET or HEAD, and not by POST.", "GET, HEAD")]
    [InlineData("GET", "/api/capture", "/api/capture is asked by POST, and not by GET.", "POST")]
    [InlineData("DELETE", "/api/list/norms", "/api/list/norms is asked by GET or HEAD, and not by DELETE.", "GET, HEAD")]
    public async Task What_is_asked_in_another_way_says_how(string method, string path, string sentence, string allowed)
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        HttpResponseMessage answer = await server.Client.SendAsync(request);

        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow));
        await IsTold(answer, HttpStatusCode.MethodNotAllowed, sentence);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]", true)]
    [InlineData("evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("192.168.0.7", false)]
    public async Task A_name_that_leads_here_is_not_our_name(string host, bool isOurs)
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/status");
        request.Headers.Host = $"{host}:{server.Address.Port}";

        HttpResponseMessage answer = await server.Client.SendAsync(request);

        if (isOurs)
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        else
        {
            await IsTold(
                answer, HttpStatusCode.MisdirectedRequest,
                $"This server is not '{host}:{server.Address.Port}': call it by the address that it showed, http://127.0.0.1:{server.Address.Port}.");
        }
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task Other_pages_may_not_ask(string origin)
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpRequestMessage foreign = new(HttpMethod.Get, "/api/status");
        foreign.Headers.Add("Origin", origin);
        using HttpRequestMessage own = new(HttpMethod.Get, "/api/status");
        own.Headers.Add("Origin", $"http://127.0.0.1:{server.Address.Port}");

        await IsTold(
            await server.Client.SendAsync(foreign), HttpStatusCode.Forbidden,
            $"A page of '{origin}' asked, and only this server's own page may; programs send no Origin.");
        Assert.Equal(HttpStatusCode.OK, (await server.Client.SendAsync(own)).StatusCode);
    }

    [Fact]
    public async Task A_request_of_more_than_a_mebibyte_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/capture")
        {
            Content = new ByteArrayContent(Enumerable.Repeat((byte)' ', (1 << 20) + 1).ToArray()),
        };
        request.Headers.ExpectContinue = true;

        await IsTold(
            await server.Client.SendAsync(request), HttpStatusCode.RequestEntityTooLarge,
            "The request is larger than 1 MiB, which is all that is read; send a shorter text.");
        await IsTold(
            await server.AskAsync("capture", $"{{\"text\": \"{new string('a', 100_001)}\"}}"), HttpStatusCode.BadRequest,
            "'text' has 100001 characters, and 100000 are read at most; send a shorter text.");
    }

    [Fact]
    public async Task A_client_that_falls_silent_is_given_up()
    {
        await using TestServer server = await TestServer.StartAsync(TestServer.Settings with { Patience = TimeSpan.FromSeconds(1.5) });
        using TcpClient client = new();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/capture HTTP/1.1\r\nHost: {server.Address.Authority}\r\nAuthorization: Bearer {TestServer.Token}\r\nContent-Length: 50\r\n\r\n{{"));

        using StreamReader reader = new(stream);
        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync());
        Assert.Contains("The request came too slowly and was given up; send it again.", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_run_whose_tab_was_closed_is_ended_and_the_next_begins()
    {
        await using TestServer server = await TestServer.StartAsync();
        string words = string.Join(' ', Enumerable.Repeat("cat", 500));
        using CancellationTokenSource tab = new();

        // Every two of 72 heads, in a long text: many minutes, where nobody ends it.
        using CancellationTokenSource guard = new(TimeSpan.FromMinutes(2));
        using HttpResponseMessage closed = await server.FollowAsync("ablate", $"{{\"text\": \"{words}\", \"unit\": \"pairs\"}}", tab.Token);
        using StreamReader events = new(await closed.Content.ReadAsStreamAsync());
        Assert.Equal("event: running", await events.ReadLineAsync());

        await tab.CancelAsync();
        closed.Dispose();

        Assert.Equal(HttpStatusCode.OK, (await server.AskAsync("tokenize", "{\"text\": \"A\"}", guard.Token)).StatusCode);
        using JsonDocument status = JsonDocument.Parse(await server.Client.GetStringAsync("/api/status"));
        Assert.Equal(0, status.RootElement.GetProperty("waiting").GetInt32());
    }

    [Fact]
    public async Task A_run_that_takes_too_long_is_ended()
    {
        await using TestServer server = await TestServer.StartAsync(TestServer.Settings with { Seconds = 1 });
        string words = string.Join(' ', Enumerable.Repeat("cat", 500));

        await IsTold(
            await server.AskAsync("ablate", $"{{\"text\": \"{words}\", \"unit\": \"heads\"}}"), HttpStatusCode.UnprocessableEntity,
            "The run took longer than 1 seconds and was ended; ask for less, or start 'attn serve' with a longer --time-limit.");
    }

    private static async Task IsTold(HttpResponseMessage answer, HttpStatusCode status, string sentence)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(new MediaTypeHeaderValue("application/problem+json"), answer.Content.Headers.ContentType);
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(sentence, problem.RootElement.GetProperty("detail").GetString());
    }
}
