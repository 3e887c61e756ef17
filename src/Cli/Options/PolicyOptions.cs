using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Render;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Cli.Options;

/// <summary>Which tokens and averages a figure of attention shows; its caption says what was chosen.</summary>
internal static class PolicyOptions
{
    /// <summary>Whole words.</summary>
    public static Option<string> Merge { get; } = new("--merge")
    {
        HelpName = "sum|max|first",
        Description = "show words, not their parts: attention to a word is the sum over its parts and from it their mean (sum), "
            + "the largest (max), or that of its first part (first)",
    };

    /// <summary>Without special tokens.</summary>
    public static Option<bool> DropSpecial { get; } =
        ReportOptions.Flag("--drop-special", "leave out what the tokenizer added, such as [CLS] and [SEP]");

    /// <summary>Without punctuation.</summary>
    public static Option<bool> DropPunctuation { get; } = ReportOptions.Flag("--drop-punctuation", "leave out punctuation");

    /// <summary>Rows sum to 1 again.</summary>
    public static Option<bool> Renormalize { get; } =
        ReportOptions.Flag("--renormalize", "divide each row by what is left of it, so that it sums to 1 again");

    /// <summary>Some tokens.</summary>
    public static Option<string> Span { get; } = new("--span")
    {
        HelpName = "0-3,5",
        Description = "only the tokens (words, with --merge) at these positions, counted from 0 before anything is left out",
    };

    /// <summary>Some of the tokens that are attended to.</summary>
    public static Option<string> KeySpan { get; } = new("--key-span")
    {
        HelpName = "0-3,5",
        Description = "the same of the tokens that are attended to; else those of --span, or all where they are of another text",
    };

    /// <summary>Readable labels.</summary>
    public static Option<bool> Pretty { get; } =
        ReportOptions.Flag("--pretty", "label tokens with the text that they stand for, without ##, Ġ or ▁");

    /// <summary>What becomes of cells that cannot be seen.</summary>
    public static Option<string> MaskHidden { get; } = new("--mask-hidden")
    {
        HelpName = "on|off",
        Description = "whether cells whose key the query cannot see, in decoders and windows, are left empty (on, the default) or show 0",
    };

    /// <summary>Averages.</summary>
    public static Option<string> Mean { get; } = new("--mean")
    {
        HelpName = "heads|layers|all|only",
        Description = "also the average over heads (a column), over layers (a row), or both; or nothing but the one of all that are chosen (only)",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Mean, Merge, DropSpecial, DropPunctuation, Renormalize, Span, KeySpan, Pretty, MaskHidden];

    private static readonly Choice<bool> Switch = new(("on", true), ("off", false));

    private static readonly Choice<MergeRule> Rules =
        new(("sum", MergeRule.SumMean), ("max", MergeRule.Max), ("first", MergeRule.First));

    private static readonly Choice<MeanPanels> Means =
        new(("heads", MeanPanels.Heads), ("layers", MeanPanels.Layers), ("all", MeanPanels.All), ("only", MeanPanels.Only));

    /// <summary>The policy that a command line describes.</summary>
    /// <exception cref="UsageException">A word or number makes no sense.</exception>
    public static TokenPolicy PolicyOf(Invocation call) => new()
    {
        Merge = Rules.Read(call, Merge) ?? MergeRule.None,
        DropSpecial = call.Has(DropSpecial),
        DropPunctuation = call.Has(DropPunctuation),
        Renormalize = call.Has(Renormalize),
        Positions = [.. SelectionOptions.Read(call, Span) ?? []],
        KeyPositions = [.. SelectionOptions.Read(call, KeySpan) ?? []],
        Pretty = call.Has(Pretty),
        MasksHidden = Switch.Read(call, MaskHidden) ?? true,
    };

    /// <summary>What a command line says of hidden cells, as a change to a figure that was drawn before.</summary>
    /// <exception cref="UsageException">It says neither on nor off.</exception>
    public static Func<Figure, Figure> HiddenOf(Invocation call) =>
        ShowsHidden(call) ? figure => figure.ShowingHidden() : figure => figure;

    /// <summary>Whether hidden cells are to show 0.</summary>
    /// <exception cref="UsageException">It says neither on nor off.</exception>
    public static bool ShowsHidden(Invocation call) => Switch.Read(call, MaskHidden) == false;

    /// <summary>The averages that a command line asks for.</summary>
    /// <exception cref="UsageException">The word is none of these.</exception>
    public static MeanPanels MeansOf(Invocation call) => Means.Read(call, Mean) ?? MeanPanels.None;
}
