using System.Globalization;
using System.Text.RegularExpressions;
using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>
/// Reads <see cref="HubSettings"/> from environment variables as huggingface_hub does (its constants.py and utils/_auth.py), but that an
/// empty value is the same as none.
/// </summary>
/// <param name="variable">Gives a variable's value, or null; left out, those of this process.</param>
internal sealed partial class HubEnvironment(Func<string, string?>? variable)
{
    private readonly Func<string, string?> _variable = variable ?? Environment.GetEnvironmentVariable;

    private string Home => Get("HF_HOME") is { } home
        ? Expand(home)
        : Path.Combine(Expand(Get("XDG_CACHE_HOME") ?? "~/.cache"), "huggingface");

    /// <exception cref="AttnExtractException">A value cannot be used.</exception>
    public HubSettings Read()
    {
        (string? token, string source) = Token();
        return new HubSettings
        {
            CacheFolder = Path.GetFullPath(
                (Get("HF_HUB_CACHE") ?? Get("HUGGINGFACE_HUB_CACHE")) is { } folder ? Expand(folder) : Path.Combine(Home, "hub")),
            Endpoint = Endpoint(),
            Token = token,
            TokenSource = source,
            IsOffline = IsOn(Get("HF_HUB_OFFLINE") ?? Get("TRANSFORMERS_OFFLINE")),
            UsesLinks = !IsOn(Get("HF_HUB_DISABLE_SYMLINKS")),
            AnswerTimeout = Seconds("HF_HUB_ETAG_TIMEOUT"),
            ReadTimeout = Seconds("HF_HUB_DOWNLOAD_TIMEOUT"),
        };
    }

    private static bool IsOn(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    private static string? Clean(string? token) =>
        token?.ReplaceLineEndings("").Trim() is { Length: > 0 } clean ? clean : null;

    private string? Get(string name) => _variable(name) is { Length: > 0 } value ? value : null;

    private string Endpoint()
    {
        string address = (Get("HF_ENDPOINT") ?? HubSettings.DefaultEndpoint).TrimEnd('/');
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? address
            : throw new AttnExtractException(HubMessages.BadEndpoint(address));
    }

    private (string? Token, string Source) Token()
    {
        if (IsOn(Get("HF_HUB_DISABLE_IMPLICIT_TOKEN")))
        {
            return (null, "HF_TOKEN");
        }

        foreach (string name in (string[])["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"])
        {
            if (Clean(Get(name)) is { } token)
            {
                return (Sendable(token, name), name);
            }
        }

        string file = Get("HF_TOKEN_PATH") is { } path ? Expand(path) : Path.Combine(Home, "token");
        return File.Exists(file) && Clean(ReadToken(file)) is { } kept ? (Sendable(kept, file), $"'{file}'") : (null, "HF_TOKEN");
    }

    private static string ReadToken(string file)
    {
        try
        {
            using StreamReader reader = WholeFile.Text(file);
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(file, exception);
        }
    }

    // The sentence must not show what is wrong with it: it may be a real token with a slip.
    private static string Sendable(string token, string source) =>
        token.All(char.IsAscii) && !token.Any(character => char.IsControl(character) || character == ' ')
            ? token
            : throw new AttnExtractException(HubMessages.UnsendableToken(source));

    private TimeSpan Seconds(string name) => Get(name) is not { } text ? TimeSpan.FromSeconds(10)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw new AttnExtractException(HubMessages.BadSeconds(name, text));

    // Python's expanduser and expandvars; what has no value stays as it stands.
    private string Expand(string path)
    {
        string home = Get(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME")
            ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        bool isInHome = path is ['~', char next, ..] && (next == Path.DirectorySeparatorChar || next == Path.AltDirectorySeparatorChar);
        string absolute = path == "~" ? home : isInHome ? Path.Combine(home, path[2..]) : path;
        return Reference.Replace(absolute, match => _variable(match.Groups[1].Value + match.Groups[2].Value) ?? match.Value);
    }

    [GeneratedRegex(@"\$(?:(\w+)|\{([^}]*)\})")]
    private static partial Regex Reference { get; }
}
