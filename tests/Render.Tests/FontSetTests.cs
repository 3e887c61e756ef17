using AttnExtract.Render.Fonts;

namespace AttnExtract.Render.Tests;

public sealed class FontSetTests
{
    [Theory]
    [InlineData("Latin é ß, Ελληνικά, Кириллица, Ġ ▁ → “x” … −", new[] { "DejaVuSans.ttf" })]
    [InlineData("猫坐在垫子上東京ひらカタ안녕", new[] { "DroidSansFallback.ttf" })]
    [InlineData("a猫b", new[] { "DejaVuSans.ttf", "DroidSansFallback.ttf", "DejaVuSans.ttf" })]
    public void Text_is_shown_in_the_first_font_that_has_it(string text, string[] files)
    {
        Assert.Equal(files, FontSet.Split(text).Select(run => run.Face.FileName));
        Assert.Equal(text, string.Concat(FontSet.Split(text).Select(run => run.Text)));
    }

    [Theory]
    [InlineData("🤖", "U+1F916")]
    [InlineData("ab\u0915c", "abU+0915c")]
    [InlineData("a\nb\u0000", "aU+000AbU+0000")]
    public void What_no_font_has_is_written_out(string text, string shown) =>
        Assert.Equal(shown, string.Concat(FontSet.Split(text).Select(run => run.Text)));

    // Not inline data: attributes are stored as UTF-8, which has no lone surrogates.
    [Fact]
    public void Half_a_character_is_written_out()
    {
        Assert.Equal("xU+D83D", string.Concat(FontSet.Split("x\uD83D").Select(run => run.Text)));
        Assert.Equal("U+DD16x", string.Concat(FontSet.Split("\uDD16x").Select(run => run.Text)));
    }
}
