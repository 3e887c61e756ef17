using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;

namespace AttnExtract.Render.Tests.Layout;

/// <summary>Title, names of axes and caption, by their rectangles.</summary>
public sealed class FigureTitleTests
{
    private static readonly Figure Grid = Samples.Record(2, 3, Samples.Sentence).ToFigure();

    private static readonly Figure Named = Grid with { Title = "Where it looks", ColumnAxis = "key", RowAxis = "query" };

    public static TheoryData<Figure> Figures() =>
    [
        Named,
        Named with { Titling = Titling.Headings, Width = 4 },
        Named with { ColorBar = new() { Side = ColorBarSide.Left, Label = "weight" }, Width = 5.5 },
        Named with { ColorBar = new() { Side = ColorBarSide.Top, Label = "weight" } },
        Named with { ColorBar = new() { Side = ColorBarSide.Bottom, Label = "weight" }, Labels = LabelPlacement.Every },
        Named with { Sharing = ScaleSharing.Panel, Labels = LabelPlacement.None },
        Samples.Record(1, 1, Samples.Sentence).ToFigure() with { Title = string.Join(' ', Enumerable.Repeat("long", 60)), RowAxis = "q", ColumnAxis = "k" },
    ];

    [Theory]
    [MemberData(nameof(Figures), DisableDiscoveryEnumeration = true)]
    public void The_title_is_above_and_names_of_axes_are_outside_all_else(Figure figure)
    {
        FigureLayout layout = Of(figure);
        Rect[] title = Bounds(layout, TextRole.FigureTitle);
        TextMark[] axes = [.. layout.Texts.Where(text => text.Role == TextRole.Axis)];
        Rect[] inner =
        [
            .. layout.Panels.Select(panel => panel.Frame), .. Bounds(layout, TextRole.RowLabel), .. Bounds(layout, TextRole.ColumnLabel),
            .. Bounds(layout, TextRole.Heading), .. Bounds(layout, TextRole.Title),
        ];
        Rect beside = axes.Single(axis => axis.Upright).Bounds;
        Rect under = axes.Single(axis => !axis.Upright).Bounds;

        Rect page = new(0, 0, layout.Width, layout.Height);
        Assert.All(title.Concat([beside, under]), rect => Assert.True(page.Contains(rect)));
        double titleEnd = title.Max(line => line.Bottom);
        Assert.All(inner.Concat(layout.ColorBars.Select(bar => bar.Frame)), rect => Assert.True(rect.Y >= titleEnd));
        Assert.All(title, line => Assert.Equal(layout.Width / 2.0, line.X + (line.Width / 2), 1.0));
        Assert.All(inner, rect => Assert.True(rect.X >= beside.Right, $"{rect} under {beside}"));
        Assert.All(inner, rect => Assert.True(rect.Bottom <= under.Y, $"{rect} under {under}"));
        Assert.All(Bounds(layout, TextRole.Caption), line => Assert.True(line.Y >= under.Bottom));
        Assert.All(layout.ColorBars, bar => Assert.False(bar.Frame.Overlaps(under) || bar.Frame.Overlaps(beside)));
    }

    [Fact]
    public void A_caption_that_is_off_takes_no_room()
    {
        (FigureLayout plain, FigureLayout off) = (Of(Grid), Of(Grid with { DrawsCaption = false }));

        Assert.NotEmpty(Bounds(plain, TextRole.Caption));
        Assert.Empty(Bounds(off, TextRole.Caption));
        Assert.True(off.Height < plain.Height);
        Assert.Equal(plain.Panels.Select(panel => panel.Cells), off.Panels.Select(panel => panel.Cells));
    }

    [Fact]
    public void A_title_is_what_the_file_is_called() => Assert.Equal("Where it looks", new FigureDocument(Named).Title);

    [Theory]
    [InlineData("light", "vlag")]
    [InlineData("dark", "icefire")]
    public void What_is_more_or_less_has_the_page_for_its_middle(string theme, string map)
    {
        Figure figure = Heatmap.Of(new Matrix(1, 3, new[] { -1.0, 0, 1 })) with { Scale = ScaleOptions.AroundZero, Theme = Theme.Get(theme) };

        Assert.Equal(map, FigureScales.Resolve(figure)[0].Colormap.Name);
        Assert.Equal("icefire", FigureScales.Resolve(figure with { Scale = new() { Center = 0 } })[0].Colormap.Name);
        Assert.Equal("mako", FigureScales.Resolve(figure with { Scale = figure.Scale with { Colormap = Colormaps.Get("mako") } })[0].Colormap.Name);
        double page = Lightness.Of(figure.Theme.Background);
        Assert.InRange(Math.Abs(Lightness.Of(FigureScales.Resolve(figure)[0][0]) - page), 0, 12);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("symlog")]
    public void A_constant_matrix_has_the_middle_colour(string norm)
    {
        Figure figure = Heatmap.Of(new Matrix(2, 2, new[] { 3.0, 3, 3, 3 })) with { Scale = new() { Norm = new() { Kind = norm } } };

        Assert.Equal(Colormaps.Get("rocket")[0.5], FigureScales.Resolve(figure)[0][3]);
    }

    [Fact]
    public void The_last_label_is_kept_where_labels_thin_out_of_themselves()
    {
        Figure figure = Samples.Record(1, 1, [.. Enumerable.Range(0, 60).Select(i => $"t{i}")]).ToFigure() with { Width = 1.5 };
        string[] Shown(Figure one) => [.. Of(one).Texts.Where(text => text.Role == TextRole.ColumnLabel).Select(text => text.Text)];

        Assert.Equal("t59", Shown(figure)[^1]);
        Assert.InRange(Shown(figure).Length, 3, 40);
        Rect[] bounds = [.. Bounds(Of(figure), TextRole.ColumnLabel)];
        Assert.All(bounds.Zip(bounds.Skip(1)), pair => Assert.False(pair.First.Overlaps(pair.Second)));
        Assert.All(Shown(figure with { ColumnLabelStep = 20 }), label => Assert.Contains(label, (string[])["t0", "t20", "t40"]));
    }

    private static FigureLayout Of(Figure figure) => FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));

    private static Rect[] Bounds(FigureLayout layout, TextRole role) => [.. layout.Texts.Where(text => text.Role == role).Select(text => text.Bounds)];
}
