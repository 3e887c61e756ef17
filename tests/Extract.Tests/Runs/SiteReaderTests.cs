using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

public sealed class SiteReaderTests(BundledModel bundled)
{
    private StackSpec Spec => bundled.Model.Spec;

    [Theory]
    [InlineData("attention.q", 3)]
    [InlineData("attention.k", 4)]
    [InlineData("attention.v", 4)]
    [InlineData("residual.mid", 3)]
    public void Tokens_that_ask_and_tokens_that_are_looked_at_are_counted_apart(string site, int expected)
    {
        HookName name = HookName.Of(HookSite.All.Single(one => one.Path == site), 0);
        using IDisposable scope = NewDisposeScope();
        long[] shape = [.. name.Site.Axes.Select(axis => (long)(axis.LengthIn(Spec) ?? (axis.CountsTokens ? 5 : 2)))];

        Tensor view = new SiteReader(name, [0, 7], Spec).View(zeros(shape), row: 1, tokens: 3, keys: 4);

        Assert.Equal(expected, view.shape[^2]);
        Assert.Equal(name.Site.HasHeadAxis ? 2 : 3, view.shape[0]);
    }

    [Fact]
    public void A_map_keeps_rows_of_its_queries_and_columns_of_its_keys()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor maps = Arithmetic.Arange(2 * Spec.HeadCount * 5 * 6, CPU).view(2, Spec.HeadCount, 5, 6); // [batch, head, query, key]

        Tensor view = new SiteReader(HookName.Pattern(2), [1], Spec).View(maps, row: 1, tokens: 3, keys: 4); // [head, query, key]

        Assert.Equal([1, 3, 4], view.shape);
        Assert.Equal(maps[1, 1, 2, 3].item<long>(), view[0, 2, 3].item<long>());
    }
}
