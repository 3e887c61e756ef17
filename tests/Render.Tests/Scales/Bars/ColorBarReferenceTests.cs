using System.Text.Json;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Scales.Norms;
using AttnExtract.Render.Tests.Makers;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Scales.Bars;

/// <summary>Ticks and labels as matplotlib's colour bar has them.</summary>
public sealed class ColorBarReferenceTests
{
    private const double Tolerance = 1e-9;

    public static TheoryData<int> Cases()
    {
        using JsonDocument document = Read();
        int count = document.RootElement.GetProperty("cases").GetArrayLength();
        Assert.True(count > 0);
        return new(Enumerable.Range(0, count));
    }

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void The_ticks_are_matplotlibs(int index)
    {
        using JsonDocument document = Read();
        JsonElement expected = document.RootElement.GetProperty("cases")[index];
        JsonElement norm = expected.GetProperty("norm");
        ScaleOptions options = new()
        {
            Norm = HeatmapReferenceTests.ToNorm(norm),
            Vmin = norm.GetProperty("vmin").GetDouble(),
            Vmax = norm.GetProperty("vmax").GetDouble(),
            Colormap = Colormaps.Get("viridis"),
        };

        ColorBarTicks bar = ColorBarTicks.For(
            ColorScale.Resolve(options, []).Norm,
            expected.GetProperty("length_points").GetDouble(),
            expected.GetProperty("font_size_points").GetDouble(),
            expected.GetProperty("vertical").GetBoolean());

        ColorBarTick[] major = [.. bar.Ticks.Where(tick => !tick.IsMinor)];
        AssertClose(expected.GetProperty("ticks"), [.. major.Select(tick => tick.Value)]);
        Assert.Equal(
            expected.GetProperty("labels").EnumerateArray().Select(label => Plain(label.GetString()!)),
            major.Select(tick => tick.Label));
        AssertClose(expected.GetProperty("minor"), [.. bar.Ticks.Where(tick => tick.IsMinor).Select(tick => tick.Value)]);
        Assert.Equal(expected.GetProperty("offset").GetString(), bar.Shared);
    }

    [Fact]
    public void Ticks_of_many_decades_stay_within_the_limits() =>
        Assert.All(ColorBarTicks.For(new LogNorm(2e-18, 0.9), 200, 7).Ticks, tick => Assert.InRange(tick.Value, 2e-18, 0.9));

    // $\mathdefault{-10^{-2}}$ is drawn as −10⁻².
    private static string Plain(string label)
    {
        if (!label.StartsWith('$'))
        {
            return label;
        }

        string inner = label[label.IndexOf('{')..^1][1..^1];
        int raised = inner.IndexOf("^{", StringComparison.Ordinal);
        IEnumerable<char> power = raised < 0 ? "" : inner[(raised + 2)..^1].Select(digit => digit == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']);
        return (raised < 0 ? inner : inner[..raised]).Replace("\\times", "×").Replace('-', '−') + string.Concat(power);
    }

    private static void AssertClose(JsonElement expected, double[] actual)
    {
        double[] wanted = [.. expected.EnumerateArray().Select(tick => tick.GetDouble())];
        double scale = wanted.Select(Math.Abs).DefaultIfEmpty().Max();
        Assert.True(
            wanted.Length == actual.Length
            && wanted.Zip(actual).All(pair =>
                Math.Abs(pair.First - pair.Second) <= Tolerance * Math.Max(Math.Abs(pair.First), scale * 1e-6)),
            $"expected {string.Join(" ", wanted)}, got {string.Join(" ", actual)}");
    }

    private static JsonDocument Read() => JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("colorbar", "cases.json")));
}
