using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using CsCheck;

namespace AttnExtract.Extract.Tests.Ablations;

public sealed class HeadSelectionTests(BundledModel bundled)
{
    [Theory]
    [InlineData("3.5", "3.5")]
    [InlineData(" 3 . 5 ", "3.5")]
    [InlineData("3.*", "3.*")]
    [InlineData("*.0-3", "*.0-3")]
    [InlineData("*.*", "*.*")]
    [InlineData("4.1,3.5", "3.5,4.1")]
    [InlineData("3.6,3.5,3.5", "3.5-6")]
    [InlineData("3.5,3.*", "3.*")]
    [InlineData("3.*,4.*", "3-4.*")]
    [InlineData("2-3.0-1,4.0,4.1", "2-4.0-1")]
    [InlineData("*.3,2.3,2.4", "*.3,2.4")]
    [InlineData("*.*,2.3", "*.*")]
    [InlineData("1.0,3.0", "1.0,3.0")]
    public void A_selection_prints_in_one_way(string typed, string canonical)
    {
        HeadSelection selection = HeadSelection.Parse(typed);

        Assert.Equal(canonical, selection.ToString());
        Assert.Equal(selection, HeadSelection.Parse(canonical));
        Assert.Equal(selection.In(bundled.Model.Spec, "m"), HeadSelection.Parse(canonical).In(bundled.Model.Spec, "m"));
    }

    [Fact]
    public void Any_heads_print_as_a_text_that_reads_as_the_same_heads()
    {
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 11]).Array[1, 40].Sample(heads =>
        {
            HeadSelection selection = HeadSelection.Of(heads);
            HeadSelection read = HeadSelection.Parse(selection.ToString());
            Assert.Equal(heads.Distinct().Order(), read.In(bundled.Model.Spec, "m"));
            Assert.Equal(selection.ToString(), read.ToString());
        }, iter: 200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("3.5.1")]
    [InlineData("3.x")]
    [InlineData("3.-1")]
    [InlineData("3.5-2")]
    [InlineData("3.5,")]
    [InlineData("3.999999999999")]
    public void What_is_no_selection_shows_what_one_looks_like(string text) =>
        Assert.Equal(
            $"'{text}' selects no heads: LAYER.HEAD was expected, counted from 0, such as 3.5, 3.*, *.0-3 or several with commas.",
            Assert.Throws<AttnExtractException>(() => HeadSelection.Parse(text)).Message);

    [Theory]
    [InlineData("3.12", "There is no head 12: all-MiniLM-L6-v2 has heads 0 to 11.")]
    [InlineData("5-7.0", "There is no layer 6: all-MiniLM-L6-v2 has layers 0 to 5.")]
    public void A_head_that_does_not_exist_says_what_does(string selection, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<AttnExtractException>(() => bundled.Model.Capture("A cat.", Ablate.Heads(selection).ToZero())).Message);
}
