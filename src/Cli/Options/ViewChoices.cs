using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using AttnExtract.Extract.Measures;
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
    /// <exception cref="UsageException">There is no such view, or it has no cells and something is said of them.</exception>
    public static ScoreView? ViewOf(Invocation call)
    {
        ScoreView? view = Views.Read(call, View) ?? (call.Has(Query) ? ScoreView.Cells : null);
        return view is ScoreView.Text or ScoreView.Bars && CellOptions.All.FirstOrDefault(call.Has) is { } ofCells
            ? throw new UsageException(Messages.ForCells(ofCells.Name))
            : view;
    }

    /// <summary>The position of a command line; null where it names none.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="kinds">The measures, one of which needs rows.</param>
    /// <exception cref="UsageException">It is no position, or no measure has rows.</exception>
    public static int? QueryOf(Invocation call, IReadOnlyList<Measure> kinds) =>
        call.Value(Query) is not { } text ? null
        : kinds.All(kind => kind.Shape == MeasureShape.Tokens) ? throw new UsageException(Messages.NoRows(Query.Name, kinds))
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int position) ? position
        : throw new UsageException(Messages.BadPosition(Query.Name, text));
}
