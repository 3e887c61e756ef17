using System.Globalization;
using System.Text.RegularExpressions;
using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>What the headers of an answer say of a file. Of large files the Hub says it in headers of its own.</summary>
internal static partial class HubHeaders
{
    private const string LinkedTag = "X-Linked-Etag";
    private const string LinkedSize = "X-Linked-Size";
    private const string Commit = "X-Repo-Commit";

    /// <summary>Whether an answer that leads elsewhere already says all of what lies there.</summary>
    public static bool DescribeLinked(HttpResponseMessage response) => Find(response, LinkedTag) is not null;

    /// <summary>Reads what the Hub says of a file.</summary>
    /// <exception cref="AttnExtractException">It says too little, or speaks of another commit.</exception>
    public static HubFile Read(HttpResponseMessage response, HubName hub, string path, Uri address, string commit, HubSettings settings)
    {
        if (Find(response, Commit) is { } other && other != commit)
        {
            throw new AttnExtractException(HubMessages.OtherCommit(hub, path, commit, other, settings));
        }

        string? tag = Normalize(Find(response, LinkedTag) ?? Find(response, "ETag"));
        string? size = Find(response, LinkedSize);
        long? length = size is null
            ? response.Content.Headers.ContentLength
            : long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
        return tag is not null && length is { } bytes
            ? new HubFile(hub, path, address, tag, bytes)
            : throw new AttnExtractException(HubMessages.SaysTooLittle(hub, path, settings));
    }

    /// <summary>The first value of a header, without characters that a terminal would act on; null where there is none.</summary>
    public static string? Find(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Concat(values.First().Where(character => !char.IsControl(character)).Take(300)) is { Length: > 0 } text ? text : null
            : null;

    /// <summary>How long a server asks to wait: <c>Retry-After</c>, or the draft header <c>RateLimit</c>.</summary>
    public static TimeSpan? AskedPause(HttpResponseMessage response)
    {
        TimeSpan? asked = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - DateTimeOffset.UtcNow
            : Find(response, "RateLimit") is { } limit && RateLimit.Match(limit) is { Success: true } match
                ? TimeSpan.FromSeconds(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            : null;
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    // The tag becomes the name of a file.
    private static string? Normalize(string? tag)
    {
        string? bare = tag?.TrimStart('W', '/').Trim('"');
        return bare is not null && Name.IsMatch(bare) ? bare : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"r\s*=\s*0\s*;\s*t\s*=\s*(\d{1,6})")]
    private static partial Regex RateLimit { get; }
}
