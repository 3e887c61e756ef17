namespace AttnExtract.Cli.Tests;

/// <summary>What a command line finds around it.</summary>
internal sealed record Surroundings
{
    public byte[] Input { get; init; } = [];

    public bool InputIsTerminal { get; init; }

    public bool OutputIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public Dictionary<string, string> Variables { get; init; } = [];
}
