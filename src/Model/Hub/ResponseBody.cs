namespace AttnExtract.Model.Hub;

/// <summary>The content of an answer, whose bytes must keep coming.</summary>
internal sealed class ResponseBody : IDisposable
{
    private readonly Stream _stream;
    private readonly Uri _address;
    private readonly HubSettings _settings;

    private ResponseBody(Stream stream, Uri address, HubSettings settings) => (_stream, _address, _settings) = (stream, address, settings);

    /// <summary>Opens the content of an answer.</summary>
    public static async Task<ResponseBody> OpenAsync(
        HttpResponseMessage response, Uri address, HubSettings settings, CancellationToken cancellation) =>
        new(await response.Content.ReadAsStreamAsync(cancellation), response.RequestMessage?.RequestUri ?? address, settings);

    /// <summary>Reads some bytes.</summary>
    /// <returns>How many; 0 at the end.</returns>
    /// <exception cref="TransientFailure">The connection was cut, or no bytes came in time.</exception>
    public async Task<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = new(_settings.ReadTimeout, _settings.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await _stream.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw HubMessages.Silent(_address, _settings.ReadTimeout, exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw HubMessages.Cut(_address, exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
