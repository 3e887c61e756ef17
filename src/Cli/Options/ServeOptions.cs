using System.Collections.Immutable;
using System.CommandLine;
using System.Net;

namespace AttnExtract.Cli.Options;

/// <summary>How models are served.</summary>
internal static class ServeOptions
{
    /// <summary>Where the token is found that the command line does not name.</summary>
    public const string TokenVariable = "ATTN_TOKEN";

    // What a guess a microsecond does not find in a thousand years, in letters and digits.
    private const int ShortestToken = 12;

    private const int MostPort = 65535;

    /// <summary>Which models.</summary>
    public static Argument<string[]> Models { get; } = new("MODEL")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "model folders, or owner/name of the Hub's cache, of which the first is shown first; else the bundled one. Those of the cache "
            + "can be chosen too",
    };

    /// <summary>Where.</summary>
    public static Option<string> Port { get; } = new("--port")
    {
        HelpName = "NUMBER",
        Description = "the port; else one that is free",
    };

    /// <summary>For whom.</summary>
    public static Option<string> Listen { get; } = new("--listen")
    {
        HelpName = "ADDRESS",
        Description = "serve other machines too, at this address of yours (0.0.0.0 for all); needs --token. Else this machine alone is served",
    };

    /// <summary>What must be known.</summary>
    public static Option<string> Token { get; } = new("--token")
    {
        HelpName = "TOKEN",
        Description = $"what a client must know; else {TokenVariable}; else a new one, which is in the address that is shown",
    };

    /// <summary>How many may wait.</summary>
    public static Option<string> Queue { get; } = new("--queue")
    {
        HelpName = "NUMBER",
        Description = $"how many runs may wait for the one that is under way, else {ServeSettings.UsualQueue}",
    };

    /// <summary>How long a run may take.</summary>
    public static Option<string> TimeLimit { get; } = new("--time-limit")
    {
        HelpName = "SECONDS",
        Description = $"after how long a run is ended, else {ServeSettings.UsualSeconds}",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Port, Listen, Token, Queue, TimeLimit];

    /// <summary>What a command line says.</summary>
    /// <exception cref="UsageException">It cannot be done.</exception>
    public static ServeSettings Read(Invocation call)
    {
        string? listen = call.Value(Listen);
        string? token = call.Value(Token) ?? (call.Shell.Variable(TokenVariable) is { Length: > 0 } named ? named : null);
        if (token is not null && (token.Length < ShortestToken || !token.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')))
        {
            throw new UsageException(Messages.BadToken(ShortestToken));
        }

        if (listen is not null && !IPAddress.TryParse(listen, out _))
        {
            throw new UsageException(Messages.BadAddress(listen));
        }

        if (listen is not null && token is null)
        {
            throw new UsageException(Messages.ListenNeedsToken());
        }

        return new()
        {
            Models = [.. call.Value(Models) ?? []],
            Port = Numbers.ReadWhole(call, Port, 0, MostPort) ?? 0,
            Listen = listen is null ? IPAddress.Loopback : IPAddress.Parse(listen),
            Token = token,
            Queue = Numbers.ReadCount(call, Queue) ?? ServeSettings.UsualQueue,
            Seconds = Numbers.ReadCount(call, TimeLimit) ?? ServeSettings.UsualSeconds,
        };
    }
}

/// <summary>How models are served.</summary>
internal sealed record ServeSettings
{
    /// <summary>How many runs may wait where nobody says.</summary>
    public const int UsualQueue = 32;

    /// <summary>How long a run may take where nobody says, in seconds.</summary>
    public const int UsualSeconds = 600;

    /// <summary>The models, as they were typed; empty for the bundled one.</summary>
    public required ImmutableArray<string> Models { get; init; }

    /// <summary>The port; 0 for one that is free.</summary>
    public required int Port { get; init; }

    /// <summary>The address.</summary>
    public required IPAddress Listen { get; init; }

    /// <summary>The token; null for a new one.</summary>
    public required string? Token { get; init; }

    /// <summary>How many runs may wait.</summary>
    public required int Queue { get; init; }

    /// <summary>How long a run may take, in seconds.</summary>
    public required int Seconds { get; init; }

    /// <summary>How long a client may be slow.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
}
