using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AttnExtract.Serve.Guard;

/// <summary>
/// Who is let in. A page of somebody else's in the same browser reaches this machine's ports, and by a name that leads here it passes for our own
/// (DNS rebinding): so the name by which we were called, the page that calls and the token are all looked at.
/// </summary>
/// <param name="listen">The address that is listened at.</param>
/// <param name="token">What a client must know.</param>
internal sealed class RequestGuard(IPAddress listen, string token)
{
    /// <summary>The query's name of the token.</summary>
    public const string TokenField = "token";

    private const string Scheme = "Bearer ";

    /// <summary>Lets a request pass, or answers it with a sentence.</summary>
    public Task Check(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        IHeaderDictionary answer = context.Response.Headers;
        answer.XContentTypeOptions = "nosniff";
        answer[HeaderNames.CacheControl] = "no-store";
        answer["Referrer-Policy"] = "no-referrer";
        answer["Cross-Origin-Resource-Policy"] = "same-origin";
        return !IsOurName(request.Host) ? Problem.Answer(
                context, StatusCodes.Status421MisdirectedRequest,
                $"This server {(request.Host.HasValue ? $"is not '{request.Host}'" : "was called by no name")}: "
                + $"call it by the address that it showed, http://127.0.0.1:{context.Connection.LocalPort}.")
            : !IsOurPage(request) ? Problem.Answer(
                context, StatusCodes.Status403Forbidden,
                $"A page of '{request.Headers.Origin}' asked, and only this server's own page may; programs send no Origin.")
            : !IsThePageAlone(request) && !KnowsToken(request) ? Problem.Answer(
                context, StatusCodes.Status401Unauthorized,
                "The token is missing or another: open the address that 'attn serve' showed, or send the header Authorization: Bearer TOKEN.")
            : next(context);
    }

    // Who listens to other machines is called by names that it does not know; there the token alone decides.
    private bool IsOurName(HostString host) =>
        !IPAddress.IsLoopback(listen) || host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsOurPage(HttpRequest request) =>
        request.Headers.Origin is not [string origin] ? request.Headers.Origin.Count == 0 : origin == $"{request.Scheme}://{request.Host}";

    // The page says nothing that its source does not. It is opened again without a token when a tab is loaded anew, which has kept its own.
    private static bool IsThePageAlone(HttpRequest request) => IsRead(request.Method) && request.Path == "/" && !request.Query.ContainsKey(TokenField);

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private bool KnowsToken(HttpRequest request)
    {
        string? sent = request.Headers.Authorization is [string header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : IsRead(request.Method) && request.Query[TokenField] is [string inAddress] ? inAddress : null;
        return sent is not null && Tokens.AreSame(sent, token);
    }
}
