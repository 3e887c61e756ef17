using System.Globalization;
using AttnExtract.Ground;
using AttnExtract.Model.Folders;

namespace AttnExtract.Model.Hub;

/// <summary>Every sentence about the Hub and its cache.</summary>
internal static class HubMessages
{
    /// <summary>What may help when a server does not do what it should for the moment.</summary>
    public const string TryLater = "Try again later; what was downloaded is kept.";

    private const int MostNames = 12;

    private static readonly HttpRequestError[] Interruptions =
        [HttpRequestError.ResponseEnded, HttpRequestError.InvalidResponse, HttpRequestError.HttpProtocolError];

    /// <summary>A name that is none, of a folder neither.</summary>
    public static string NeitherFolderNorName(string text) =>
        ModelConfig.NoFolder(text)
        + (KnownNames.Find(text) is { } full ? $" Did you mean {full}, a model of the Hugging Face Hub?"
            : Path.IsPathRooted(text) || text.StartsWith('.') || text.StartsWith('~') || text.Length == 0 ? ""
            : " A model of the Hugging Face Hub is named owner/name[@revision], such as sentence-transformers/all-MiniLM-L6-v2.");

    /// <summary>A name that is none.</summary>
    public static string NoName(string text) =>
        $"'{text}' is not the name of a model; owner/name[@revision] was expected, such as sentence-transformers/all-MiniLM-L6-v2.";

    /// <summary>A revision that git would refuse.</summary>
    public static string BadRevision(string id, string revision) =>
        $"'{revision}' is not a revision of {id}; after the @ a branch, a tag or a commit was expected, such as {id}@{HubName.MainBranch}.";

    /// <summary>An endpoint that is none.</summary>
    public static string BadEndpoint(string address) =>
        $"HF_ENDPOINT is '{address}'; the address of a Hub was expected, such as {HubSettings.DefaultEndpoint}.";

    /// <summary>A number of seconds that is none.</summary>
    public static string BadSeconds(string name, string text) => $"{name} is '{text}'; a whole number of seconds from 1 up was expected.";

    /// <summary>A token that cannot stand in a header.</summary>
    public static string UnsendableToken(string source) =>
        $"The token in {source} has characters that no token has; put it there again, as "
        + $"{HubSettings.DefaultEndpoint}/settings/tokens shows it.";

    /// <summary>The cache must do, and does not.</summary>
    public static string Offline(HubName hub, HubSettings settings, string? lacking) =>
        $"{hub} is not {(lacking is null ? "" : "complete ")}in the cache "
        + $"'{settings.CacheFolder}'{(lacking is null ? "" : $", which lacks {lacking}")}, "
        + "and HF_HUB_OFFLINE forbids to download it. Unset that once, or copy the model's folder from another cache.";

    /// <summary>No connection.</summary>
    public static TransientFailure Unreachable(Uri address, HttpRequestException exception) =>
        Interruptions.Contains(exception.HttpRequestError)
            ? Cut(address, exception)
            : new TransientFailure(
                $"{Host(address)} cannot be reached: {Reason(exception)}",
                "Check the network and the proxy in HTTPS_PROXY, or name a mirror in HF_ENDPOINT.",
                isHopeless: true,
                askedPause: null,
                exception);

    /// <summary>A connection without a word.</summary>
    public static TransientFailure Silent(Uri address, TimeSpan timeout, Exception exception) =>
        new($"{Host(address)} sent nothing for {Seconds(timeout)}", TryLater, isHopeless: false, askedPause: null, exception);

    /// <summary>A connection that was cut.</summary>
    public static TransientFailure Cut(Uri address, Exception exception) =>
        new($"The connection to {Host(address)} was cut", TryLater, isHopeless: false, askedPause: null, exception);

    /// <summary>Content that ended early.</summary>
    public static TransientFailure EndsEarly(HubFile file, long length) =>
        new($"{file} ended after {Bytes(length)} of {Bytes(file.Size)}", TryLater);

    /// <summary>An answer that may be another the next time.</summary>
    public static string Answered(Uri address, HttpResponseMessage response, HubRequest request) =>
        $"{Host(address)} answered {Status(response)} to the request for {request}";

    /// <summary>Another attempt.</summary>
    public static string TriesAgain(TransientFailure failure, TimeSpan pause) => $"{failure.Message}; trying again in {Seconds(pause)}.";

    /// <summary>A server that wants to be left alone for too long.</summary>
    public static string AsksTooMuch(TransientFailure failure, TimeSpan pause) =>
        $"{failure.Message} and asks to wait for {Seconds(pause)}. {TryLater}";

    /// <summary>No such model, as far as one can see.</summary>
    public static string NotFound(HubName hub, HubSettings settings) => settings.Token is null
        ? $"There is neither a folder '{hub.Id}' nor a public model of that name at {settings.Endpoint}. Check the spelling; for a "
            + "private model, "
            + $"put a token that may read it into HF_TOKEN ({Tokens(settings)})."
        : $"There is neither a folder '{hub.Id}' nor, at {settings.Endpoint}, a model of that name that the token in "
            + $"{settings.TokenSource} may read. "
            + $"Check the spelling and the token's rights ({Tokens(settings)}).";

    /// <summary>A model whose owner wants to know who has it.</summary>
    public static string Gated(HubName hub, HubSettings settings) => settings.Token is null
        ? $"{hub.Id} is gated: open {settings.Endpoint}/{hub.Id} in a browser, log in and accept its conditions, then put a token of "
            + "that account into "
            + $"HF_TOKEN ({Tokens(settings)})."
        : $"{hub.Id} is gated, and the token in {settings.TokenSource} has no access yet: open {settings.Endpoint}/{hub.Id} in a "
            + "browser and ask for it; "
            + $"a fine-grained token also needs the right to read gated repositories ({Tokens(settings)}).";

    /// <summary>No such branch, tag or commit.</summary>
    public static string NoRevision(HubName hub, HubSettings settings) =>
        $"{hub.Id} has no revision '{hub.Revision}'; a branch, a tag or a commit was expected. "
        + $"{settings.Endpoint}/{hub.Id}/tree/{HubName.MainBranch} lists them.";

    /// <summary>A token that is none.</summary>
    public static string BadToken(HubSettings settings) =>
        $"{settings.Endpoint} does not accept the token in {settings.TokenSource}: it is wrong or has expired. Put a valid one there "
        + $"({Tokens(settings)}), or "
        + "none, which is enough for public models.";

    /// <summary>Not for you.</summary>
    public static string Forbidden(HubName hub, string? message, HubSettings settings) =>
        $"{settings.Endpoint} does not give out {hub.Id}{Said(message)}. "
        + (settings.Token is null ? $"Put a token that may read it into HF_TOKEN ({Tokens(settings)})."
            : $"Check the rights of the token in {settings.TokenSource} ({Tokens(settings)}).");

    /// <summary>An answer that nothing can be made of.</summary>
    public static string Refused(Uri address, HttpResponseMessage response, HubRequest request, string? message) =>
        $"{Answered(address, response, request)}{Said(message)}. Check the address in HF_ENDPOINT, or try again later.";

    /// <summary>The Hub sends elsewhere, where it is refused.</summary>
    public static string RefusedElsewhere(Uri address, HttpResponseMessage response, HubRequest request) =>
        $"{Answered(address, response, request)}, to which the Hub had redirected it. {TryLater}";

    /// <summary>A redirect that is not followed.</summary>
    public static string BadRedirect(HubRequest request, Uri from, Uri to, bool isSafe) => !isSafe
        ? $"{Host(from)} redirects the request for {request} to '{to.GetLeftPart(UriPartial.Authority)}', which is not safe to follow."
        : $"The request for {request} was redirected more than {HubClient.MostRedirects} times, last by {Host(from)}; "
            + "check the address in HF_ENDPOINT.";

    /// <summary>Something else than a Hub.</summary>
    public static string NoHub(HubSettings settings) =>
        $"{settings.Endpoint} does not answer as a Hub does: a commit and a list of files were expected. Check the address in "
        + "HF_ENDPOINT, and that the "
        + "network needs no log-in.";

    /// <summary>A Hub that says too little.</summary>
    public static string SaysTooLittle(HubName hub, string path, HubSettings settings) =>
        $"{settings.Endpoint} gives no usable ETag and size for '{path}' of {hub.Id}, without which no download can be checked. Check "
        + "the address in HF_ENDPOINT.";

    /// <summary>Another commit than the one that was asked for.</summary>
    public static string OtherCommit(HubName hub, string path, string commit, string other, HubSettings settings) =>
        $"{settings.Endpoint} gives '{path}' of {hub.Id} from commit {other}, though {commit} was asked for.";

    /// <summary>A repository that is no model that can be read.</summary>
    public static string Lacks(HubName hub, HubListing listing, string lacking) =>
        $"{hub} cannot be used: its repository has none of {lacking}; it has {Some(listing.Files)}.";

    /// <summary>Content that is not what it should be.</summary>
    public static string WrongBytes(HubFile file, string actual) =>
        $"{file} arrived damaged: its hash is {actual}, but {file.ETag} was expected. It was deleted; run again to download it anew.";

    /// <summary>Content that does not end.</summary>
    public static string TooLong(HubFile file) =>
        $"{file} arrived damaged: it has more than the {Bytes(file.Size)} that were announced. It was deleted; run again to download "
        + "it anew.";

    /// <summary>No room.</summary>
    public static string NoRoom(HubFile file, long length, HubSettings settings, long? free) =>
        $"There is no room for {file} in '{settings.CacheFolder}': {Bytes(file.Size - length)} are "
        + $"missing{(free is null ? "" : $", and {Bytes(free.Value)} are free")}. "
        + "Make room, or name another folder in HF_HUB_CACHE; what was downloaded is kept.";

    /// <summary>A cache that cannot be read or written.</summary>
    public static string CacheFails(string folder, Exception exception) => exception is UnauthorizedAccessException
        ? $"The cache '{folder}' cannot be written: permission denied. Name another folder in HF_HUB_CACHE."
        : $"The cache '{folder}' cannot be used: {exception.Message.TrimEnd('.')}. Name another folder in HF_HUB_CACHE.";

    /// <summary>A link of the cache to some other place.</summary>
    public static string LeadsOut(string link, string target) =>
        $"'{link}' leads to '{target}', out of the model's part of the cache, and is not followed. Delete it; what belongs there is "
        + "downloaded again.";

    /// <summary>A path in a file of the repository that leads out of it.</summary>
    public static string BadPath(string file, string path) =>
        $"'{file}' names '{path}', which is not the name of a folder in the repository.";

    /// <summary>The cache must do.</summary>
    public static string FallsBack(HubName hub, string commit, AttnExtractException failure) =>
        $"{failure.Message} Using {hub.Id}@{commit} as it is in the cache.";

    /// <summary>Somebody else downloads the same.</summary>
    public static string Waits(HubFile file) => $"Waiting for another process that downloads {file}.";

    private static string Tokens(HubSettings settings) => $"{settings.Endpoint}/settings/tokens";

    private static string Host(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static string Status(HttpResponseMessage response) =>
        (int)response.StatusCode + (string.IsNullOrEmpty(response.ReasonPhrase) ? "" : $" ({response.ReasonPhrase})");

    private static string Said(string? message) => message is null ? "" : $": {message.TrimEnd('.')}";

    private static string Reason(Exception exception) =>
        (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ").TrimEnd('.');

    private static string Seconds(TimeSpan time) => $"{Math.Max(time.TotalSeconds, 0).ToString("0.##", CultureInfo.InvariantCulture)} s";

    private static string Bytes(long count) => $"{count.ToString("N0", CultureInfo.InvariantCulture)} bytes";

    private static string Some(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? "nothing"
        : string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");
}
