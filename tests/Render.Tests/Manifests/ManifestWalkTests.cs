using System.Collections.Immutable;
using System.Reflection;
using AttnExtract.Render.Annotations;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.RunningText;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Render.Tests.Manifests;

/// <summary>Whatever a figure can be told stands in its manifest and comes back from it: every property of every part is tried.</summary>
public sealed class ManifestWalkTests
{
    // A font is a file; FigureFontTests and ManifestTests look after it.
    // Running text goes with one row of numbers only and is tried by its own parts.
    private static readonly string[] Elsewhere = [nameof(Figure.Font), nameof(Panel.Flow)];

    private static readonly Figure Base = Samples.Record(1, 2, Samples.Sentence).ToFigure() with { Annotation = new() };

    private static readonly Chart Drawn = new(
        new(0, 9), new(1, 2), [new(ChartShape.Line, ChartColor.First, [new(0, 1), new(9, 2)])]);

    private static readonly TextFlow Written = new([new("a", PieceGap.None), new("token", PieceGap.Space)]);

    private static readonly Matrix Other = new(9, 9, Enumerable.Range(1, 81).Select(i => i / 7.0).ToArray());

    // One value of each that is not its default.
    private static readonly Dictionary<Type, Dictionary<string, object>> Values = new()
    {
        [typeof(Figure)] = new()
        {
            [nameof(Figure.Panels)] = Base.Panels.RemoveAt(0),
            [nameof(Figure.Subject)] = "norms",
            [nameof(Figure.Title)] = "a title",
            [nameof(Figure.ColumnAxis)] = "key",
            [nameof(Figure.RowAxis)] = "query",
            [nameof(Figure.Titling)] = Titling.Headings,
            [nameof(Figure.RowHeadings)] = ImmutableArray.Create("r"),
            [nameof(Figure.ColumnHeadings)] = ImmutableArray.Create("c", "d"),
            [nameof(Figure.RowLabels)] = Labels("x", 9),
            [nameof(Figure.ColumnLabels)] = Labels("y", 9),
            [nameof(Figure.RowLabelStep)] = 2,
            [nameof(Figure.ColumnLabelStep)] = 3,
            [nameof(Figure.StackIdeographs)] = true,
            [nameof(Figure.RowSegments)] = ImmutableArray.Create(new AxisSegment(0, 2, "A")),
            [nameof(Figure.ColumnSegments)] = ImmutableArray.Create(new AxisSegment(1, 2, "B")),
            [nameof(Figure.Labels)] = LabelPlacement.Every,
            [nameof(Figure.Scale)] = new ScaleOptions { Vmin = 0.25 },
            [nameof(Figure.Sharing)] = ScaleSharing.Row,
            [nameof(Figure.ColorBar)] = ColorBarOptions.None,
            [nameof(Figure.Annotation)] = new AnnotationOptions { Size = 4 },
            [nameof(Figure.LineWidth)] = 0.5,
            [nameof(Figure.LineColor)] = new Rgba(1, 2, 3),
            [nameof(Figure.Square)] = false,
            [nameof(Figure.Cells)] = CellStyle.Vector,
            [nameof(Figure.Source)] = Base.Source! with { Text = "another" },
            [nameof(Figure.Caption)] = ImmutableArray.Create(new CaptionPart("words", CaptionRole.Quote)),
            [nameof(Figure.DrawsCaption)] = false,
            [nameof(Figure.CellPixels)] = 11,
            [nameof(Figure.Theme)] = Theme.Dark,
            [nameof(Figure.FontSize)] = 6.5,
            [nameof(Figure.Quality)] = 80,
            [nameof(Figure.Width)] = 4.5,
            [nameof(Figure.Dpi)] = 150.0,
        },
        [typeof(Panel)] = new()
        {
            [nameof(Panel.Row)] = 1,
            [nameof(Panel.Column)] = 5,
            [nameof(Panel.Title)] = "t",
            [nameof(Panel.Values)] = Other,
            [nameof(Panel.Name)] = "n",
            [nameof(Panel.Shown)] = "s",
            [nameof(Panel.Measure)] = "m",
            [nameof(Panel.Colormap)] = Colormaps.Get("viridis"),
            [nameof(Panel.Annotations)] = Other,
            [nameof(Panel.AnnotationTexts)] = Labels("one", 81),
            [nameof(Panel.Curves)] = ImmutableArray.Create(new PanelCurve([new(0, 1), new(1, 0)], new(4, 5, 6), IsArea: true) { Width = 3 }),
            [nameof(Panel.Chart)] = Drawn,
            [nameof(Panel.Scale)] = ScaleOptions.AroundZero,
            [nameof(Panel.Notes)] = ImmutableArray.Create(new PanelNote(new(1, 2), "note")),
            [nameof(Panel.RowLabels)] = Labels("x", 9),
            [nameof(Panel.ColumnLabels)] = Labels("y", 9),
        },
        [typeof(TextPiece)] = new()
        {
            [nameof(TextPiece.Text)] = "another",
            [nameof(TextPiece.Gap)] = PieceGap.Line,
            [nameof(TextPiece.IsSpecial)] = true,
        },
        [typeof(TextFlow)] = new()
        {
            [nameof(TextFlow.Pieces)] = ImmutableArray.Create(new TextPiece("x", PieceGap.None), new TextPiece("y", PieceGap.Space)),
        },
        [typeof(Chart)] = new()
        {
            [nameof(Chart.Across)] = ChartAxis.Columns(9),
            [nameof(Chart.Up)] = ChartAxis.Rows(9),
            [nameof(Chart.Series)] = ImmutableArray.Create(Drawn.Series[0], Drawn.Series[0]),
        },
        [typeof(ChartAxis)] = new()
        {
            [nameof(ChartAxis.From)] = 0.5,
            [nameof(ChartAxis.To)] = 7.5,
            [nameof(ChartAxis.Marking)] = ChartMarking.Counts,
            [nameof(ChartAxis.Name)] = "an axis",
        },
        [typeof(ChartSeries)] = new()
        {
            [nameof(ChartSeries.Shape)] = ChartShape.Spans,
            [nameof(ChartSeries.Color)] = ChartColor.Third,
            [nameof(ChartSeries.Points)] = ImmutableArray.Create(new ChartPoint(3, 1.5)),
            [nameof(ChartSeries.Name)] = "a line",
        },
        [typeof(ScaleOptions)] = new()
        {
            [nameof(ScaleOptions.Colormap)] = Colormaps.Get("white..#00441b"),
            [nameof(ScaleOptions.Vmin)] = 0.125,
            [nameof(ScaleOptions.Vmax)] = 7.0,
            [nameof(ScaleOptions.Center)] = 0.5,
            [nameof(ScaleOptions.FollowsTheme)] = true,
            [nameof(ScaleOptions.Robust)] = true,
            [nameof(ScaleOptions.Norm)] = new NormOptions { Kind = "symlog" },
        },
        [typeof(NormOptions)] = new()
        {
            [nameof(NormOptions.Kind)] = "asinh",
            [nameof(NormOptions.Gamma)] = 2.0,
            [nameof(NormOptions.Linthresh)] = 0.5,
            [nameof(NormOptions.Linscale)] = 2.0,
            [nameof(NormOptions.LinearWidth)] = 3.0,
            [nameof(NormOptions.Vcenter)] = 0.25,
            [nameof(NormOptions.Halfrange)] = 4.0,
            [nameof(NormOptions.Boundaries)] = ImmutableArray.Create(0.0, 1, 2),
            [nameof(NormOptions.ColorCount)] = 12,
        },
        [typeof(ColorBarOptions)] = new()
        {
            [nameof(ColorBarOptions.IsShown)] = false,
            [nameof(ColorBarOptions.Label)] = "l",
            [nameof(ColorBarOptions.Side)] = ColorBarSide.Top,
            [nameof(ColorBarOptions.Ticks)] = ImmutableArray.Create(0.0, 0.5),
        },
        [typeof(AnnotationOptions)] = new()
        {
            [nameof(AnnotationOptions.Format)] = NumberFormat.Parse(".1%"),
            [nameof(AnnotationOptions.Mark)] = "*",
            [nameof(AnnotationOptions.WithNumbers)] = true,
            [nameof(AnnotationOptions.Size)] = 5.0,
        },
    };

    private static ImmutableArray<string> Labels(string stem, int count) => [.. Enumerable.Range(0, count).Select(i => $"{stem}{i}")];

    public static TheoryData<Type, string> Properties()
    {
        TheoryData<Type, string> properties = [];
        foreach (Type type in Values.Keys)
        {
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite && !Elsewhere.Contains(property.Name)))
            {
                properties.Add(type, property.Name);
            }
        }

        return properties;
    }

    [Theory]
    [MemberData(nameof(Properties), DisableDiscoveryEnumeration = true)]
    public void A_property_stands_in_the_manifest_and_comes_back(Type type, string name)
    {
        Assert.True(Values[type].TryGetValue(name, out object? value), $"Give a value of {type.Name}.{name} that is not its default.");
        Figure changed = Changed(type, name, value);

        string json = FigureManifest.ToJson(changed);

        Figure plain = type.Namespace == typeof(Chart).Namespace ? OfChart(Drawn) : type.Namespace == typeof(TextFlow).Namespace ? OfFlow(Written) : Base;
        Assert.NotEqual(FigureManifest.ToJson(plain), json);
        Assert.Equal(json, FigureManifest.ToJson(FigureManifest.FromJson(json, "it")));
    }

    private static Figure Changed(Type type, string name, object value) =>
        type == typeof(Figure) ? With(Base with { Title = "" }, name, value)
        : type == typeof(Panel) ? Base with { Panels = Base.Panels.SetItem(0, With(Base.Panels[0] with { Name = "x" }, name, value)) }
        : type == typeof(Chart) ? OfChart(With(Drawn with { }, name, value))
        : type == typeof(ChartAxis) ? OfChart(Drawn with { Across = With(Drawn.Across with { }, name, value) })
        : type == typeof(ChartSeries) ? OfChart(Drawn with { Series = [With(Drawn.Series[0] with { }, name, value)] })
        : type == typeof(TextFlow) ? OfFlow(With(Written with { }, name, value))
        : type == typeof(TextPiece) ? OfFlow(new([Written.Pieces[0], With(Written.Pieces[1] with { }, name, value)]))
        : type == typeof(ScaleOptions) ? Base with { Scale = With(Base.Scale with { Robust = false }, name, value) }
        : type == typeof(NormOptions) ? Base with { Scale = Base.Scale with { Norm = With(new NormOptions(), name, value) } }
        : type == typeof(ColorBarOptions) ? Base with { ColorBar = With(Base.ColorBar with { Label = "attention weight" }, name, value) }
        : Base with { Annotation = With(new AnnotationOptions(), name, value) };

    private static Figure OfFlow(TextFlow flow) =>
        Base with { Panels = Base.Panels.SetItem(0, Base.Panels[0] with { Values = new(1, 2, new[] { 0.5, 1 }), Flow = flow }) };

    private static Figure OfChart(Chart chart) => Base with { Panels = Base.Panels.SetItem(0, Base.Panels[0] with { Chart = chart }) };

    // Init accessors are no secret to reflection; what is changed is a copy.
    private static T With<T>(T copy, string name, object value)
        where T : notnull
    {
        typeof(T).GetProperty(name)!.SetValue(copy, value);
        return copy;
    }
}
