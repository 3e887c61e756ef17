using AttnExtract.Render.Fonts;
using SkiaSharp;

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

    [Fact]
    public void Arabic_behind_hebrew_joins_too_and_stands_at_its_left()
    {
        ushort[] joined = TextShaper.Shape(FontSet.Bundled.Split("ببب")[0]).Glyphs;
        FontRun run = Assert.Single(FontSet.Bundled.Split("שלום ببب"));

        ShapedText shaped = TextShaper.Shape(run);

        Assert.Equal(joined, shaped.Glyphs[..3]);
        Assert.Equal(shaped.Clusters.OrderDescending(), shaped.Clusters);
        Assert.Equal(shaped.X.Order(), shaped.X);
        Assert.Equal(8, shaped.Glyphs.Length);
    }

    [Theory]
    [InlineData("ab\u0B95c", "ab▯c", new[] { 0x0B95 })]
    [InlineData("b\u0000", "b▯", new[] { 0 })]
    [InlineData("\U0001F916\U000E0001", "🤖▯", new[] { 0xE0001 })]
    public void For_what_no_font_has_stands_a_mark(string text, string shown, int[] lacking)
    {
        Assert.Equal(shown, string.Concat(FontSet.Bundled.Split(text).Select(run => run.Text)));
        Assert.Equal(lacking, FontSet.Bundled.Lacking(text));
    }

    [Theory]
    [InlineData("a\tb", "a b")]
    [InlineData("a\nb\u000B\u0085c\r\n", "a b  c  ")]
    public void White_space_that_no_font_has_is_a_blank(string text, string shown)
    {
        Assert.Equal(shown, string.Concat(FontSet.Bundled.Split(text).Select(run => run.Text)));
        Assert.Empty(FontSet.Bundled.Lacking(text));
    }

    [Theory]
    [InlineData("🤖")]
    [InlineData("👩‍🔬")]
    [InlineData("👍🏽")]
    [InlineData("☝🏽")]
    [InlineData("🇩🇪")]
    [InlineData("❤️‍🔥")]
    [InlineData("1️⃣")]
    public void What_makes_an_emoji_is_one_picture(string text)
    {
        FontRun run = Assert.Single(FontSet.Bundled.Split(text));

        Assert.Equal(("NotoEmoji-Regular.ttf", text), (run.Face.FileName, run.Text));
        Assert.Single(TextShaper.Shape(run).Glyphs, glyph => glyph != 0 && InkOf(run.Face, glyph) > 0);
        Assert.Empty(FontSet.Bundled.Lacking(text));
    }

    private static float InkOf(FontFace face, ushort glyph)
    {
        SKRect[] bounds = new SKRect[1];
        FontSet.At(face, 100).GetGlyphWidths([glyph], new float[1], bounds);
        return bounds[0].Width * bounds[0].Height;
    }

    // Not inline data: attributes are stored as UTF-8, which has no lone surrogates.
    [Fact]
    public void A_mark_stands_for_half_a_character()
    {
        Assert.Equal("x▯", string.Concat(FontSet.Bundled.Split("x\uD83D").Select(run => run.Text)));
        Assert.Equal("▯x", string.Concat(FontSet.Bundled.Split("\uDD16x").Select(run => run.Text)));
    }
}
