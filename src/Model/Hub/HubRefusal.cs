using System.Net;
using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>
/// What an answer means that is none: the status, and the header <c>X-Error-Code</c> by which the Hub tells cases apart (as
/// huggingface_hub reads them in utils/_http.py).
/// </summary>
internal static class HubRefusal
{
    private static readonly HttpStatusCode[] Passing =
    [
        HttpStatusCode.RequestTimeout, HttpStatusCode.TooManyRequests, HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway,
        HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout,
    ];

    /// <summary>The failure that an answer is.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="address">Where it was asked in the end.</param>
    /// <param name="settings">Where the Hub is, and with which token.</param>
    public static Exception Of(HttpResponseMessage response, HubRequest request, Uri address, HubSettings settings)
    {
        if (Passing.Contains(response.StatusCode))
        {
            return new TransientFailure(
                HubMessages.Answered(address, response, request),
                HubMessages.TryLater,
                isHopeless: false,
                HubHeaders.AskedPause(response));
        }

        string? code = HubHeaders.Find(response, "X-Error-Code");
        string? message = HubHeaders.Find(response, "X-Error-Message");
        return new AttnExtractException(
            !settings.IsEndpoint(address) ? HubMessages.RefusedElsewhere(address, response, request)
            : code == "GatedRepo" ? HubMessages.Gated(request.Hub, settings)
            : code == "RevisionNotFound" ? HubMessages.NoRevision(request.Hub, settings)
            : message == "Invalid credentials in Authorization header" ? HubMessages.BadToken(settings)
            : code == "RepoNotFound" ? HubMessages.NotFound(request.Hub, settings)
            : response.StatusCode switch
            {
                // To whoever may not see it, the Hub does not say whether a model exists.
                HttpStatusCode.Unauthorized => HubMessages.NotFound(request.Hub, settings),
                HttpStatusCode.NotFound when request.Path is null => HubMessages.NotFound(request.Hub, settings),
                HttpStatusCode.Forbidden => HubMessages.Forbidden(request.Hub, message, settings),
                _ => HubMessages.Refused(address, response, request, message),
            });
    }
}
