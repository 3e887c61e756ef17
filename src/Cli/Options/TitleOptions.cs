using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Render;

namespace AttnExtract.Cli.Options;

/// <summary>The words around the panels.</summary>
internal static class TitleOptions
{
    private const string On = "on";
    private const string Off = "off";

    /// <summary>Over all panels.</summary>
    public static Option<string> Title { get; } = new("--title") { HelpName = "TEXT", Description = "what stands over the figure, else nothing" };

    /// <summary>Under all panels.</summary>
    public static Option<string> Caption { get; } = new("--caption")
    {
        HelpName = "on|off|TEXT",
        Description = "the caption: what the figure shows (on), none, or this text. With --tex it stands in the LaTeX, and in the picture only with on",
    };

    /// <summary>The name of the columns.</summary>
    public static Option<string> XLabel { get; } = new("--xlabel") { HelpName = "TEXT", Description = "what the columns are, else nothing" };

    /// <summary>The name of the rows.</summary>
    public static Option<string> YLabel { get; } = new("--ylabel") { HelpName = "TEXT", Description = "what the rows are, else nothing" };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Title, Caption, XLabel, YLabel];

    /// <summary>What a command line says of words, as a change to any figure.</summary>
    public static Func<Figure, Figure> Read(Invocation call)
    {
        (string? title, string? columns, string? rows) = (call.Value(Title), call.Value(XLabel), call.Value(YLabel));
        string? caption = call.Value(Caption);
        bool? isDrawn = caption switch
        {
            On => true,
            Off => false,
            _ when call.Has(CompanionOptions.Tex) => false,
            null => null,
            _ => true,
        };
        return figure => figure with
        {
            Title = title ?? figure.Title,
            ColumnAxis = columns ?? figure.ColumnAxis,
            RowAxis = rows ?? figure.RowAxis,
            Caption = caption is null or On or Off ? figure.Caption : [new(caption)],
            DrawsCaption = isDrawn ?? figure.DrawsCaption,
        };
    }
}
