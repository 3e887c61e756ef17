using AttnExtract.Ground;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Model.Tests.Hooks;

public sealed class HookMapTests
{
    private readonly HookMap _hooks = TinyEncoder.Create().Hooks;

    [Fact]
    public void A_name_survives_the_way_to_text_and_back()
    {
        Assert.All(_hooks.Names, name =>
        {
            Assert.True(HookName.TryParse(name.ToString(), out HookName parsed));
            Assert.Equal(name, parsed);
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("layers.")]
    [InlineData("layers.1")]
    [InlineData("layers.-1.attention.pattern")]
    [InlineData("layers.+1.attention.pattern")]
    [InlineData("layers.01.attention.pattern")]
    [InlineData("layers.1.attention.Pattern")]
    [InlineData("layers.1.embed.out")]
    [InlineData("attention.pattern")]
    [InlineData("layers.99999999999.attention.pattern")]
    public void What_is_no_name_is_not_parsed(string text) => Assert.False(HookName.TryParse(text, out _));

    [Theory]
    [InlineData("layers.*.attention.pattern", 3)]
    [InlineData("attention.pattern", 3)]
    [InlineData("pattern", 3)]
    [InlineData("z", 3)]
    [InlineData("out", 8)]
    [InlineData("layers.1.attention.?", 4)]
    [InlineData("*.out", 8)]
    [InlineData("final.out", 1)]
    public void A_glob_matches_in_forward_order(string glob, int count)
    {
        IEnumerable<HookName> matches = _hooks.Match(glob);

        Assert.Equal(count, matches.Count());
        Assert.Equal(matches.OrderBy(name => _hooks.Names.IndexOf(name)), matches);
    }

    [Fact]
    public void An_unknown_name_suggests_the_nearest()
    {
        AttnExtractException error = Assert.Throws<AttnExtractException>(() => _hooks["layers.1.attention.patern"]);

        Assert.Equal(
            "No hook point 'layers.1.attention.patern'. Did you mean 'layers.1.attention.pattern'? List them: attn inspect --hooks",
            error.Message);
    }

    [Fact]
    public void A_layer_that_does_not_exist_says_which_do()
    {
        AttnExtractException byText = Assert.Throws<AttnExtractException>(() => _hooks["layers.3.attention.z"]);
        AttnExtractException byName = Assert.Throws<AttnExtractException>(() => _hooks[HookName.Z(3)]);

        Assert.Equal("No hook point 'layers.3.attention.z': the model has layers 0 to 2. List them: attn inspect --hooks", byText.Message);
        Assert.Equal(byText.Message, byName.Message);
    }

    [Fact]
    public void A_glob_that_matches_nothing_is_an_error()
    {
        AttnExtractException error = Assert.Throws<AttnExtractException>(() => _hooks.Match("decoder.cross_attention*"));

        Assert.Equal("No hook point 'decoder.cross_attention*'. List them: attn inspect --hooks", error.Message);
    }
}
