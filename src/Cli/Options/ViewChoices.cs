using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Extract;
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
        HelpName = "POSITION|TOKEN",
        Description = "of each map only the row of this token: counted from 0 (attn tokenize TEXT), or what it says where that stands once",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [View, Query];

    private static readonly Choice<ScoreView> Views = new(("cells", ScoreView.Cells), ("text", ScoreView.Text), ("bars", ScoreView.Bars));

    /// <summary>The view of a command line; null where it names none.</summary>
    /// <exception cref="UsageException">There is no such view, or something is said of what it does not have.</exception>
    public static ScoreView? ViewOf(Invocation call)
    {
        ScoreView? view = Views.Read(call, View) ?? (call.Has(Query) ? ScoreView.Cells : null);
        ImmutableArray<Option> others = view switch
        {
            ScoreView.Text => CellOptions.All,
            ScoreView.Bars => CellOptions.OfLines,
            _ => [],
        };
        return others.FirstOrDefault(call.Has) is { } ofCells ? throw new UsageException(Messages.ForCells(ofCells.Name)) : view;
    }

    /// <summary>Says which token of a text a command line names; null where it names none.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="kinds">The measures, one of which needs rows.</param>
    /// <exception cref="UsageException">No measure has rows.</exception>
    public static Func<IReadOnlyList<RecordToken>, int>? QueryOf(Invocation call, IReadOnlyList<Measure> kinds) =>
        call.Value(Query) is not { } typed ? null
        : kinds.All(kind => kind.Shape == MeasureShape.Tokens) ? throw new UsageException(Messages.NoRows(Query.Name, kinds))
        : tokens => TokenPlace.Of(typed, tokens);
}
