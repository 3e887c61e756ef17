using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Tests.Ablations;

public sealed class AblationParserTests
{
    private static readonly AblationSources Sources = new() { Reference = ["A cat.", "A dog."] };

    [Theory]
    [InlineData("3.5=zero", "3.5=zero")]
    [InlineData(" 3.6,3.5 = uniform ", "3.5-6=uniform")]
    [InlineData("3.*=mean", "3.*=mean(2 texts 0b488900)")]
    [InlineData("3.*=mean-by-position", "3.*=mean-by-position(2 texts 0b488900)")]
    [InlineData("*.0=resample", "*.0=resample(2 texts 0b488900, seed 0)")]
    [InlineData("2.*:0>1,2=cut", "2.*:0>1-2=cut")]
    [InlineData("2.*:*>7=zero", "2.*:*>7=zero")]
    [InlineData("2.*:v3=zero", "2.*:v3=zero")]
    [InlineData("layer 4=skip", "layer 4=skip")]
    [InlineData("mlp 0-2,4=zero", "mlp 0-2,4=zero")]
    [InlineData("layers.*.mlp.act=zero", "layers.*.mlp.act=zero")]
    [InlineData("attention.z=zero", "attention.z=zero")]
    public void What_is_written_is_read_and_printed_in_one_way(string typed, string canonical) =>
        Assert.Equal(canonical, Ablate.Parse(typed, Sources).ToString());

    [Fact]
    public void What_the_door_makes_reads_back_as_the_same()
    {
        foreach (Ablation ablation in (Ablation[])
        [
            Ablate.Head(3, 5).ToZero(), Ablate.Heads("3.*").ToUniform(), Ablate.Mlp(1, 2).ToZero(), Ablate.Layer(3), Ablate.Site("mlp.act").ToZero(),
            Ablate.Edges(IndexSet.All, IndexSet.Of(2)), Ablate.Edges(IndexSet.Of(1), IndexSet.Of(2), afterSoftmax: true), Ablate.Values(IndexSet.Of(0, 4)),
        ])
        {
            Assert.Equal(ablation, Ablate.Parse(ablation.ToString()));
        }
    }

    [Theory]
    [InlineData("3.5")]
    [InlineData("2.*:0>1=mean")]
    [InlineData("2.*:v3=cut")]
    [InlineData("layer 4=zero")]
    public void What_is_no_ablation_shows_what_one_looks_like(string text) => Assert.Equal(
        $"'{text}' is no ablation: 3.5=zero was expected, or mean, uniform, resample; 2.*:0>1=cut for attention, 2.*:v3=zero for "
        + "values, layer 4=skip, mlp 4=zero, or a site such as layers.4.mlp.act=zero.",
        Assert.Throws<AttnExtractException>(() => Ablate.Parse(text)).Message);

    [Theory]
    [InlineData("3.5=zer", "There is no replacement 'zer'. Did you mean 'zero'? There are zero, mean, mean-by-position, uniform, resample.")]
    [InlineData("3.5=mean", "'mean' needs a corpus of reference texts (--reference FILE, one a line).")]
    [InlineData("3.5=resample", "'resample' needs a corpus of reference texts (--reference FILE, one a line) or a text of as many tokens (--source TEXT).")]
    [InlineData("35=zero", "'35' selects no heads: LAYER.HEAD was expected, counted from 0, such as 3.5, 3.*, *.0-3 or several with commas.")]
    public void What_is_missing_is_said(string text, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => Ablate.Parse(text)).Message);
}
