using AttnExtract.Ground;
using AttnExtract.Render.Annotations;

namespace AttnExtract.Render.Tests.Annotations;

public sealed class NumberFormatTests
{
    // From Python's documentation of its format language and from the rules of IEEE 754: halves go to the even digit.
    [Theory]
    [InlineData(".0f", 0.5, "0")]
    [InlineData(".0f", 1.5, "2")]
    [InlineData(".0f", 2.5, "2")]
    [InlineData(".2f", 0.125, "0.12")]
    [InlineData(".2f", 2.675, "2.67")]
    [InlineData(".2f", -0.001, "-0.00")]
    [InlineData("+.1f", 3.14, "+3.1")]
    [InlineData(" .1f", 3.14, " 3.1")]
    [InlineData(".1%", 0.471139, "47.1%")]
    [InlineData(".2g", 0.00012345, "0.00012")]
    [InlineData(".2g", 0.000012345, "1.2e-05")]
    [InlineData(".2g", 99.6, "1e+02")]
    [InlineData("g", 123456.7, "123457")]
    [InlineData("g", 1234567.0, "1.23457e+06")]
    [InlineData(".1e", 9.96, "1.0e+01")]
    [InlineData(".3E", 0.0, "0.000E+00")]
    [InlineData("", 100.0, "100.0")]
    [InlineData("", 1e16, "1e+16")]
    [InlineData("", 0.1, "0.1")]
    [InlineData(".3", 12.0, "12.0")]
    [InlineData("d", 42.0, "42")]
    [InlineData(",d", -1234567.0, "-1,234,567")]
    [InlineData("012,.1f", 123456.789, "00,123,456.8")]
    [InlineData("08.2f", -1.5, "-0001.50")]
    [InlineData("*^9.1f", 2.0, "***2.0***")]
    [InlineData("<7.1f", 2.0, "2.0    ")]
    [InlineData("#.0f", 2.0, "2.")]
    [InlineData(".2f", double.NaN, "nan")]
    [InlineData("F", double.NegativeInfinity, "-INF")]
    public void Numbers_are_written_as_in_Python(string format, double value, string expected) =>
        Assert.Equal(expected, NumberFormat.Parse(format).Format(value));

    [Theory]
    [InlineData(".2x")]
    [InlineData("{:.2f}")]
    public void A_format_that_is_none_is_named_with_some_that_are(string format) =>
        Assert.Equal(
            $"'{format}' is not a number format; write one as in Python, such as '.2f', '.1%', '.2g', '.1e' or 'd'.",
            Assert.Throws<AttnExtractException>(() => NumberFormat.Parse(format)).Message);

    [Fact]
    public void A_format_for_whole_numbers_refuses_others() =>
        Assert.Equal(
            "The format 'd' is for whole numbers, and 0.5 is none; use '.2f' or '.2g' for instance.",
            Assert.Throws<AttnExtractException>(() => NumberFormat.Parse("d").Format(0.5)).Message);
}
