using System.Net;
using System.Net.Http.Headers;
using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>Speaks the Hub's API: which files a revision has, what a file's content is known by, and the content.</summary>
internal sealed class HubClient : IDisposable
{
    private const int LongestListing = 50_000_000;
    /// <summary>How many redirects in a row are followed.</summary>
    public const int MostRedirects = 10;

    private readonly HubSettings _settings;
    private readonly HubProgress _progress;
    private readonly HttpClient _http;

    public HubClient(HubSettings settings, HubProgress progress)
    {
        (_settings, _progress) = (settings, progress);

        // Redirects are followed here, because the token may go to the Hub only; proxies are those of the environment.
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseCookies = false };
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        string? version = typeof(HubClient).Assembly.GetName().Version?.ToString(3);
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("attn", version));

        // The size that counts is that of the file, not of a compressed form.
        _http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>Asks which commit a revision is and which files it has.</summary>
    /// <param name="hub">The model.</param>
    /// <param name="revision">The revision.</param>
    /// <param name="isPatient">Whether to try again what fails for the moment.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public Task<HubListing> ListAsync(HubName hub, string revision, bool isPatient, CancellationToken cancellation)
    {
        Uri address = new($"{_settings.Endpoint}/api/models/{hub.Id}/revision/{Uri.EscapeDataString(revision)}");
        Patience patience = new(_settings, _progress) { Attempts = isPatient ? _settings.Attempts : 1 };
        return patience.TryAsync(
            async () =>
            {
                using HttpResponseMessage response = await SendAsync(new(HttpMethod.Get, address, hub), cancellation);
                return HubListing.TryRead(await ReadAsync(response, address, cancellation))
                    ?? throw new AttnExtractException(HubMessages.NoHub(_settings));
            },
            cancellation);
    }

    /// <summary>Asks what a file's content is known by.</summary>
    public Task<HubFile> DescribeAsync(HubName hub, string commit, string path, CancellationToken cancellation)
    {
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        Uri address = new($"{_settings.Endpoint}/{hub.Id}/resolve/{commit}/{escaped}");
        return new Patience(_settings, _progress).TryAsync(
            async () =>
            {
                using HttpResponseMessage response = await SendAsync(new(HttpMethod.Head, address, hub, path), cancellation);
                return HubHeaders.Read(response, hub, path, address, commit, _settings);
            },
            cancellation);
    }

    /// <summary>Begins to get a file's content, once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">How many bytes are here already.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The content from there on, or from its beginning, or that there is none from there on.</returns>
    /// <exception cref="TransientFailure">It did not work, and may later.</exception>
    public Task<HttpResponseMessage> OpenAsync(HubFile file, long start, CancellationToken cancellation) =>
        SendAsync(new(HttpMethod.Get, file.Address, file.Hub, file.Path, start), cancellation);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HubRequest request, CancellationToken cancellation)
    {
        Uri address = request.Address;
        for (int hops = 0; ; hops++)
        {
            HttpResponseMessage response = await SendOnceAsync(request, address, cancellation);
            bool leadsOn = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;
            bool isAnswer = response.IsSuccessStatusCode
                || (request.Start > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable);
            if (isAnswer || (leadsOn && request.Method == HttpMethod.Head && HubHeaders.DescribeLinked(response)))
            {
                return response;
            }

            using (response)
            {
                if (!leadsOn)
                {
                    throw HubRefusal.Of(response, request, address, _settings);
                }

                Uri next = new(address, response.Headers.Location!);
                bool isSafe = next.Scheme == "https" || (next.Scheme == "http" && address.Scheme == "http");
                if (hops == MostRedirects || !isSafe)
                {
                    throw new AttnExtractException(HubMessages.BadRedirect(request, address, next, isSafe));
                }

                address = next;
            }
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HubRequest request, Uri address, CancellationToken cancellation)
    {
        using HttpRequestMessage message = new(request.Method, address);
        if (_settings.Token is { } token && _settings.IsEndpoint(address))
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (request.Start > 0)
        {
            message.Headers.Range = new RangeHeaderValue(request.Start, null);
        }

        using CancellationTokenSource limit = new(_settings.AnswerTimeout, _settings.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw HubMessages.Silent(address, _settings.AnswerTimeout, exception);
        }
        catch (HttpRequestException exception)
        {
            throw HubMessages.Unreachable(address, exception);
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, Uri address, CancellationToken cancellation)
    {
        using MemoryStream whole = new();
        using ResponseBody body = await ResponseBody.OpenAsync(response, address, _settings, cancellation);
        byte[] buffer = new byte[1 << 16];
        while (await body.ReadAsync(buffer, cancellation) is > 0 and int count)
        {
            whole.Write(buffer.AsSpan(0, count));
            if (whole.Length > LongestListing)
            {
                throw new AttnExtractException(HubMessages.NoHub(_settings));
            }
        }

        return whole.ToArray();
    }
}

/// <summary>What is asked of the Hub.</summary>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Address">Where it is asked first.</param>
/// <param name="Hub">The model that it is about.</param>
/// <param name="Path">The file that it is about, or null.</param>
/// <param name="Start">From which byte on the content is wanted.</param>
internal sealed record HubRequest(HttpMethod Method, Uri Address, HubName Hub, string? Path = null, long Start = 0)
{
    /// <summary>For messages.</summary>
    public override string ToString() => Path is null ? Hub.Id : $"'{Path}' of {Hub.Id}";
}
