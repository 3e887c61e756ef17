using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using AttnExtract.Render;

namespace AttnExtract.Cli.Options;

/// <summary>The labels of rows and columns of cells, in seaborn's words.</summary>
internal static class LabelOptions
{
    /// <summary>Under columns.</summary>
    public static Option<string> XTickLabels { get; } = Labels("--xticklabels", "column");

    /// <summary>Beside rows.</summary>
    public static Option<string> YTickLabels { get; } = Labels("--yticklabels", "row");

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [XTickLabels, YTickLabels];

    /// <summary>What a command line says of labels, as a change to any figure.</summary>
    /// <exception cref="UsageException">Every Nth is asked for, and N is less than 1.</exception>
    public static Func<Figure, Figure> Read(Invocation call)
    {
        Choice columns = Choice.Of(call, XTickLabels);
        Choice rows = Choice.Of(call, YTickLabels);
        return figure => columns.Own is null && rows.Own is null ? Step(figure) : Step(Name(figure));

        Figure Step(Figure figure) => figure with
        {
            ColumnLabelStep = columns.Step ?? figure.ColumnLabelStep,
            RowLabelStep = rows.Step ?? figure.RowLabelStep,
        };

        // Heatmap.Of refuses labels that are more or less than there are rows or columns.
        Figure Name(Figure figure)
        {
            Figure named = Heatmap.Of(figure.Panels[0].Values, rows.Own, columns.Own);
            return figure with
            {
                ColumnLabels = columns.Own is null ? figure.ColumnLabels : named.ColumnLabels,
                RowLabels = rows.Own is null ? figure.RowLabels : named.RowLabels,
            };
        }
    }

    private static Option<string> Labels(string name, string what) => new(name)
    {
        HelpName = "auto|on|off|N|A,B,C",
        Description = $"the {what} labels: as many as have room (auto, the default), all, none, every Nth, or these, one a {what}",
    };

    /// <summary>What an axis is labelled with.</summary>
    /// <param name="Step">Every how many cells a label stands, or null.</param>
    /// <param name="Own">The labels; none to leave them out; null for what the figure has.</param>
    private sealed record Choice(int? Step, string[]? Own)
    {
        public static Choice Of(Invocation call, Option<string> option) => call.Value(option) switch
        {
            null or "auto" => new(null, null),
            "on" => new(1, null),
            "off" => new(null, []),
            string text when Numbers.ToCount(text) is { } step => new(step, null),
            string text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int step) && step < 1 =>
                throw new UsageException(Messages.BadLabelStep(option.Name, text)),
            string text => new(null, text.Split(',')),
        };
    }
}
