using System.CommandLine;
using AttnExtract.Extract;
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

    /// <summary>The tokens that attend.</summary>
    public static Option<string> Queries { get; } = new("--queries")
    {
        HelpName = "0-3,5,TOKEN",
        Description = "only the rows of these tokens: positions from 0 (attn tokenize TEXT), those beyond a text's end left out, or what a token says that "
            + "stands once in every text",
    };

    /// <summary>The tokens that attend and are asked for; null for all.</summary>
    /// <exception cref="UsageException">They cannot be read.</exception>
    public static QuerySelection? QueriesOf(Invocation call) =>
        call.Value(Queries) is not { } text ? null
        : QuerySelection.TryParse(text, out QuerySelection queries) ? queries
        : throw new UsageException(Messages.BadRange(Queries.Name, text));

    /// <summary>The numbers that an option was given; null for all.</summary>
    /// <exception cref="UsageException">They cannot be read.</exception>
    public static IReadOnlyList<int>? Read(Invocation call, Option<string> option) =>
        call.Value(option) is not { } text ? null
        : IndexSet.TryParse(text, out IndexSet numbers) && !numbers.IsAll ? numbers.AsWritten
        : throw new UsageException(Messages.BadRange(option.Name, text));
}
