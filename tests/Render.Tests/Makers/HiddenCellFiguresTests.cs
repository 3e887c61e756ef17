using AttnExtract.Extract;
using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Extract.Measures;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Render.Charts;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Terminal;
using AttnExtract.Render.Tokens;
using AttnExtract.Render.Words;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Makers;

/// <summary>What a decoder's tokens cannot see shows no number: no colour, no annotation, no part in limits and means.</summary>
public sealed class HiddenCellFiguresTests : IDisposable
{
    private const string Caption = "empty cells: keys that the query cannot see";

    private static readonly string[] Tokens = ["a", "b", "c", "d"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Hidden_cells_have_no_colour_and_no_text()
    {
        Figure figure = Decoder().ToFigure() with { Annotation = new(), Scale = new() };
        foreach (PanelReport panel in figure.Report())
        {
            Assert.Equal(Triangle, panel.Cells.Select(cell => cell is null));
            Assert.All(panel.Texts, text => Assert.True(text.Column <= text.Row));
            Assert.Equal(10, panel.Texts.Count);

            // The smallest weight that is seen; a hidden cell weighs 0.
            Assert.True(panel.Vmin > 0);
        }

        Assert.Single(figure.Caption, part => part.Text == Caption);
    }

    [Fact]
    public void Switched_off_they_show_0()
    {
        AttentionRecord record = Decoder();
        Figure off = record.ToFigure(tokens: TokenPolicy.Plain with { MasksHidden = false });

        Assert.All(off.Panels, panel => Assert.Equal(Triangle, panel.Values.Numbers().Select(number => number == 0)));
        Assert.DoesNotContain(off.Caption, part => part.Text == Caption);
        Assert.Equal(off.ToPng(), record.ToFigure().ShowingHidden().ToPng());
        Assert.NotEqual(off.ToPng(), record.ToFigure().ToPng());
    }

    [Fact]
    public void Means_are_of_what_is_seen()
    {
        // Layer 1 sees one token back, layer 0 all.
        Figure figure = Decoder(windows: [3, 1]).ToFigure(means: MeanPanels.All);
        Matrix first = figure.Panels.Single(panel => panel.Title == "L0 H1").Values;
        Matrix second = figure.Panels.Single(panel => panel.Title == "L1 H1").Values;
        Matrix mean = figure.Panels.Single(panel => panel.Title == "mean H1").Values;

        Assert.True(double.IsNaN(second[3, 0]));
        Assert.Equal(first[3, 0], mean[3, 0]);
        Assert.Equal((first[3, 2] + second[3, 2]) / 2, mean[3, 2], 1e-7);
        Assert.Equal(Triangle, mean.Hidden);
    }

    [Fact]
    public void A_word_sees_what_any_of_its_parts_sees()
    {
        Matrix words = Decoder(words: [0, 0, 1, 1]).ToFigure(tokens: TokenPolicy.Plain with { Merge = MergeRule.SumMean }).Panels[0].Values;

        Assert.Equal([false, true, false, false], words.Hidden);
        Assert.Equal(0.5 * (1 + 1), words[0, 0], 1e-6);
    }

    [Fact]
    public void Measures_show_no_number_where_no_way_leads()
    {
        AttentionRecord record = Decoder(windows: [1, 1]);
        Measurement[] measured = [record.Measure(MeasureCatalog.Attention), record.Measure(MeasureCatalog.Rollout)];

        Figure figure = measured.ToFigure();

        Assert.All(figure.Panels[..4], panel => Assert.Equal(Beyond(1), panel.Values.Hidden));
        Assert.Equal(Beyond(1), figure.Panels[4].Values.Hidden);
        Assert.Equal(Beyond(2), figure.Panels[5].Values.Hidden);
        Assert.Equal(Beyond(2), measured[1..].ToFigure(layers: [1]).Panels.Single().Values.Hidden);
        Assert.Single(figure.Caption, part => part.Text == Caption);
        Figure off = measured.Select(one => one.ShowingHidden()).ToArray().ToFigure();
        Assert.Equal(off.ToPng(), figure.ShowingHidden().ToPng());
        Assert.NotEqual(off.ToPng(), figure.ToPng());

        static IEnumerable<bool> Beyond(int reach) => Enumerable.Range(0, 16).Select(cell => cell % 4 > cell / 4 || (cell / 4) - (cell % 4) > reach);
    }

    [Fact]
    public void The_row_of_a_query_has_no_number_for_what_it_cannot_see()
    {
        Measurement[] measured = [Decoder(windows: [1, 1]).Measure(MeasureCatalog.Attention), Decoder(windows: [1, 1]).Measure(MeasureCatalog.Rollout)];
        bool[] near = [true, false, false, true];
        bool[] far = [false, false, false, true];

        Figure row = measured.ToFigure(ScoreView.Cells, query: 2);
        Assert.All(row.Panels[..5], panel => Assert.Equal(near, panel.Values.Hidden));
        Assert.Equal(far, row.Panels[5].Values.Hidden);
        Assert.Single(row.Caption, part => part.Text == Caption);
        Assert.Equal(measured.Select(one => one.ShowingHidden()).ToArray().ToFigure(ScoreView.Cells, query: 2).ToPng(), row.ShowingHidden().ToPng());
        Assert.NotEqual(row.ToPng(), row.ShowingHidden().ToPng());

        // Token 3 sees all that is near enough, and a rollout goes further.
        Assert.Equal([true, true, false, false], measured[..1].ToFigure(ScoreView.Cells, query: 3).Panels[0].Values.Hidden);
    }

    [Fact]
    public void Running_text_leaves_what_a_query_cannot_see_without_ground()
    {
        Figure figure = new[] { Decoder().Measure(MeasureCatalog.Attention) }.ToFigure(ScoreView.Text, query: 1, layers: [0], heads: [0]);
        Figure shown = figure.ShowingHidden();
        FigureLayout layout = Of(figure);

        Assert.Equal([false, false, true, true], figure.Panels[0].Values.Hidden);
        Assert.Equal("pale, without ground: tokens that the query cannot see", figure.Caption[^1].Text);
        Assert.DoesNotContain(shown.Caption, part => part.Text.StartsWith("pale", StringComparison.Ordinal));
        Assert.Equal(2, layout.Panels[0].Samples.Count);
        Assert.Equal(4, Of(shown).Panels[0].Samples.Count);
        Assert.NotEqual(InkOf(layout, "d"), InkOf(Of(shown), "d"));
        Assert.Equal(2, Count(figure.ToTex("f.png"), "\\colorbox"));
        Assert.Equal(4, Count(shown.ToTex("f.png"), "\\colorbox"));
        Assert.Matches(@"a\([0-9.]+\) b\([0-9.]+\) c d\n", Terminal(figure));
        Assert.Matches(@"c\(0\) d\(0\)\n", Terminal(shown));
    }

    [Fact]
    public void What_a_query_cannot_see_has_a_grey_column_and_no_bar()
    {
        Measurement[] measured = [Decoder().Measure(MeasureCatalog.Attention)];
        Figure figure = measured.ToFigure(ScoreView.Bars, query: 1, layers: [0], heads: [0]);
        Chart chart = figure.Panels[0].Chart!;
        ChartSeries[] grey = [.. chart.Series.Where(series => series.Shape == ChartShape.Area)];

        Assert.Equal([0, 1], chart.Series.Single(series => series.Shape == ChartShape.Bars).Points.Select(point => point.Across));
        Assert.Equal([(1.5, 3.5)], grey.Select(series => (series.Points.Min(point => point.Across), series.Points.Max(point => point.Across))));
        Assert.All(grey, series => Assert.Equal(
            (chart.Up.From, chart.Up.To), (series.Points.Min(point => point.Up), series.Points.Max(point => point.Up))));
        Assert.Equal("grey columns: tokens that the query cannot see", figure.Caption[^1].Text);
        Assert.Equal(["a", "b", "c", "d"], Terminal(figure).Split('\n').Where(line => line.Length > 0).Skip(1).Take(4).Select(line => line[..1]));
        Assert.Contains("\nc\nd\n", Terminal(figure), StringComparison.Ordinal);

        Figure all = measured.Select(one => one.ShowingHidden()).ToArray().ToFigure(ScoreView.Bars, query: 1, layers: [0], heads: [0]);
        Assert.Equal([0, 1, 2, 3], all.Panels[0].Chart!.Series.Single().Points.Select(point => point.Across));
        Assert.DoesNotContain(all.Caption, part => part.Text.StartsWith("grey", StringComparison.Ordinal));
    }

    [Fact]
    public void What_every_kind_of_attention_changes_names_the_cells_of_the_one_that_hides_some()
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.FolderOf("families", "bart"));
        AttentionRecord record = model.Capture([new TextPair("A fox.") { Target = "Ein Hund." }], CaptureOptions.Default)[0];
        RecordComparison[] all = [.. record.Parts.Select(part => part.CompareTo(part))];

        Assert.Single(all.ToFigure().Caption, part => part.Text == Caption);
        Assert.DoesNotContain(all.Where(one => one.After.Kind != AttentionKind.Decoder).ToArray().ToFigure().Caption, part => part.Text == Caption);
    }

    [Fact]
    public void A_manifest_keeps_what_is_hidden_and_its_numbers()
    {
        string path = _folder["figure.png"];
        Figure figure = Decoder().ToFigure();
        figure.Save(path);

        Figure read = FigureManifest.Read(path);

        Assert.All(read.Panels, panel => Assert.Equal(Triangle, panel.Values.Hidden));
        Assert.Equal(figure.ToPng(), read.ToPng());
        Assert.Equal(figure.ShowingHidden().ToPng(), read.ShowingHidden().ToPng());
    }

    [Fact]
    public void An_encoder_hides_nothing()
    {
        Figure figure = Samples.Record(2, 2, Tokens).ToFigure();

        Assert.All(figure.Panels, panel => Assert.Empty(panel.Values.Hidden));
        Assert.DoesNotContain("hidden", FigureManifest.ToJson(figure), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<bool> Triangle => Enumerable.Range(0, 16).Select(cell => cell % 4 > cell / 4);

    private static FigureLayout Of(Figure figure) => FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));

    private static Rgba InkOf(FigureLayout layout, string token) => layout.Texts.First(mark => mark.Role == TextRole.Token && mark.Text == token).Color;

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static string Terminal(Figure figure)
    {
        StringWriter writer = new() { NewLine = "\n" };
        figure.WriteTerminal(writer, TerminalDepth.Shades, 80);
        return writer.ToString();
    }

    // As a file gives it, which does not say what was hidden.
    private AttentionRecord Decoder(int[]? windows = null, int[]? words = null)
    {
        AttentionRecord made = Samples.Record(2, 2, Tokens);
        List<KeyValuePair<HookName, DenseArray>> sites = [];
        foreach ((HookName name, DenseArray map) in made.Sites)
        {
            float[] weights = map.Values.ToArray();
            int reach = windows?[name.Layer!.Value] ?? 3;
            for (int row = 0; row < weights.Length / 4; row++)
            {
                Span<float> ofQuery = weights.AsSpan(row * 4, 4);
                for (int key = 0; key < 4; key++)
                {
                    ofQuery[key] = key > row % 4 || (row % 4) - key > reach ? 0 : ofQuery[key];
                }

                float sum = ofQuery[0] + ofQuery[1] + ofQuery[2] + ofQuery[3];
                ofQuery[0] /= sum;
                ofQuery[1] /= sum;
                ofQuery[2] /= sum;
                ofQuery[3] /= sum;
            }

            sites.Add(new(name, new DenseArray(weights, 2, 4, 4)));
        }

        IReadOnlyList<RecordToken> tokens = [.. made.Tokens.Select((token, i) => token with { Word = words?[i] ?? i })];
        string path = _folder["run.npz"];
        new AttentionRecord(made.Text, null, tokens, made.Heads, sites, made.Provenance with { ModelType = "gpt2" }).Save(path);
        return AttentionRecord.Open(path);
    }
}
