using AttnExtract.Ground;
using AttnExtract.Render.Scales.Norms;
using AttnExtract.Render.Words;

namespace AttnExtract.Render.Tests.Makers;

public sealed class HeatmapErrorTests
{
    private static readonly Matrix Values = new(2, 2, new[] { -1.0, 0, 1, 2 });

    public static TheoryData<string, NormOptions, double?, double?> Norms() => new()
    {
        {
            "No norm 'logg'. Did you mean 'log'? There are linear, log, symlog, asinh, power, twoslope, centered, boundary, rank.",
            Kind("logg"), null, null
        },
        { "A logarithmic scale cannot reach 0; give positive limits, or use norm symlog or asinh.", Kind("log"), 0, null },
        {
            "The scale would run from 3 to 2; vmin must lie below vmax: change one, or leave both out to take them from the data.",
            Kind("linear"), 3, null
        },
        { "gamma must be positive, and 0 is not.", Kind("power") with { Gamma = 0 }, null, null },
        { "linthresh must be positive, and -1 is not.", Kind("symlog") with { Linthresh = -1 }, null, null },
        { "linear-width must be positive, and 0 is not.", Kind("asinh") with { LinearWidth = 0 }, null, null },
        { "halfrange must be positive, and 0 is not.", Kind("centered") with { Halfrange = 0 }, null, null },
        { "vcenter 5 does not lie between vmin -1 and vmax 2; change one of them.", Kind("twoslope") with { Vcenter = 5 }, -1, 2 },
        { "Boundaries must be at least two increasing numbers; given are none.", Kind("boundary"), null, null },
        {
            "Boundaries must be at least two increasing numbers; given are 0, 2, 1.",
            Kind("boundary") with { Boundaries = [0, 2, 1] }, null, null
        },
    };

    [Theory]
    [MemberData(nameof(Norms), DisableDiscoveryEnumeration = true)]
    public void A_norm_that_cannot_be_says_why(string expected, NormOptions norm, double? vmin, double? vmax)
    {
        Figure figure = Heatmap.Of(Values) with { Scale = new() { Norm = norm, Vmin = vmin, Vmax = vmax } };

        Assert.Equal(expected, Assert.Throws<AttnExtractException>(() => figure.Report()).Message);
    }

    [Fact]
    public void A_logarithmic_scale_without_positive_numbers_is_refused() =>
        Assert.Equal(
            "A logarithmic scale needs positive numbers, and there are none; use norm symlog or asinh.",
            Assert.Throws<AttnExtractException>(() =>
                (Heatmap.Of(new Matrix(1, 2, new[] { -1.0, 0 })) with { Scale = new() { Norm = Kind("log") } }).Report()).Message);

    [Fact]
    public void A_centre_goes_with_the_linear_norm_only() =>
        Assert.Equal(
            "A centre goes with the linear norm, not with 'power'; use norm twoslope or centered with vcenter, or leave it out.",
            Assert.Throws<AttnExtractException>(() =>
                (Heatmap.Of(Values) with { Scale = new() { Norm = Kind("power"), Center = 0 } }).Report()).Message);

    [Fact]
    public void All_masked_is_refused() =>
        Assert.Equal(
            "There is no number to draw: every cell is NaN or hidden; give --vmin and --vmax to draw it all the same.",
            Assert.Throws<AttnExtractException>(() => Heatmap.Of(Values.Masked(new Matrix(2, 2, new[] { 1.0, 1, 1, 1 }))).Report()).Message);

    [Fact]
    public void A_mask_of_another_shape_is_refused() =>
        Assert.Equal(
            "The mask has 1 rows of 3 columns, and the heatmap has 2 of 2; give one answer a cell.",
            Assert.Throws<AttnExtractException>(() => Values.Masked(new Matrix(1, 3, new[] { 1.0, 0, 0 }))).Message);

    [Fact]
    public void Annotations_of_another_shape_are_refused()
    {
        Figure figure = Heatmap.Of(Values) with { Annotation = new() };
        figure = figure with { Panels = [figure.Panels[0] with { Annotations = new Matrix(1, 3, new[] { 1.0, 0, 0 }) }] };

        Assert.Equal(
            "The annotations have 1 rows of 3 columns, and the heatmap has 2 of 2; give one number a cell.",
            Assert.Throws<AttnExtractException>(() => figure.Report()).Message);
    }

    [Fact]
    public void Labels_must_be_as_many_as_columns() =>
        Assert.Equal(
            "There are 3 column labels for 2 columns; give one a column, or none.",
            Assert.Throws<AttnExtractException>(() => Heatmap.Of(Values, null, ["a", "b", "c"])).Message);

    private static NormOptions Kind(string kind) => new() { Kind = kind };
}
