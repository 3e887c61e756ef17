using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Tests.Specs;

public sealed class PositionSpecTests
{
    public static TheoryData<PositionSpec, string> Words { get; } = new()
    {
        { new LearnedPositions(512), "learned (512 rows)" },
        { new LearnedPositions(514) { PaddingId = 1 }, "learned (514 rows, from 2)" },
        { new RotaryPositions(160000) { Layers = [0, 3] }, "rotary (theta 160000, by halves) in layers 0, 3" },
        { new RotaryPositions(10000) { IsInterleaved = true, TurnsValues = true }, "rotary (theta 10000, interleaved, values too)" },
        { new RotaryPositions(500) { Stretch = 2.5 }, "rotary (theta 500, by halves, stretched by 2.5)" },
        { new BucketedBias(32, 128), "bias in 32 buckets up to distance 128" },
        { new DisentangledPositions(512), "disentangled (1024 rows)" },
        { new DisentangledPositions(256) { MaximumDistance = 512 }, "disentangled (512 rows in buckets up to distance 512)" },
    };

    [Theory]
    [MemberData(nameof(Words), DisableDiscoveryEnumeration = true)]
    public void A_scheme_says_what_it_is(PositionSpec spec, string words) => Assert.Equal(words, spec.ToString());
}
