using System.CommandLine;
using System.Globalization;
using AttnExtract.Ground;
using AttnExtract.Render;
using AttnExtract.Render.Matrices;

namespace AttnExtract.Cli.Options;

/// <summary>Which numbers a heatmap shows.</summary>
internal static class MatrixOptions
{
    /// <summary>The numbers.</summary>
    public static Argument<string> Matrix { get; } = new("MATRIX")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"a file of rows of numbers: {Messages.Listed(MatrixFile.Extensions, "or")}, or - for standard input; headers become "
            + "labels, an empty field (null in JSON) is no number",
    };

    /// <summary>The array of an archive.</summary>
    public static Option<string> Array { get; } =
        new("--array") { HelpName = "NAME", Description = "which array of an .npz file that holds several" };

    /// <summary>Whether a first row labels columns.</summary>
    public static Option<string> Header { get; } =
        new("--header") { HelpName = "on|off|auto", Description = "whether the first row of a table labels its columns, else auto: found out" };

    /// <summary>Whether a first column labels rows.</summary>
    public static Option<string> Index { get; } =
        new("--index")
        {
            HelpName = "on|off|auto|I,J",
            Description = "whether the first column of a table labels its rows, else auto: found out; of an array with more axes, which part: 0,3",
        };

    /// <summary>The cells to leave out.</summary>
    public static Option<string> Mask { get; } =
        new("--mask") { HelpName = "FILE", Description = "a file of the same shape, laid on by labels where it has some; cells where it is not 0 stay empty" };

    /// <summary>Whether cells are as high as wide.</summary>
    public static Option<bool> Square { get; } = ReportOptions.Flag("--square", "cells as high as wide");

    private const string Stdin = "-";

    private static readonly Choice<Found> Labels = new(("on", Found.On), ("off", Found.Off), ("auto", Found.Auto));

    private enum Found
    {
        Auto,
        On,
        Off,
    }

    /// <summary>The figure of the numbers that a command line names.</summary>
    /// <exception cref="UsageException">It names none.</exception>
    /// <exception cref="AttnExtractException">A file cannot be read, or they do not fit together.</exception>
    public static Figure Read(Invocation call)
    {
        string path = call.Value(Matrix) ?? throw new UsageException(Messages.NoMatrix(call.Command, call.Value(CellOptions.Annot)));
        int[]? part = PartOf(call.Value(Index));
        MatrixChoices choices = new()
        {
            Array = call.Value(Array),
            Header = LabelsOf(call, Header),
            Index = part is null ? LabelsOf(call, Index) : null,
            Part = [.. part ?? []],
        };
        MatrixTable table = path != Stdin ? MatrixFile.Read(path, choices)
            : call.Shell.InputIsTerminal ? throw new UsageException(Messages.NobodySends())
            : MatrixFile.Read(call.Shell.Input, Stdin, choices);
        foreach (string remark in table.Remarks)
        {
            call.Note(remark);
        }

        Figure figure = table.ToFigure() with { Square = call.Has(Square) };
        Panel panel = figure.Panels[0];
        panel = call.Value(Mask) is { } mask
            ? panel with { Values = panel.Values.Masked(MatrixFile.Read(mask).LaidOn(table, "mask")) }
            : panel;
        return figure with { Panels = [call.Value(CellOptions.Annot) is { } texts ? AnnotationFile.Read(texts, table).On(panel) : panel] };
    }

    private static int[]? PartOf(string? typed) =>
        typed is not null && typed.Split(',') is { } parts && parts.All(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture))] : null;

    private static bool? LabelsOf(Invocation call, Option<string> option) => Labels.Read(call, option) switch
    {
        Found.On => true,
        Found.Off => false,
        _ => null,
    };
}
