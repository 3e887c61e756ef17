using AttnExtract.Extract.Tests.Formats;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Tests.Record;

public sealed class AttentionRecordTests
{
    private static readonly AttentionRecord Small = RecordSamples.Small;

    [Fact]
    public void What_was_captured_is_found_by_the_name_of_its_hook_point()
    {
        Assert.Same(Small.Sites[0].Value, Small[HookName.EmbedOut]);
        Assert.Same(Small.Pattern(1), Small[HookName.Pattern(1)]);
        Assert.Equal(
            "'layers.0.attention.z' was not captured; this record has 'embed.out', 'layers.1.attention.pattern'.",
            Assert.Throws<KeyNotFoundException>(() => Small[HookName.Z(0)]).Message);
        Assert.Equal(
            "Layer -1 was not captured; this record has the maps of layers 1.", Assert.Throws<KeyNotFoundException>(() => Small.Pattern(-1)).Message);
    }

    [Fact]
    public void A_site_cannot_be_there_twice()
    {
        Assert.Equal("'embed.out' is there twice.", Refused([Small.Sites[0], Small.Sites[0]]));
        Assert.Equal("'layers.1.attention.pattern' is there twice.", Refused([.. Small.Sites, Small.Sites[1]]));
    }

    [Fact]
    public void Maps_of_later_layers_may_come_first()
    {
        AttentionRecord record = Of([new(HookName.Pattern(2), Small.Pattern(1)), .. Small.Sites]);

        Assert.Equal([1, 2], record.Layers);
        Assert.Equal([HookName.Pattern(2), HookName.EmbedOut, HookName.Pattern(1)], record.Sites.Select(site => site.Key));
    }

    private static string Refused(IReadOnlyList<KeyValuePair<HookName, DenseArray>> sites) =>
        Assert.Throws<ArgumentException>(() => Of(sites)).Message;

    private static AttentionRecord Of(IReadOnlyList<KeyValuePair<HookName, DenseArray>> sites) =>
        new(Small.Text, Small.Pair, Small.Tokens, Small.Heads, sites, Small.Provenance);
}
