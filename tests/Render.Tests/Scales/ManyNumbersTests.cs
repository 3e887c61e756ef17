using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;
using AttnExtract.Render.Scales.Norms;

namespace AttnExtract.Render.Tests.Scales;

/// <summary>What is done with rows of numbers at once is what is done with each.</summary>
public sealed class ManyNumbersTests
{
    private static readonly double[] Odd =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0, 1, 0.5, -1e-300, 2, -3, 0.999999999, double.Epsilon, double.MaxValue];

    [Fact]
    public void Extremes_leave_out_what_is_not_finite_wherever_it_stands()
    {
        Random random = new(3);
        for (int length = 0; length < 60; length++)
        {
            double[] numbers = [.. Enumerable.Range(0, length).Select(_ => random.Next(3) == 0 ? Odd[random.Next(Odd.Length)] : random.NextDouble() - 0.5)];
            double[] finite = [.. numbers.Where(double.IsFinite)];

            (double least, double most) = FiniteNumbers.Extremes(numbers);

            Assert.Equal(Bits(finite.Aggregate(double.PositiveInfinity, Math.Min)), Bits(least));
            Assert.Equal(Bits(finite.Aggregate(double.NegativeInfinity, Math.Max)), Bits(most));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-0.3, 7.1)]
    [InlineData(2, 2)]
    public void Positions_and_colours_of_many_are_those_of_each(double vmin, double vmax)
    {
        LinearNorm norm = new(vmin, vmax);
        Colormap map = Colormaps.Get("rocket").With(new(1, 2, 3), new(4, 5, 6), new(7, 8, 9, 10));
        double[] positions = new double[Odd.Length];
        Rgba[] colors = new Rgba[Odd.Length];

        norm.Positions(Odd, positions);
        map.Pick(positions, colors);

        Assert.Equal(Odd.Select(norm.Position).Select(Bits), positions.Select(Bits));
        Assert.Equal(positions.Select(position => map[position]), colors);
    }

    private static long Bits(double number) => BitConverter.DoubleToInt64Bits(number);
}
