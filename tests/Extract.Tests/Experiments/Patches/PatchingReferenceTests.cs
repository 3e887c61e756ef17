using System.Text.Json;
using AttnExtract.Extract.Experiments.Patches;
using AttnExtract.Model.Hooks;

namespace AttnExtract.Extract.Tests.Experiments.Patches;

/// <summary>One run patched with another's, against a float64 forward pass in Python.</summary>
public sealed class PatchingReferenceTests(BundledModel bundled)
{
    public static TheoryData<string, string> Sites { get; } = new()
    {
        { "z", "attention.z" },
        { "pre", "residual.pre" },
        { "attention", "attention.out" },
        { "mlp", "mlp.out" },
    };

    [Theory]
    [MemberData(nameof(Sites))]
    public void Restored_shares_agree(string key, string site)
    {
        using ResearchReference reference = new("more");
        JsonElement[] pairs = [.. reference.Description.GetProperty("patching").EnumerateArray()];
        Assert.NotEmpty(pairs);
        foreach ((int i, JsonElement pair) in pairs.Index())
        {
            Patching patching = bundled.Model.Patch(
                pair.GetProperty("text").GetString()!, pair.GetProperty("source").GetString()!, new PatchOptions { Site = HookSite.Get(site) });

            Assert.Equal(pair.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), patching.Tokens.Select(token => token.Id));
            Assert.Equal(pair.GetProperty("source_ids").EnumerateArray().Select(id => id.GetInt32()), patching.SourceTokens.Select(token => token.Id));
            Assert.Equal(pair.GetProperty("plain_similarity").GetDouble(), patching.Plain, 1e-5);
            Assert.Equal(1, patching.Whole, 1e-5);
            reference.AssertCloseTo($"patch/{i}/{key}", patching.Values);
        }
    }
}
