using System.CommandLine;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>Which layers and heads.</summary>
internal static class SelectionOptions
{
    /// <summary>The layers.</summary>
    public static Option<string> Layers { get; } = new("--layers")
    {
        HelpName = "0-3,5",
        Description = "only these layers, in this order, counted from 0",
    };

    /// <summary>The heads.</summary>
    public static Option<string> Heads { get; } = new("--heads")
    {
        HelpName = "0,7",
        Description = "only these heads of each layer, in this order, counted from 0",
    };

    /// <summary>The numbers that an option was given; null for all.</summary>
    /// <exception cref="UsageException">They cannot be read.</exception>
    public static IReadOnlyList<int>? Read(Invocation call, Option<string> option) =>
        call.Value(option) is not { } text ? null
        : IndexSet.TryParse(text, out IndexSet numbers) && !numbers.IsAll ? numbers.AsWritten
        : throw new UsageException(Messages.BadRange(option.Name, text));
}
