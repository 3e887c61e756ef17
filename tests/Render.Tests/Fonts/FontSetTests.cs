using AttnExtract.Render.Fonts;

namespace AttnExtract.Render.Tests.Fonts;

public sealed class FontSetTests
{
    [Theory]
    [InlineData("Latin é ß, Ελληνικά, Кириллица, Ġ ▁ → “x” … −", new[] { "DejaVuSans.ttf" })]
    [InlineData("猫坐在垫子上東京ひらカタ안녕", new[] { "DroidSansFallback.ttf" })]
    [InlineData("a猫b", new[] { "DejaVuSans.ttf", "DroidSansFallback.ttf", "DejaVuSans.ttf" })]
    public void Text_is_shown_in_the_first_font_that_has_it(string text, string[] files)
    {
        Assert.Equal(files, FontSet.Bundled.Split(text).Select(run => run.Face.FileName));
        Assert.Equal(text, string.Concat(FontSet.Bundled.Split(text).Select(run => run.Text)));
    }

    [Theory]
    [InlineData("नमस्ते", "NotoSansDevanagari-Regular.ttf", 6, 5)]
    [InlineData("สวัสดี", "NotoSansThai-Regular.ttf", 6, 6)]
    [InlineData("e\u0301", "DejaVuSans.ttf", 2, 1)]
    [InlineData("لا", "DejaVuSans.ttf", 2, 1)]
    public void Letters_that_join_or_stack_are_shaped_together(string text, string file, int characters, int glyphs)
    {
        FontRun run = Assert.Single(FontSet.Bundled.Split(text));

        Assert.Equal((file, true, characters), (run.Face.FileName, run.IsShaped, run.Text.Length));
        Assert.Equal(glyphs, TextShaper.Shape(run).Glyphs.Length);
        Assert.DoesNotContain((ushort)0, TextShaper.Shape(run).Glyphs);
    }

    [Fact]
    public void Right_to_left_text_runs_from_right_to_left()
    {
        FontRun[] runs = [.. FontSet.Bundled.Split("say שלום עולם! now")];

        Assert.Equal(["say ", "שלום עולם", "! now"], runs.Select(run => run.Text));
        Assert.Equal([false, true, false], runs.Select(run => run.IsRightToLeft));
        Assert.Equal(TextShaper.Shape(runs[1]).Clusters.OrderDescending(), TextShaper.Shape(runs[1]).Clusters);
    }

    [Fact]
    public void Arabic_letters_take_the_form_that_their_place_asks_for()
    {
        ushort alone = TextShaper.Shape(FontSet.Bundled.Split("ب")[0]).Glyphs[0];
        ushort[] joined = TextShaper.Shape(FontSet.Bundled.Split("ببب")[0]).Glyphs;

        Assert.Equal(3, joined.Distinct().Count());
        Assert.DoesNotContain(alone, joined);
    }

    [Theory]
    [InlineData("🤖", "U+1F916")]
    [InlineData("ab\u0B95c", "abU+0B95c")]
    [InlineData("a\nb\u0000", "aU+000AbU+0000")]
    public void What_no_font_has_is_written_out(string text, string shown) =>
        Assert.Equal(shown, string.Concat(FontSet.Bundled.Split(text).Select(run => run.Text)));

    // Not inline data: attributes are stored as UTF-8, which has no lone surrogates.
    [Fact]
    public void Half_a_character_is_written_out()
    {
        Assert.Equal("xU+D83D", string.Concat(FontSet.Bundled.Split("x\uD83D").Select(run => run.Text)));
        Assert.Equal("U+DD16x", string.Concat(FontSet.Bundled.Split("\uDD16x").Select(run => run.Text)));
    }
}
