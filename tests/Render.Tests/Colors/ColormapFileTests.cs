using AttnExtract.Ground;
using AttnExtract.Render.Colors;

namespace AttnExtract.Render.Tests.Colors;

public sealed class ColormapFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".txt");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("#fff\nsteelblue\n\n// dark\n#00441b\n")]
    [InlineData("1 1 1\n0.2745098 0.5098039 0.7058824\n0, 0.2666667, 0.1058824")]
    [InlineData("255;255;255\r\n70\t130\t180\r\n0,68,27\r\n")]
    public void A_file_of_colours_is_a_colormap(string text)
    {
        File.WriteAllText(_path, text);

        Assert.Equal([new(255, 255, 255), new(70, 130, 180), new(0, 68, 27)], Colormaps.Get(_path).Colors);
    }

    [Fact]
    public void A_line_that_is_no_colour_is_named()
    {
        File.WriteAllText(_path, "#fff\n1 2\n");

        Assert.Equal(
            $"'{_path}', line 2: '1 2' is not a colour; write #rrggbb, or red, green and blue in 0..1 or 0..255.",
            Assert.Throws<AttnExtractException>(() => Colormaps.Get(_path)).Message);
        Assert.Equal(
            "There is no file 'none.csv' to read a colormap from.",
            Assert.Throws<AttnExtractException>(() => Colormaps.Get("none.csv")).Message);
    }
}
