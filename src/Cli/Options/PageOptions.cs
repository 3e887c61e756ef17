using System.Collections.Immutable;
using System.CommandLine;
using AttnExtract.Ground;
using AttnExtract.Render;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;

namespace AttnExtract.Cli.Options;

/// <summary>The page around the cells.</summary>
internal static class PageOptions
{
    /// <summary>How wide.</summary>
    public static Option<string> Width { get; } = new("--width")
    {
        HelpName = "WIDTH",
        Description = "the page's width: 8cm, 3.5in, 80mm, 240pt, 1600px, or "
            + Messages.Listed(PageWidth.Presets.Select(preset => preset.Name), "or"),
    };

    /// <summary>Light or dark.</summary>
    public static Option<string> Theme { get; } = new("--theme")
    {
        HelpName = string.Join('|', Themes.Select(theme => theme.Name)),
        Description = "the colours of the page, else light",
    };

    /// <summary>How cells are written.</summary>
    public static Option<string> Cells { get; } = new("--cells")
    {
        HelpName = "image|vector",
        Description = "cells in SVG and PDF: one crisp image a panel (the default), or rectangles",
    };

    /// <summary>How panels are named.</summary>
    public static Option<bool> Headings { get; } =
        ReportOptions.Flag("--headings", "name rows and columns of panels once, at the margin, instead of every panel");

    /// <summary>Letters of column labels.</summary>
    public static Option<bool> StackIdeographs { get; } =
        ReportOptions.Flag("--stack-ideographs", "Chinese, Japanese and Korean column labels letter under letter");

    /// <summary>The font.</summary>
    public static Option<string> Font { get; } = new("--font")
    {
        HelpName = $"FILE|{Bundled}",
        Description = "a TTF, OTF, TTC or WOFF file to write in; what it lacks comes from the bundled fonts",
    };

    /// <summary>How large letters are.</summary>
    public static Option<string> FontSize { get; } = new("--font-size")
    {
        HelpName = "POINTS",
        Description = "the size of labels, with which titles, colour bars and caption go, else what the cells have room for",
    };

    /// <summary>How exact pictures are that need not be.</summary>
    public static Option<string> Quality { get; } = new("--quality")
    {
        HelpName = "NUMBER",
        Description = "of .jpg and .webp, 1 to 100, else 95 and without loss",
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<Option> All { get; } = [Width, Theme, Cells, Headings, StackIdeographs, Font, FontSize, Quality];

    private const string Bundled = "bundled";
    private const double MostFontSize = 100;
    private const int MostQuality = 100;
    private const double LeastDpi = 10;
    private const double MostDpi = 2400;

    private static readonly Choice<CellStyle> Styles = new(("image", CellStyle.Image), ("vector", CellStyle.Vector));

    private static readonly FigureFormat[] Inexact = [FigureFormat.WebP, FigureFormat.Jpeg];

    private static IReadOnlyList<Theme> Themes => Render.Colors.Theme.All;

    /// <summary>What a command line says of the page, as a change to any figure.</summary>
    /// <exception cref="UsageException">A name or number makes no sense.</exception>
    /// <exception cref="AttnExtractException">The font cannot be read.</exception>
    public static Func<Figure, Figure> Read(Invocation call)
    {
        double? dpi = Numbers.Read(call, FigureOptions.Dpi);
        if (dpi is < LeastDpi or > MostDpi)
        {
            throw new UsageException(Messages.BadDpi(call.Value(FigureOptions.Dpi)!, LeastDpi, MostDpi));
        }

        double? fontSize = Numbers.Read(call, FontSize);
        if (fontSize is <= 0 or > MostFontSize)
        {
            throw new UsageException(Messages.NotWithin(FontSize.Name, call.Value(FontSize)!, "a number above 0", MostFontSize));
        }

        int? quality = Numbers.ReadCount(call, Quality);
        if (quality > MostQuality)
        {
            throw new UsageException(Messages.NotWithin(Quality.Name, call.Value(Quality)!, "a whole number from 1", MostQuality));
        }

        if (quality is not null && !call.Has(CompanionOptions.Manifest) && WritesExactOnly(call))
        {
            throw new UsageException(Messages.ForInexact(Quality.Name, Inexact.SelectMany(format => format.Extensions)));
        }

        string? width = call.Value(Width);
        _ = width is null ? 0 : Usage.Of(() => PageWidth.Parse(width, MostDpi));
        Theme? theme = call.Value(Theme) is { } name ? Usage.Of(() => Render.Colors.Theme.Get(name)) : null;
        CellStyle? cells = Styles.Read(call, Cells);
        (bool hasHeadings, bool isStacked) = (call.Has(Headings), call.Has(StackIdeographs));
        FigureFont? font = call.Value(Font) is { } file ? file == Bundled ? FigureFont.Bundled : FigureFont.Open(file) : null;
        return figure => figure with
        {
            Dpi = dpi ?? figure.Dpi,
            FontSize = fontSize ?? figure.FontSize,
            Quality = quality ?? figure.Quality,
            Width = width is null ? figure.Width : PageWidth.Parse(width, dpi ?? figure.Dpi),
            Theme = theme ?? figure.Theme,
            Cells = cells ?? figure.Cells,
            Font = font is null || font.Equals(figure.Font) ? figure.Font : font,
            Titling = hasHeadings ? Titling.Headings : figure.Titling,
            StackIdeographs = isStacked || figure.StackIdeographs,
        };
    }

    // Tables beside them say nothing; a manifest keeps the quality for pictures to come.
    private static bool WritesExactOnly(Invocation call)
    {
        IEnumerable<string> extensions = (call.Value(OutputOptions.Output) ?? []).Select(Path.GetExtension).Append(OutputOptions.ExtensionOf(call))!;
        FigureFormat[] written =
            [.. FigureFormat.All.Where(format => extensions.Any(extension => format.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)))];
        return written.Length > 0 && !written.Intersect(Inexact).Any();
    }
}
