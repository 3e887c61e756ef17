using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Render.Formats;

namespace AttnExtract.Render.Tests.Makers;

public sealed class RecordFiguresTests
{
    private static readonly AttentionRecord Record = Samples.Record(3, 12, Samples.Sentence);

    [Fact]
    public void Every_layer_is_a_row_of_panels_and_every_head_a_column()
    {
        Figure figure = Record.ToFigure();

        Assert.Equal(36, figure.Panels.Length);
        Assert.All(figure.Panels, panel => Assert.Equal($"L{panel.Row} H{panel.Column}", panel.Title));
        Assert.Equal(Samples.Sentence, figure.RowLabels);
        Assert.Equal(Samples.Sentence, figure.ColumnLabels);
        Assert.Equal(Record.Pattern(2, 7).Values.Span[13], (float)figure.Panels[(2 * 12) + 7].Values[1, 4]);
    }

    [Fact]
    public void The_caption_says_model_text_and_what_is_shown()
    {
        Assert.Equal(
            [
                "small-model", "“The cat sat on the mat.”", "attention, layers 0-2, heads 0-11 (layers and heads 0-based)",
                "rows attend to columns",
            ],
            Record.ToFigure().Caption.Select(part => part.Text));
        Assert.Equal("attention, layers 0,2, head 7 (layers and heads 0-based)", Record.ToFigure([0, 2], [7]).Caption[2].Text);
    }

    [Fact]
    public void One_layer_or_one_head_is_set_as_a_block()
    {
        Assert.Equal(4, Record.ToFigure([1]).Panels.Max(panel => panel.Column) + 1);
        Assert.Equal(
            ["L1 H4", "L1 H5", "L1 H6", "L1 H7"],
            Record.ToFigure([1]).Panels.Where(panel => panel.Row == 1).Select(panel => panel.Title));
        Assert.Equal([0, 1, 2], Record.ToFigure(heads: [7]).Panels.Select(panel => panel.Column));
        Assert.Equal("L2 H7", Assert.Single(Record.ToFigure(2, 7).Panels).Title);
    }

    [Fact]
    public void A_layer_or_head_that_does_not_exist_is_named_with_those_that_do()
    {
        Assert.Equal(
            "There is no layer 3; the model has layers 0-2, and this record holds 0-2.",
            Assert.Throws<AttnExtractException>(() => Record.ToFigure([3])).Message);
        Assert.Equal(
            "There is no head -1; the model has heads 0-11, and this record holds 0-11.",
            Assert.Throws<AttnExtractException>(() => Record.ToFigure(0, -1)).Message);
    }

    [Fact]
    public void A_head_that_was_not_captured_is_told_from_one_that_does_not_exist()
    {
        AttentionRecord some = new(
            Record.Text, null, Record.Tokens, [2, 3, 5],
            [new(HookName.Pattern(1), new DenseArray(new float[3 * 81], 3, 9, 9))], Record.Provenance);

        Assert.Equal(
            "The maps of head 7 were not captured; this record has heads 2-3,5: choose among them or capture again.",
            Assert.Throws<AttnExtractException>(() => some.ToFigure(heads: [7])).Message);
        Assert.Equal(
            "The maps of layer 0 were not captured; this record has layers 1: choose among them or capture again.",
            Assert.Throws<AttnExtractException>(() => some.ToFigure(0, 2)).Message);
    }

    [Fact]
    public void One_file_a_head_has_a_stable_name_and_the_shared_scale()
    {
        string folder = Directory.CreateTempSubdirectory("heads").FullName;
        try
        {
            Figure figure = Record.ToFigure([0, 2], [7, 10]);

            IReadOnlyList<string> paths = figure.SavePanels(folder);

            Assert.Equal(["L00-H07.png", "L00-H10.png", "L02-H07.png", "L02-H10.png"], paths.Select(Path.GetFileName));
            Assert.All(paths, path => Assert.True(File.Exists(path)));
            double vmax = figure.Panels.Max(panel => Enumerable.Range(0, 81).Max(i => panel.Values[i / 9, i % 9]));
            Assert.All(figure.Split(), one => Assert.Equal((0, vmax), (one.Scale.Vmin, one.Scale.Vmax)));
            Assert.Equal("attention, layer 2, head 7 (layers and heads 0-based)", figure.Split().ElementAt(2).Caption[2].Text);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void An_unknown_extension_lists_the_formats()
    {
        string known = string.Join(", ", FigureFormat.All.SelectMany(format => format.Extensions));

        Assert.Equal(
            $"'cat.pmg' has no extension of a figure; there are {known}. Did you mean '.png'?",
            Assert.Throws<AttnExtractException>(() => Record.ToFigure().Save("cat.pmg")).Message);
        Assert.Equal(
            $"'cat' has no extension of a figure; there are {known}.",
            Assert.Throws<AttnExtractException>(() => Record.ToFigure().Save("cat")).Message);
    }

    [Fact]
    public void Limits_that_contradict_each_other_are_named()
    {
        Assert.Equal(
            "The scale would run from 1 to 0.5; vmin must lie below vmax: change one, or leave both out to take them from the data.",
            Assert.Throws<AttnExtractException>(() => Record.ToFigure().With(vmin: 1, vmax: 0.5).ToPng()).Message);
    }

    [Fact]
    public void A_figure_without_a_single_number_is_refused()
    {
        Figure figure = new() { Panels = [new(0, 0, "", new Matrix(1, 2, new[] { double.NaN, double.NaN }))] };

        Assert.Equal(
            "There is no number to draw: every cell is NaN or hidden; give --vmin and --vmax to draw it all the same.",
            Assert.Throws<AttnExtractException>(() => figure.ToPng()).Message);
    }
}
