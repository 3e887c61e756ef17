using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Fonts;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Layout;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.RunningText;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Terminal;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Tests.RunningText;

/// <summary>Text on coloured ground by its pieces and its rectangles.</summary>
public sealed class TextFlowTests
{
    private const string Sentence = "The unbelievable cat, 猫坐在垫子上。 שלום";

    private static readonly RecordToken[] Tokens =
    [
        new(0, "[CLS]", 0, 0, null, null, 0),
        new(1, "the", 0, 3, 0, 0, 0), new(2, "un", 4, 6, 0, 1, 0), new(3, "##believable", 6, 16, 0, 1, 0), new(4, "cat", 17, 20, 0, 2, 0),
        new(5, ",", 20, 21, 0, 3, 0),
        .. Enumerable.Range(0, 7).Select(i => new RecordToken(6 + i, "猫", 22 + i, 23 + i, 0, 4 + i, 0)),
        new(13, "ש", 30, 31, 0, 11, 0), new(14, "##לום", 31, 34, 0, 11, 0),
        new(15, "[SEP]", 0, 0, null, null, 0),
        new(16, "another", 0, 7, 1, 0, 1), new(17, "[SEP]", 0, 0, null, null, 1),
    ];

    public static TheoryData<double?, string, int> Pages()
    {
        TheoryData<double?, string, int> pages = [];
        foreach (double? width in (double?[])[null, 1.5, 3.03, 5.5, 6.3])
        {
            foreach (int times in (int[])[1, 5, 30])
            {
                pages.Add(width, "light", times);
                pages.Add(width, "dark", times);
            }
        }

        return pages;
    }

    [Fact]
    public void A_space_of_its_own_shows_no_letter_of_what_follows()
    {
        // As XLM-RoBERTa's tokenizer says where its tokens stand: a space alone borrows the place of the word after it.
        RecordToken[] tokens =
        [
            new(0, "▁sat", 0, 3, 0, 0, 0), new(1, "▁", 4, 5, 0, 1, 0), new(2, "猫", 4, 5, 0, 1, 0), new(3, "▁f", 6, 7, 0, 2, 0), new(4, "ine", 7, 10, 0, 2, 0),
        ];

        Assert.Equal(["sat", "␣", "猫", "f", "ine"], TextPieces.Of(new("sat 猫 fine", null, tokens)).Select(piece => piece.Text));
    }

    [Fact]
    public void Pieces_are_what_the_text_says()
    {
        TextPiece[] pieces = [.. TextPieces.Of(new(Sentence, "Another", Tokens))];

        Assert.Equal(
            ["[CLS]", "The", "un", "believable", "cat", ",", "猫", "坐", "在", "垫", "子", "上", "。", "ש", "לום", "[SEP]", "Another", "[SEP]"],
            pieces.Select(piece => piece.Text));
        Assert.Equal(
            [
                PieceGap.None, PieceGap.Space, PieceGap.Space, PieceGap.None, PieceGap.Space, PieceGap.None,
                PieceGap.Space, PieceGap.None, PieceGap.None, PieceGap.None, PieceGap.None, PieceGap.None, PieceGap.None,
                PieceGap.Space, PieceGap.None, PieceGap.Space, PieceGap.Line, PieceGap.Space,
            ],
            pieces.Select(piece => piece.Gap));
        Assert.Equal([0, 15, 17], pieces.Index().Where(piece => piece.Item.IsSpecial).Select(piece => piece.Index));
    }

    [Fact]
    public void Tokens_without_a_place_are_written_as_the_vocabulary_does()
    {
        RecordToken[] tokens = [new(0, "the", 0, 0, 0, 0, 0), new(1, "Ġcat", 0, 0, 0, 1, 0), new(2, "##s", 0, 0, 0, 1, 0), new(3, "▁", 0, 0, 0, 2, 0)];

        Assert.Equal(
            [new("the", PieceGap.None), new("cat", PieceGap.Space), new("s", PieceGap.None), new("␣", PieceGap.Space)],
            TextPieces.Of(new("", null, tokens)));
    }

    [Fact]
    public void A_character_of_several_tokens_is_written_once()
    {
        RecordToken[] tokens = [new(0, "a", 0, 1, 0, 0, 0), new(1, "ðŁ", 2, 3, 0, 1, 0), new(2, "Ļ", 2, 3, 0, 1, 0)];

        Assert.Equal([new("a", PieceGap.None), new("é", PieceGap.Space), new("", PieceGap.None)], TextPieces.Of(new("a é", null, tokens)));
    }

    [Theory]
    [MemberData(nameof(Pages), DisableDiscoveryEnumeration = true)]
    public void Every_token_is_on_its_ground_on_the_page_and_covers_no_other(double? width, string theme, int times)
    {
        Figure figure = Many(times) with { Width = width, Theme = Theme.Get(theme) };
        FigureLayout layout = Of(figure);

        Rect page = new(0, 0, layout.Width, layout.Height);
        TextMark[] tokens = [.. layout.Texts.Where(text => text.Role == TextRole.Token)];
        Rect[] grounds = [.. layout.Panels.SelectMany(panel => panel.Samples).Select(Bounds)];
        Assert.All(layout.Texts, text => Assert.True(page.Contains(text.Bounds), text.ToString()));
        Assert.All(grounds, ground => Assert.True(page.Contains(ground)));
        Assert.Equal(figure.Panels.Sum(panel => panel.Flow!.Pieces.Length), grounds.Length);
        foreach ((int i, Rect ground) in grounds.Index())
        {
            Assert.DoesNotContain(grounds.Skip(i + 1), other => other.Overlaps(ground));
        }

        Assert.All(tokens, token => Assert.True(
            grounds.Any(ground => token.Bounds.X >= ground.X - 1 && token.Bounds.Right <= ground.Right + 1 && token.Bounds.Overlaps(ground)), token.Text));
        Assert.All(
            layout.Texts.Where(text => text.Role is TextRole.Title or TextRole.ColorBar or TextRole.Caption),
            text => Assert.DoesNotContain(grounds, ground => ground.Overlaps(text.Bounds)));
        Assert.Equal(2, layout.ColorBars.Count);
    }

    [Fact]
    public void A_word_stays_together_and_a_second_text_begins_a_line()
    {
        FigureLayout layout = Of(Many(1) with { Width = 2.2 });

        double LineOf(string text) => layout.Texts.First(mark => mark.Role == TextRole.Token && mark.Text == text).Y;
        double LeftOf(string text) => layout.Texts.First(mark => mark.Role == TextRole.Token && mark.Text == text).Bounds.X;
        Assert.Equal(LineOf("un"), LineOf("believable"));
        Assert.True(LineOf("Another") > LineOf("[SEP]"));
        Assert.Equal(LeftOf("[CLS]"), LeftOf("Another"), 2.0);
        Assert.True(LineOf("上") == LineOf("。"));
    }

    [Fact]
    public void What_is_written_from_right_to_left_stands_so()
    {
        FigureLayout layout = Of(Many(1));
        TextMark[] marks = [.. layout.Texts.Where(mark => mark.Role == TextRole.Token)];

        Assert.True(marks.First(mark => mark.Text == "ש").X > marks.First(mark => mark.Text == "לום").X);
        Assert.True(marks.First(mark => mark.Text == "The").X < marks.First(mark => mark.Text == "cat").X);
    }

    [Fact]
    public void Letters_that_join_are_drawn_as_one_word_over_the_grounds_of_their_tokens()
    {
        TextFlow flow = new([new("بيت", PieceGap.None), new("هم", PieceGap.None), new("London", PieceGap.Space), new("2024", PieceGap.Space)]);
        FigureLayout layout = Of(new Figure { Panels = [new Panel(0, 0, "", new Matrix(1, 4, new[] { 0.1, 0.9, 0.5, 0.2 })) { Flow = flow }] });

        TextMark[] marks = [.. layout.Texts.Where(mark => mark.Role == TextRole.Token)];
        Rect[] grounds = [.. layout.Panels[0].Samples.Select(Bounds)];
        TextMark word = marks.First(mark => mark.Text == "بيتهم");
        Assert.Equal(4, grounds.Length);
        Assert.Equal(3, marks.Length);
        Assert.True(word.X > marks.First(mark => mark.Text == "2024").X);
        Assert.True(marks.First(mark => mark.Text == "London").X < marks.First(mark => mark.Text == "2024").X);
        Assert.Equal(grounds.Max(ground => ground.Right), layout.Panels[0].Cells.Right, 1.0);
    }

    [Theory]
    [InlineData("न", "मस्ते", "नमस्ते")]
    [InlineData("हि", "न्दी", "हिन्दी")]
    [InlineData("e", "\u0301t", "e\u0301t")]
    [InlineData("👩", "\u200d🚀", "👩\u200d🚀")]
    public void A_syllable_or_letter_that_tokens_cut_is_drawn_whole_over_its_grounds(string one, string other, string whole)
    {
        TextFlow flow = new([new("a", PieceGap.None), new(one, PieceGap.Space), new(other, PieceGap.None), new("b", PieceGap.Space)]);
        FigureLayout layout = Of(new Figure { Panels = [new Panel(0, 0, "", new Matrix(1, 4, new[] { 0.1, 0.9, 0.5, 0.2 })) { Flow = flow }] });

        TextMark word = layout.Texts.Single(mark => mark.Role == TextRole.Token && mark.Text == whole);
        Rect[] grounds = [.. layout.Panels[0].Samples.Select(Bounds)];
        Assert.Equal(4, grounds.Length);
        Assert.True(grounds[1].X <= word.Bounds.X && grounds[2].Right >= word.Bounds.Right);
        Assert.Equal(grounds[1].Right, grounds[2].X, 1e-9);
    }

    [Fact]
    public void Words_of_one_writing_without_marks_at_their_cuts_stay_pieces()
    {
        TextFlow flow = new([new("un", PieceGap.None), new("likely", PieceGap.None), new("ภาษา", PieceGap.Space), new("ไทย", PieceGap.None)]);
        FigureLayout layout = Of(new Figure { Panels = [new Panel(0, 0, "", new Matrix(1, 4, new[] { 0.1, 0.9, 0.5, 0.2 })) { Flow = flow }] });

        Assert.Equal(["un", "likely", "ภาษา", "ไทย"], layout.Texts.Where(mark => mark.Role == TextRole.Token).Select(mark => mark.Text));
    }

    [Theory]
    [InlineData("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", null)]
    [InlineData("https://example.org/a/very/long/address/without/any/space?that=goes&on=and&on=for&more=than&one=line", 9.0)]
    [InlineData("والمستشفياتوالمستشفياتوالمستشفياتوالمستشفياتوالمستشفياتوالمستشفيات", null)]
    public void A_word_longer_than_a_line_is_broken_and_no_letter_gets_smaller(string word, double? size)
    {
        TextFlow flow = new([new(word, PieceGap.None), new("then", PieceGap.Space)]);
        Figure figure = new() { Panels = [new Panel(0, 0, "", new Matrix(1, 2, new[] { 0.1, 0.9 })) { Flow = flow }], Width = 2.5, FontSize = size };
        FigureLayout layout = Of(figure);

        TextMark[] marks = [.. layout.Texts.Where(mark => mark.Role == TextRole.Token)];
        Assert.Equal(word, string.Concat(marks.Where(mark => mark.Text != "then").OrderBy(mark => mark.Y).Select(mark => mark.Text)));
        Assert.True(marks.Select(mark => mark.Y).Distinct().Count() > 1);
        Assert.All(marks, mark => Assert.Equal(9, mark.Size * 72 / layout.Dpi, 1e-9));
        Assert.All(marks, mark => Assert.InRange(mark.Bounds.Right, 0, layout.Width));
        Rect[] grounds = [.. layout.Panels[0].Samples.Select(Bounds)];
        Assert.All(grounds.Index(), ground => Assert.DoesNotContain(grounds.Skip(ground.Index + 1), other => other.Overlaps(ground.Item)));
    }

    [Theory]
    [InlineData(false, 3.8)]
    [InlineData(true, 3)]
    public void Letters_can_be_read_on_every_ground(bool isSpecial, double least)
    {
        double[] values = [.. Enumerable.Range(0, 200).Select(i => i / 199.0)];
        Panel panel = new(0, 0, "", new Matrix(1, 200, values)) { Flow = new([.. values.Select(_ => new TextPiece("cat", PieceGap.Space, isSpecial))]) };
        foreach (string map in (string[])["vlag", "rocket_r", "magma", "viridis", "PiYG"])
        {
            ColorScale scale = ColorScale.Resolve(new() { Colormap = Colormaps.Get(map) }, [panel.Values]);

            Assert.All(
                Enumerable.Range(0, 200),
                piece => Assert.InRange(PieceInk.Contrast(PieceInk.Of(panel, piece, scale, Theme.Light), scale[values[piece]]), least, 21));
        }
    }

    [Fact]
    public void A_title_with_a_word_too_long_to_stand_beside_the_bar_stands_over_it()
    {
        Panel panel = new(0, 0, "integrated_gradients of the class", new Matrix(1, 9, Enumerable.Range(0, 9).Select(i => i / 9.0).ToArray()))
        {
            Flow = new([.. Enumerable.Range(0, 9).Select(i => new TextPiece("cat", i == 0 ? PieceGap.None : PieceGap.Space))]),
        };
        FigureLayout layout = Of(new Figure { Panels = [panel], Width = 7.7 / 2.54, FontSize = 12 });

        int lines = layout.Texts.Where(text => text.Role == TextRole.Token).Select(text => text.Y).Distinct().Count();
        Assert.InRange(lines, 1, 2);
        TextMark[] titles = [.. layout.Texts.Where(text => text.Role == TextRole.Title)];
        Assert.All(titles, title => Assert.True(title.Bounds.Bottom <= layout.ColorBars[0].Bar.Y, title.Text));
        Assert.All(titles, title => Assert.True(title.Bounds.Right <= layout.Width));
    }

    [Fact]
    public void A_file_is_named_after_the_measure_and_describes_tokens()
    {
        Measurement attention = Samples.Record(2, 3, Samples.Sentence).Measure(MeasureCatalog.Attention);
        Figure figure = new[] { attention }.ToFigure(ScoreView.Text, 4, layers: [1], heads: [0]);

        Assert.Equal($"Attention weight (L1 H0) of {figure.Source!.Provenance.Model}", new FigureDocument(figure).Title);
        Assert.Matches(@"The largest number is \S+ \(token '[^']+'( \(number [0-9]+ from 0\))?\)\.", figure.Describe());
    }

    [Fact]
    public void Special_tokens_are_smaller_and_paler()
    {
        FigureLayout layout = Of(Many(1));
        TextMark special = layout.Texts.First(mark => mark.Text == "[CLS]");
        TextMark plain = layout.Texts.First(mark => mark.Text == "The");

        Assert.Equal(0.8 * plain.Size, special.Size, 9);
        Assert.True(Math.Abs(Lightness.Of(special.Color) - Lightness.Of(plain.Color)) > 10);
    }

    [Fact]
    public void Colours_go_with_the_page_and_measures_have_their_own()
    {
        Figure figure = Many(1);

        IReadOnlyList<ColorScale> light = FigureScales.Resolve(figure);
        IReadOnlyList<ColorScale> dark = FigureScales.Resolve(figure with { Theme = Theme.Dark });

        Assert.Equal(["vlag", "rocket_r"], light.Select(scale => scale.Colormap.Name));
        Assert.Equal(["icefire", "rocket"], dark.Select(scale => scale.Colormap.Name));
        Assert.Equal(0, light[1].Norm.Vmin);
    }

    [Fact]
    public void A_row_of_maps_is_chosen_and_told()
    {
        Measurement attention = Samples.Record(2, 3, Samples.Sentence).Measure(MeasureCatalog.Attention);

        Figure figure = new[] { attention }.ToFigure(ScoreView.Bars, 4, layers: [1], heads: [0, 2]);

        Assert.Equal(["L1 H0", "L1 H2"], figure.Panels.Select(panel => panel.Title));
        Assert.Equal(
            attention.Layers[1][2][4].Values.ToArray().Select(value => (double)value), figure.Panels[1].Chart!.Series[0].Points.Select(point => point.Up));
        Assert.Equal("what token 4, “on”, has of each", figure.Caption[^1].Text);
        Assert.Equal("attention weight", figure.RowAxis);
        Assert.Equal(
            "The measure 'attention' has a map, not a number for each token; choose the token whose row is shown (--query).",
            Assert.Throws<AttnExtractException>(() => new[] { attention }.ToFigure(ScoreView.Text)).Message);
        Assert.Equal(
            "There is no token 9: the text has tokens 0 to 8, special tokens included. See them with: attn tokenize TEXT",
            Assert.Throws<AttnExtractException>(() => new[] { attention }.ToFigure(ScoreView.Text, 9)).Message);
        Assert.Equal(
            "The measure 'taylor' has a number for each head and none for a token; take another one (attn list measures).",
            Assert.Throws<AttnExtractException>(
                () => new[] { attention with { Measure = MeasureCatalog.Get("taylor") } }.ToFigure(ScoreView.Text, 1)).Message);
    }

    [Fact]
    public void Labels_under_many_bars_thin_out_and_can_be_read()
    {
        string[] tokens = [.. Enumerable.Range(0, 411).Select(i => $"token{i}")];
        Measurement attention = Samples.Record(1, 1, tokens).Measure(MeasureCatalog.Attention);

        FigureLayout layout = Of(new[] { attention }.ToFigure(ScoreView.Bars, 0) with { Width = 3.03 });

        Assert.True(layout.SmallestLabelPoints > 5, $"{layout.SmallestLabelPoints} pt");
        Assert.InRange(layout.Texts.Count(text => text.Role == TextRole.ColumnLabel), 2, 60);
    }

    [Fact]
    public void Maps_with_and_without_a_sign_have_a_colormap_each()
    {
        Measurement attention = Samples.Record(1, 1, Samples.Sentence).Measure(MeasureCatalog.Attention);
        Measurement signed = attention with { Measure = MeasureCatalog.Get("gradient") };

        Figure figure = new[] { attention, signed }.ToFigure();
        IReadOnlyList<ColorScale> scales = FigureScales.Resolve(figure);

        Assert.Equal([Colormaps.Default, "vlag"], scales.Select(scale => scale.Colormap.Name));
        Assert.Equal(2, Of(figure).ColorBars.Count);
        Assert.Equal([Colormaps.Default, "vlag"], PanelFiles.Split(figure).Select(one => FigureScales.Resolve(one)[0].Colormap.Name));
    }

    [Fact]
    public void It_is_drawn_again_with_the_same_bytes()
    {
        Figure figure = Many(3) with { Width = 3.03, Theme = Theme.Dark };

        Assert.Equal(figure.ToPng(), FigureManifest.FromJson(FigureManifest.ToJson(figure), "the manifest").ToPng());
    }

    [Fact]
    public void Pieces_that_do_not_go_with_the_numbers_are_refused()
    {
        const string Another = "\"flow\": [ { \"text\": \"x\", \"gap\": \"Space\", \"isSpecial\": false },";
        string json = FigureManifest.ToJson(Many(1)).Replace("\"flow\": [", Another, StringComparison.Ordinal);

        Assert.Equal(
            "the manifest is damaged: its 'panels[0].flow' should have a piece for each number of one row, not 19 for 1 × 18.",
            Assert.Throws<AttnExtractException>(() => FigureManifest.FromJson(json, "the manifest")).Message);
    }

    [Fact]
    public void Latex_has_boxes_of_its_own()
    {
        string tex = Many(1).ToTex("a");

        Assert.Contains("% Needs \\usepackage{xcolor}\n\\begin{figure}[t]\n", tex, StringComparison.Ordinal);
        Assert.Contains("{\\strut un}}%\n  \\colorbox[HTML]{", tex, StringComparison.Ordinal);
        Assert.Contains("{\\strut \\footnotesize [CLS]}}\n", tex, StringComparison.Ordinal);
        Assert.DoesNotContain("includegraphics", tex, StringComparison.Ordinal);
        Assert.Equal(tex.Count(character => character == '{'), tex.Count(character => character == '}'));
    }

    [Theory]
    [InlineData(TerminalDepth.TrueColor, "\e[48;2;")]
    [InlineData(TerminalDepth.Shades, "The(0.052)")]
    public void A_terminal_shows_it_in_lines(TerminalDepth depth, string part)
    {
        StringWriter output = new();

        Many(5).WriteTerminal(output, depth, 40);

        Assert.Contains(part, output.ToString(), StringComparison.Ordinal);
        Assert.Contains("occlusion", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_described() =>
        Assert.StartsWith("2 times a text of 18 tokens on coloured ground", Many(1).Describe(), StringComparison.Ordinal);

    private static Rect Bounds(PlacedCurve ground)
    {
        (double left, double top) = (ground.Points.Min(point => point.X), ground.Points.Min(point => point.Y));
        return new(left, top, ground.Points.Max(point => point.X) - left, ground.Points.Max(point => point.Y) - top);
    }

    // The same text so many times over, with a signed measure and one that is not.
    private static Figure Many(int times)
    {
        int length = Sentence.Length + 1;
        RecordToken[] first = Tokens[1..15];
        RecordToken[] tokens =
        [
            Tokens[0],
            .. Enumerable.Range(0, times).SelectMany(time => first.Select(token => token with
            {
                Start = token.Start + (time * length),
                End = token.End + (time * length),
            })),
            .. Tokens[15..],
        ];
        float[] values = [.. tokens.Select((_, i) => ((i * 7) % 19 / 19f) - 0.316f)];
        Measurement signed = new()
        {
            Measure = MeasureCatalog.Occlusion,
            Text = string.Join(' ', Enumerable.Repeat(Sentence, times)),
            Pair = "Another",
            Tokens = tokens,
            Provenance = Samples.Record(1, 1, Samples.Sentence).Provenance,
            Values = new DenseArray(values, values.Length),
        };
        float[] map = [.. Enumerable.Repeat(values.Select(Math.Abs), values.Length).SelectMany(row => row)];
        Measurement unsigned = signed with { Measure = MeasureCatalog.Flow, Values = null, Layers = [new DenseArray(map, values.Length, values.Length)] };
        return new[] { signed, unsigned }.ToFigure(ScoreView.Text, 1);
    }

    private static FigureLayout Of(Figure figure) => FigureLayout.Create(figure, new FontMeasure(FontSet.Bundled));
}
