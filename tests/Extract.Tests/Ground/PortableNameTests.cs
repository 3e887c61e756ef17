using AttnExtract.Ground;

namespace AttnExtract.Extract.Tests.Ground;

/// <summary>Names of files that Linux takes and Windows does not, or takes for something else.</summary>
public sealed class PortableNameTests
{
    [Theory]
    [InlineData("L03-H07")]
    [InlineData("nsubj-dependent_to_head")]
    [InlineData("model-00001-of-00002.safetensors")]
    [InlineData(".gitignore")]
    [InlineData("CONSOLE")]
    [InlineData("com10.txt")]
    [InlineData("注意 ü")]
    public void What_every_system_takes_stays_as_it_is(string name)
    {
        Assert.True(PortableName.Is(name));
        Assert.Equal(name, PortableName.Of(name));
    }

    [Theory]
    [InlineData("a:b", "a-b")]
    [InlineData("<>:\"/\\|?*", "---------")]
    [InlineData("../up", "..-up")]
    [InlineData("..", "--")]
    [InlineData(".", "-")]
    [InlineData("a.", "a-")]
    [InlineData("a. .", "a---")]
    [InlineData("a\tb\0", "a-b-")]
    [InlineData("CON", "CON-")]
    [InlineData("nul.tar.gz", "nul-.tar.gz")]
    [InlineData("Aux .png", "Aux -.png")]
    [InlineData("COM¹", "COM¹-")]
    [InlineData("lpt9.txt", "lpt9-.txt")]
    [InlineData("CONIN$", "CONIN$-")]
    public void What_some_system_does_not_take_gets_hyphens(string text, string name)
    {
        Assert.False(PortableName.Is(text));
        Assert.Equal(name, PortableName.Of(text));
        Assert.True(PortableName.Is(name));
    }

    [Fact]
    public void An_empty_name_is_none_and_stays_empty()
    {
        Assert.False(PortableName.Is(""));
        Assert.Equal("", PortableName.Of(""));
    }

    [Fact]
    public void A_long_text_is_cut_between_its_characters()
    {
        Assert.Equal(string.Concat(Enumerable.Repeat("𝔸", 80)), PortableName.Of(string.Concat(Enumerable.Repeat("𝔸", 200))));
    }
}
