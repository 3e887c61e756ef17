using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Render.Colors;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Colors;

public sealed class ColormapsTests
{
    [Fact]
    public void Every_table_and_its_reverse_equal_the_reference_to_the_8_bit_level()
    {
        int names = 0;
        foreach ((string name, JsonElement map) in ReferenceMaps())
        {
            double[][] expected = [.. map.GetProperty("rgb").EnumerateArray()
                .Select(rgb => rgb.EnumerateArray().Select(channel => 255 * channel.GetDouble()).ToArray())];

            Assert.NotEmpty(expected);
            Assert.Equal(map.GetProperty("n").GetInt32(), expected.Length);
            AssertRounded(expected, Colormaps.Get(name));
            AssertRounded([.. expected.Reverse()], Colormaps.Get(name + "_r"));
            names++;
        }

        Assert.True(names > 0);
    }

    [Fact]
    public void Every_entry_carries_dark_text_exactly_where_the_unrounded_colour_is_lighter_than_seaborns_limit()
    {
        foreach ((string name, JsonElement map) in ReferenceMaps())
        {
            Colormap ours = Colormaps.Get(name);
            JsonElement[] colors = [.. map.GetProperty("rgb").EnumerateArray()];
            for (int i = 0; i < colors.Length; i++)
            {
                double[] rgb = [.. colors[i].EnumerateArray().Select(channel => channel.GetDouble())];
                Assert.Equal(Rgba.Luminance(rgb[0], rgb[1], rgb[2]) > .408, ours.IsLight((i + 0.5) / colors.Length));
            }
        }
    }

    [Fact]
    public void The_list_names_every_map_once_and_each_can_be_had()
    {
        string[] names = [.. Colormaps.All.Select(map => map.Name)];

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(Colormaps.All, map => Assert.Equal((map.Name, map.Kind), (Colormaps.Get(map.Name).Name, Colormaps.Get(map.Name).Kind)));
        Assert.Empty(ReferenceMaps().Select(map => map.Name).Except(names));
        Assert.True(Enum.GetValues<ColormapKind>().Except([ColormapKind.Custom]).All(kind => Colormaps.All.Any(map => map.Kind == kind)));
    }

    [Fact]
    public void A_wrong_name_suggests_the_nearest_and_lists_all()
    {
        AttnExtractException error = Assert.Throws<AttnExtractException>(() => Colormaps.Get("Green_r"));

        string all = string.Join(", ", Colormaps.All.Select(map => map.Name).Order(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(
            "No colormap 'Green_r'. Did you mean 'Greens_r'? "
            + $"There are {all}; each also reversed, with _r; or write colours: '#fff,#00441b' or 'white..#00441b'.",
            error.Message);
    }

    [Fact]
    public void A_wrong_colour_says_how_to_write_one()
    {
        AttnExtractException error = Assert.Throws<AttnExtractException>(() => Colormaps.Get("#fff,#12"));

        Assert.Equal("'#12' is not a colour; write #rgb, #rrggbb, #rrggbbaa or a CSS colour name such as 'steelblue'.", error.Message);
    }

    [Fact]
    public void A_list_of_colours_has_as_many_steps_as_colours()
    {
        Colormap map = Colormaps.Get("#fff, #00441b,grey,#01020380");

        Assert.Equal([new(255, 255, 255), new(0, 0x44, 0x1b), new(128, 128, 128), new(1, 2, 3, 128)], map.Colors);
    }

    [Fact]
    public void A_blend_runs_evenly_through_its_colours_in_256_steps()
    {
        Colormap map = Colormaps.Get("black..white..#ff0000");

        Assert.Equal(256, map.Colors.Length);
        Assert.Equal(new Rgba(0, 0, 0), map.Colors[0]);
        Assert.Equal(new Rgba(2, 2, 2), map.Colors[1]);
        Assert.Equal(new Rgba(254, 254, 254), map.Colors[127]);
        Assert.Equal(new Rgba(255, 0, 0), map.Colors[255]);
    }

    [Theory]
    [InlineData(-0.001, 1)]
    [InlineData(double.NegativeInfinity, 1)]
    [InlineData(0, 10)]
    [InlineData(0.2499999, 10)]
    [InlineData(0.25, 20)]
    [InlineData(0.75, 40)]
    [InlineData(1, 40)]
    [InlineData(1.0000001, 2)]
    [InlineData(double.PositiveInfinity, 2)]
    [InlineData(double.NaN, 3)]
    public void Positions_pick_colours_as_matplotlib_does(double position, byte red)
    {
        Colormap map = new("four", ColormapKind.Custom, [new(10, 0, 0), new(20, 0, 0), new(30, 0, 0), new(40, 0, 0)])
        {
            Under = new(1, 0, 0),
            Over = new(2, 0, 0),
            Bad = new(3, 0, 0),
        };

        Assert.Equal(red, map[position].R);
    }

    // The reference has nine digits, too few to tell a half from a little more or less; the heatmap reference tells them.
    private static void AssertRounded(double[][] expected, Colormap map)
    {
        const double Half = 0.5 + 2e-7;
        Assert.Equal(expected.Length, map.Colors.Length);
        foreach ((double[] wanted, Rgba color) in expected.Zip(map.Colors))
        {
            byte[] levels = [color.R, color.G, color.B];
            Assert.All(wanted.Zip(levels), pair => Assert.InRange((double)pair.Second, pair.First - Half, pair.First + Half));
        }
    }

    private static IEnumerable<(string Name, JsonElement Map)> ReferenceMaps()
    {
        foreach (string file in (string[])["colormaps.json", "newer.json"])
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("colormaps", file)));
            foreach (JsonProperty map in document.RootElement.GetProperty("maps").EnumerateObject())
            {
                yield return (map.Name, map.Value);
            }
        }
    }
}
