using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Bars;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Render.Tests.Scales.Bars;

/// <summary>Every colour bar has numbers, and no two of them are alike.</summary>
public sealed class ColorBarTests
{
    [Theory]
    [InlineData("symlog", 20, 90, "20|90")] // powers of ten lie outside
    [InlineData("symlog", -90, -20, "−90|−20")]
    [InlineData("symlog", 0.2, 0.9, "0.2|0.9")]
    [InlineData("symlog", 123400, 123900, "1.234e+05|1.239e+05")]
    [InlineData("rank", 1000, 1001, "1000|1000.25|1000.5|1000.75|1001")] // rounded alike
    [InlineData("rank", -1001, -1000, "−1001|−1000.75|−1000.5|−1000.25|−1000")]
    [InlineData("rank", 0.12341, 0.12349, "0.12341|0.12343|0.12345|0.12347|0.12349")]
    [InlineData("rank", 0, 4, "0|1|2|3|4")]
    public void Ends_are_numbered_where_no_tick_would_be(string kind, double vmin, double vmax, string labels)
    {
        Norm norm = Make(kind, [.. Enumerable.Range(0, 5).Select(i => Math.Round(vmin + (i * (vmax - vmin) / 4), 6))]);

        Assert.Equal(labels, Labels(ColorBarTicks.For(norm, 200, 7)));
    }

    [Theory]
    [InlineData("linear", "0|10", -5.0, 20.0)] // outside
    [InlineData("log", "1|10", 0.5, 20.0)]
    [InlineData("twoslope", "0|10", 11.0)]
    [InlineData("linear", "2", 2.0, 2.0)] // one tick twice
    [InlineData("linear", "2", 2.0, 50.0)]
    [InlineData("linear", "0|10")]
    public void Ticks_of_the_user_leave_no_bar_without_numbers(string kind, string labels, params double[] ticks)
    {
        double vmin = kind == "log" ? 1 : 0;

        Assert.Equal(labels, Labels(ColorBarTicks.At(Make(kind, [vmin, 10]), ticks)));
    }

    [Fact]
    public void Ticks_of_the_user_stay_apart() =>
        Assert.Equal(3, Labels(ColorBarTicks.At(Make("linear", [0, 1e6]), [1000, 1000.001, 999999])).Split('|').Distinct().Count());

    [Theory]
    [InlineData("linear")]
    [InlineData("log")]
    [InlineData("symlog")]
    [InlineData("asinh")]
    [InlineData("power")]
    [InlineData("rank")]
    [InlineData("centered")]
    [InlineData("twoslope")]
    public void No_bar_is_without_numbers_and_no_number_stands_twice(string kind)
    {
        Random random = new(5);
        for (int i = 0; i < 2000; i++)
        {
            double low = random.NextDouble() * Math.Pow(10, random.Next(-6, 7)) * (kind == "log" || random.Next(2) == 0 ? 1 : -1);
            double high = low + (Math.Abs(low) * Math.Pow(10, random.Next(-9, 4)) * (random.NextDouble() + 0.1));
            ColorBarTicks bar = ColorBarTicks.For(Make(kind, [low, (low + high) / 2, high]), random.Next(20, 400), 7, random.Next(2) == 0);
            string[] labels = [.. bar.Ticks.Select(tick => tick.Label).Where(label => label.Length > 0)];

            Assert.True(labels.Length > 0 && labels.Distinct().Count() == labels.Length, $"{kind} {low:R}..{high:R}: {string.Join(" ", labels)}");
        }
    }

    [Fact]
    public void Limits_beside_all_numbers_are_numbered_too() =>
        Assert.Equal("5|6", Labels(ColorBarTicks.For(new RankNorm(5, 6, [1, 2, 3]), 200, 7)));

    private static Norm Make(string kind, double[] numbers) => ColorScale.Resolve(
        new() { Norm = new() { Kind = kind, Vcenter = numbers.Average() }, Colormap = Colormaps.Get("viridis") },
        [new Matrix(1, numbers.Length, numbers)]).Norm;

    private static string Labels(ColorBarTicks bar) => string.Join('|', bar.Ticks.Select(tick => tick.Label).Where(label => label.Length > 0));
}
