using AttnExtract.Ground;

namespace AttnExtract.Model.Hub;

/// <summary>Where the Hub and its cache are, and how to deal with them.</summary>
public sealed record HubSettings
{
    /// <summary>The Hub that is meant where no other is named.</summary>
    public const string DefaultEndpoint = "https://huggingface.co";

    /// <summary>The cache: a folder of folders <c>models--owner--name</c>.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>The Hub's address, or a mirror's, without a slash at the end.</summary>
    public string Endpoint { get; init; } = DefaultEndpoint;

    /// <summary>The access token, or null; it is sent to <see cref="Endpoint"/> only.</summary>
    public string? Token { get; init; }

    /// <summary>Where the token comes from, for messages.</summary>
    public string TokenSource { get; init; } = "HF_TOKEN";

    /// <summary>Whether to make do with the cache.</summary>
    public bool IsOffline { get; init; }

    /// <summary>Whether to ask the Hub where a branch or tag stands now, though the cache has an earlier state of it.</summary>
    public bool Refresh { get; init; }

    /// <summary>Whether the weights are wanted too, not only configuration and tokenizer.</summary>
    public bool WithWeights { get; init; } = true;

    /// <summary>Whether snapshots hold links to blobs; where links cannot be made they hold the files.</summary>
    public bool UsesLinks { get; init; } = true;

    /// <summary>How long to wait for a connection and for an answer to begin.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for the next bytes of a file.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often in a row something may fail that may be better the next time.</summary>
    internal int Attempts { get; init; } = 5;

    /// <summary>How long to wait after the first such failure; each later wait is twice as long.</summary>
    internal TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait at most, unless the server asks for more.</summary>
    internal TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long a server may ask to be left alone.</summary>
    internal TimeSpan LongestAsked { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>By which time limits and pauses run.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How many bytes a folder has room for; null where that cannot be found out.</summary>
    internal Func<string, long?> FreeSpace { get; init; } = folder =>
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    };

    /// <summary>Opens the file that a download grows in.</summary>
    internal Func<string, Stream> OpenPart { get; init; } = path =>
        new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.SequentialScan);

    /// <summary>The Hub and the cache; never the token.</summary>
    public override string ToString() => $"{Endpoint}, {CacheFolder}";

    /// <summary>Whether an address belongs to <see cref="Endpoint"/>, so that it may see the token.</summary>
    internal bool IsEndpoint(Uri address) => AuthorityOf(new Uri(Endpoint)) == AuthorityOf(address);

    /// <summary>Reads the settings from environment variables.</summary>
    /// <param name="variable">Gives a variable's value, or null; left out, those of this process.</param>
    /// <exception cref="AttnExtractException">A value cannot be used.</exception>
    public static HubSettings FromEnvironment(Func<string, string?>? variable = null) => new HubEnvironment(variable).Read();

    // Scheme, host and port; an address is in lower case once it is read, and without a port that goes without saying.
    private static string AuthorityOf(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
