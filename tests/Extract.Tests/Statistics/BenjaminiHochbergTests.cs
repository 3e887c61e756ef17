using AttnExtract.Extract.Statistics;

namespace AttnExtract.Extract.Tests.Statistics;

public sealed class BenjaminiHochbergTests
{
    // Benjamini and Hochberg 1995, section 4.1: fifteen p-values, of which the procedure marks the four smallest at 0.05.
    private static readonly double[] Known =
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000];

    [Fact]
    public void The_example_of_the_paper_comes_out()
    {
        Assert.Equal(Known.Select((_, i) => i < 4), BenjaminiHochberg.Mark(Known));
        Assert.Equal(0.0001 * 15, BenjaminiHochberg.Adjust(Known)[0], 1e-15);
        Assert.Equal(0.0095 * 15 / 4, BenjaminiHochberg.Adjust(Known)[3], 1e-15);
    }

    [Fact]
    public void The_order_of_the_tests_does_not_matter()
    {
        double[] turned = [.. Known.Reverse()];

        Assert.Equal(BenjaminiHochberg.Adjust(Known).Reverse(), BenjaminiHochberg.Adjust(turned));
    }

    [Fact]
    public void A_large_value_carries_a_smaller_one_below_it()
    {
        // 0.04 alone would miss 0.05/2; with 0.05 at rank 2 both hold.
        Assert.Equal([true, true], BenjaminiHochberg.Mark([0.04, 0.05]));
    }

    [Fact]
    public void What_was_not_tested_does_not_count()
    {
        Assert.Equal([double.NaN, 0.03], BenjaminiHochberg.Adjust([double.NaN, 0.03]));
        Assert.Equal([false, true], BenjaminiHochberg.Mark([double.NaN, 0.03]));
    }
}
