using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Tokens;

namespace AttnExtract.Render.Tests.Tokens;

public sealed class TokenPolicyTests
{
    // [CLS] un ##happy ! [SEP] no [SEP], of the pair "Unhappy!" and "No".
    private static readonly AttentionRecord Record = Pair();

    [Fact]
    public void Attention_to_a_word_is_the_sum_and_from_a_word_the_mean()
    {
        Figure figure = Show(new() { Merge = MergeRule.SumMean });

        Assert.Equal(["[CLS]", "Unhappy", "!", "[SEP]", "No", "[SEP]"], figure.RowLabels);
        Assert.Equal(Cell(0, 1) + Cell(0, 2), figure.Panels[0].Values[0, 1], 1e-6);
        Assert.Equal((Cell(1, 0) + Cell(2, 0)) / 2, figure.Panels[0].Values[1, 0], 1e-6);
        Assert.Equal((Cell(1, 1) + Cell(1, 2) + Cell(2, 1) + Cell(2, 2)) / 2, figure.Panels[0].Values[1, 1], 1e-6);
        Assert.All(
            Enumerable.Range(0, 6),
            row => Assert.Equal(1, Enumerable.Range(0, 6).Sum(column => figure.Panels[0].Values[row, column]), 1e-5));
        Assert.Equal("parts of words merged: sum of attention to them, mean of attention from them", figure.Caption[^1].Text);
    }

    [Fact]
    public void The_largest_or_the_first_part_may_stand_for_a_word()
    {
        double largest = new[] { Cell(1, 1), Cell(1, 2), Cell(2, 1), Cell(2, 2) }.Max();

        Assert.Equal(largest, Show(new() { Merge = MergeRule.Max }).Panels[0].Values[1, 1], 1e-6);
        Assert.Equal(Cell(1, 1), Show(new() { Merge = MergeRule.First }).Panels[0].Values[1, 1], 1e-6);
    }

    [Fact]
    public void What_is_left_out_is_left_out_of_rows_and_columns_and_rows_may_be_renormalised()
    {
        Figure figure = Show(new() { DropSpecial = true, DropPunctuation = true, Renormalize = true });

        Assert.Equal(["un", "##happy", "no"], figure.ColumnLabels);
        Assert.Equal(Cell(1, 5) / (Cell(1, 1) + Cell(1, 2) + Cell(1, 5)), figure.Panels[0].Values[0, 2], 1e-6);
        Assert.Equal(
            ["special tokens and punctuation left out", "rows renormalised to sum to 1"],
            figure.Caption.Select(part => part.Text).TakeLast(2));
    }

    [Fact]
    public void Pretty_labels_are_the_text_itself() =>
        Assert.Equal(["[CLS]", "Un", "happy", "!", "[SEP]", "No", "[SEP]"], Show(new() { Pretty = true }).RowLabels);

    [Theory]
    [InlineData("a 猫", "a@0-1 Ġç@1-3 Į@2-3 «@2-3", "a|猫 1/3|猫 2/3|猫 3/3")]
    [InlineData("a cat", "▁a@0-1 ▁@2-3 cat@2-5", "a|␣|cat")]
    [InlineData("a ½", "▁a@0-1 ▁1@1-3 ⁄@2-3 2@2-3", "a|½ 1/3|½ 2/3|½ 3/3")]
    [InlineData("a\n\tb", "a@0-1 Ċ@1-2 ĉ@2-3 b@3-4", "a|↵|⇥|b")]
    [InlineData("the 猫", "the@0-3 [UNK]@4-5", "the|猫 [UNK]")]
    [InlineData("a [MASK] <b>", "a@0-1 [MASK]@2-8 <b>@9-12", "a|[MASK]|<b>")]
    [InlineData("👩‍🔬!", "ðŁĳ©@0-1 âĢ@1-2 į@1-2 ðŁ@2-3 Ķ¬@2-3 !@3-4", "👩|\u200D 1/2|\u200D 2/2|🔬 1/2|🔬 2/2|!")]
    [InlineData("▁", "▁@0-1", "▁")]
    [InlineData("e\u0301\u0327s o\u0308", "e@0-1 s@3-4 o@5-6", "e\u0301\u0327|s|o\u0308")]
    [InlineData("e\u0301s", "e@0-1 \u0301@1-2 s@2-3", "e|\u0301|s")]
    public void Pretty_labels_show_no_marks_and_no_bytes(string text, string tokens, string labels)
    {
        string[] parts = tokens.Split(' ');
        RecordToken Parse(string part, int index)
        {
            int at = part.LastIndexOf('@');
            int[] range = [.. part[(at + 1)..].Split('-').Select(int.Parse)];
            return new(index, part[..at], range[0], range[1], 0, index, 0);
        }

        AttentionRecord numbers = Samples.Record(1, 1, parts);
        AttentionRecord record = new(text, null, [.. parts.Select(Parse)], [0], numbers.Sites, numbers.Provenance);

        Assert.Equal(labels.Split('|'), record.ToFigure(tokens: new() { Pretty = true }).RowLabels);
        Assert.Equal(record.Tokens.Select(token => token.Text), record.ToFigure().RowLabels);
    }

    [Fact]
    public void Positions_choose_tokens_or_words()
    {
        Assert.Equal(["##happy", "no"], Show(new() { Positions = [2, 5] }).RowLabels);
        Assert.Equal(["Unhappy", "No"], Show(new() { Positions = [1, 4], Merge = MergeRule.SumMean }).RowLabels);
        Assert.Equal("words 1,4 of the text (0-based)", Show(new() { Positions = [1, 4], Merge = MergeRule.Max }).Caption[^2].Text);
        Assert.Equal(
            "There is no token 7; the text has tokens 0-6.",
            Assert.Throws<AttnExtractException>(() => Show(new() { Positions = [7] })).Message);
        Assert.Equal(
            "No token is left to show; leave out less.",
            Assert.Throws<AttnExtractException>(() => Show(new() { Positions = [0], DropSpecial = true })).Message);
    }

    [Fact]
    public void A_pair_is_bracketed_and_divided()
    {
        Figure figure = Show(TokenPolicy.Plain);

        Assert.Equal([new(1, 4, "A"), new(5, 6, "B")], figure.RowSegments);
        FigureLayout layout = FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));
        Assert.Equal(["A", "B", "A", "B"], layout.Texts.Where(text => text.Role == TextRole.Bracket).Select(text => text.Text));
        Rect cells = layout.Panels[0].Cells;
        Assert.Equal(cells.Y + (5 * cells.Height / 7) - layout.Line, layout.Panels[0].Dividers[0].Y);
    }

    [Fact]
    public void Means_are_a_further_row_and_column()
    {
        Figure figure = Samples.Record(2, 3, Samples.Sentence).ToFigure(means: MeanPanels.All);

        Assert.Equal(
            ["L0 H0", "L0 H1", "L0 H2", "L0 mean", "L1 H0", "L1 H1", "L1 H2", "L1 mean", "mean H0", "mean H1", "mean H2", "mean"],
            figure.Panels.OrderBy(panel => panel.Row).ThenBy(panel => panel.Column).Select(panel => panel.Title));
        double mean = figure.Panels.Where(panel => !panel.Title.Contains("mean")).Average(panel => panel.Values[4, 2]);
        Assert.Equal(mean, figure.Panels.Single(panel => panel.Title == "mean").Values[4, 2], 1e-6);
    }

    [Fact]
    public void Every_choice_is_said_in_the_caption_and_the_manifest()
    {
        TokenPolicy policy = new() { Merge = MergeRule.First, DropPunctuation = true, Positions = [1, 2, 3, 4], Pretty = true };
        const string Said = "parts of words merged: attention to and from the first; punctuation left out; "
            + "words 1-4 of the text (0-based); rows not renormalised; tokens labelled with the text that they stand for";

        Assert.Equal(Said, policy.Describe());
        Assert.Equal(Said.Split("; "), Show(policy).Caption.Select(part => part.Text).TakeLast(5));
        Assert.Contains($"\"tokenPolicy\": \"{Said}\"", FigureManifest.ToJson(Show(policy)));
        Assert.Equal(Said, FigureManifest.FromJson(FigureManifest.ToJson(Show(policy)), "it").Source!.Policy);
        Assert.Equal("tokens as the model reads them", TokenPolicy.Plain.Describe());
        Assert.Contains("\"tokenPolicy\": \"tokens as the model reads them\"", FigureManifest.ToJson(Show(TokenPolicy.Plain)));
    }

    [Fact]
    public void Every_token_as_it_is_leaves_the_numbers_untouched()
    {
        Matrix values = Show(TokenPolicy.Plain).Panels[0].Values;

        Assert.All(Enumerable.Range(0, 49), i => Assert.Equal(Cell(i / 7, i % 7), values[i / 7, i % 7]));
        Assert.Equal(Record.Tokens.Select(token => token.Text), Show(TokenPolicy.Plain).RowLabels);
    }

    [Fact]
    public void Attention_that_is_all_left_out_leaves_a_row_of_zeros()
    {
        AttentionRecord record = new(
            "a b", null,
            [new(0, "[CLS]", 0, 0, null, null, 0), new(1, "a", 0, 1, 0, 0, 0), new(2, "b", 2, 3, 0, 1, 0)],
            [0],
            [new(HookName.Pattern(0), new DenseArray(new float[] { 1, 0, 0, 1, 0, 0, 0.5f, 0.125f, 0.375f }, 1, 3, 3))],
            Record.Provenance);

        Matrix values = record.ToFigure(tokens: new() { DropSpecial = true, Renormalize = true }).Panels[0].Values;

        Assert.Equal([0, 0, 0.25, 0.75], values.Numbers());
    }

    [Fact]
    public void A_record_that_knows_no_words_says_so()
    {
        AttentionRecord wordless = new(
            Record.Text, Record.Pair, [.. Record.Tokens.Select(token => token with { Word = null })], [0], Record.Sites, Record.Provenance);

        Assert.Equal(
            "The record does not say which word token 1 ('un') is part of, so words cannot be merged; "
            + "capture the text again, or show tokens.",
            Assert.Throws<AttnExtractException>(() => wordless.ToFigure(tokens: new() { Merge = MergeRule.Max })).Message);
        Assert.Equal(7, wordless.ToFigure(tokens: new() { Pretty = true }).RowLabels.Length);
    }

    private static Figure Show(TokenPolicy policy) => Record.ToFigure([0], [0], policy);

    private static double Cell(int row, int column) => Record.Pattern(0, 0).Values.Span[(row * 7) + column];

    private static AttentionRecord Pair()
    {
        string[] texts = ["[CLS]", "un", "##happy", "!", "[SEP]", "no", "[SEP]"];
        AttentionRecord numbers = Samples.Record(1, 1, texts);
        return new(
            "Unhappy!",
            "No",
            [
                new(0, texts[0], 0, 0, null, null, 0),
                new(1, texts[1], 0, 2, 0, 0, 0),
                new(2, texts[2], 2, 7, 0, 0, 0),
                new(3, texts[3], 7, 8, 0, 1, 0),
                new(4, texts[4], 0, 0, null, null, 0),
                new(5, texts[5], 0, 2, 1, 0, 1),
                new(6, texts[6], 0, 0, null, null, 1),
            ],
            [0],
            numbers.Sites,
            numbers.Provenance);
    }
}
