using AttnExtract.Ground;

namespace AttnExtract.Extract.Tests.Ground;

public sealed class IndexSetTests
{
    [Theory]
    [InlineData("0-3,5", "0-3,5", new[] { 0, 1, 2, 3, 5 })]
    [InlineData(" 5 , 0 - 3, 2", "0-3,5", new[] { 5, 0, 1, 2, 3 })]
    [InlineData("7,6,7", "6-7", new[] { 7, 6 })]
    [InlineData("99999", "99999", new[] { 99_999 })]
    public void It_remembers_how_it_was_written_and_prints_in_one_way(string typed, string canonical, int[] written)
    {
        Assert.True(IndexSet.TryParse(typed, out IndexSet set));

        Assert.Equal(written, set.AsWritten);
        Assert.Equal(canonical, set.ToString());
        Assert.Equal(written.Order(), set.Within(100_000, "layer", "a model"));
        Assert.Equal(IndexSet.Of(written.Reverse()), set);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,")]
    [InlineData("3-")]
    [InlineData("5-3")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    [InlineData("0-100000")]
    [InlineData("0-99999999999")]
    public void Anything_else_is_none(string typed) => Assert.False(IndexSet.TryParse(typed, out _));

    [Fact]
    public void Numbers_are_listed_in_their_order() => Assert.Equal("5,0-2,7", IndexSet.Text([5, 0, 1, 2, 7]));
}
