using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AttnExtract.Cli.Options;
using AttnExtract.Serve;
using AttnExtract.Serve.Runs;
using Microsoft.AspNetCore.Builder;

namespace AttnExtract.Cli.Tests.Serve;

/// <summary>A server in this process, on a port that was free.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Token = "a-token-for-tests";

    private readonly ServedModels _models;
    private readonly WebApplication _server;

    private TestServer(ServedModels models, WebApplication server)
    {
        _models = models;
        _server = server;
        Address = new Uri(server.Urls.First());
        Client = new HttpClient { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public static ServeSettings Settings { get; } = new()
    {
        Models = [],
        Port = 0,
        Listen = IPAddress.Loopback,
        Token = Token,
        Queue = 4,
        Seconds = 600,
    };

    public Uri Address { get; }

    /// <summary>One that knows the token.</summary>
    public HttpClient Client { get; }

    public static async Task<TestServer> StartAsync(ServeSettings? settings = null)
    {
        settings ??= Settings;
        using MemoryStream nowhere = new();
        Shell shell = new(() => Stream.Null, nowhere, nowhere, new()) { Variable = _ => null };
        ServedModels models = ServedModels.Of(settings.Models, shell, IPAddress.IsLoopback(settings.Listen));
        models.Warm();
        WebApplication server = ServeHost.Build(settings, Token, models);
        await server.StartAsync();
        return new(models, server);
    }

    /// <summary>Asks for a command.</summary>
    public Task<HttpResponseMessage> AskAsync(string command, string json, CancellationToken cancellation = default) =>
        Client.PostAsync($"/api/{command}", new StringContent(json, Encoding.UTF8, "application/json"), cancellation);

    /// <summary>Asks for a command whose progress is told.</summary>
    public Task<HttpResponseMessage> FollowAsync(string command, string json, CancellationToken cancellation = default)
    {
        HttpRequestMessage request = new(HttpMethod.Post, $"/api/{command}") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Accept.Add(new("text/event-stream"));
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _models.Dispose();
    }
}
