using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using AttnExtract.Render;

namespace AttnExtract.Cli.Options;

/// <summary>How numbers of tokens are shown, and which row of a map.</summary>
internal static class ViewChoices
{
    /// <summary>How.</summary>
    public static Option<string> View { get; } = new("--view")
    {
        HelpName = "cells|text|bars",
        Description = "of measures of tokens, and of a row (--query): cells (the default), the text on coloured ground, or bars",
    };

    /// <summary>Which row.</summary>
    public static Option<string> Query { get; } = new("--query")
    {
        HelpName = "POSITION",
        Description = "of each map only the row of this token, counted from 0 (attn tokenize TEXT)",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [View, Query];

    private static readonly Choice<ScoreView> Views = new(("cells", ScoreView.Cells), ("text", ScoreView.Text), ("bars", ScoreView.Bars));

    /// <summary>The view of a command line; null where it names none.</summary>
    /// <exception cref="UsageException">There is no such view.</exception>
    public static ScoreView? ViewOf(Invocation call) => Views.Read(call, View) ?? (call.Has(Query) ? ScoreView.Cells : null);

    /// <summary>The position of a command line; null where it names none.</summary>
    /// <exception cref="UsageException">It is no position.</exception>
    public static int? QueryOf(Invocation call) =>
        call.Value(Query) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int position) ? position
        : throw new UsageException(Messages.BadPosition(Query.Name, text));
}
