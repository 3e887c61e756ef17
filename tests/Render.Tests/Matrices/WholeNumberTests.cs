using AttnExtract.Render.Annotations;
using AttnExtract.Render.Manifests;
using AttnExtract.Render.Matrices;
using AttnExtract.Render.Words;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Matrices;

/// <summary>Whole numbers that double precision rounds are written as they are.</summary>
public sealed class WholeNumberTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("m.csv", "9007199254740993,1\n-9007199254740995,18446744073709551615\n")]
    [InlineData("m.csv", "a,b\n9007199254740993,1\n-9007199254740995,18446744073709551615\n")]
    [InlineData("m.csv", ",a,b\nx,9007199254740993,1\ny,-9007199254740995,18446744073709551615\n")]
    [InlineData("m.tsv", "9007199254740993\t1\n\n-9007199254740995\t18446744073709551615\n")]
    [InlineData("m.json", "[[9007199254740993, 1], [-9007199254740995, 18446744073709551615]]")]
    public void Text_keeps_every_digit(string name, string text)
    {
        File.WriteAllText(_folder[name], text);

        Assert.Equal(
            ["9007199254740993", "1", "-9007199254740995", "18446744073709551615"], Written(MatrixFile.Read(_folder[name]).ToFigure(), "d"));
    }

    [Theory]
    [InlineData("<i8", false)]
    [InlineData("<u8", false)]
    [InlineData("<u8", true)]
    [InlineData("<i8", true)]
    public void Arrays_keep_every_digit(string type, bool isColumnMajor)
    {
        ulong[] numbers = [9007199254740993, 2, type == "<u8" ? ulong.MaxValue : long.MaxValue, 3];
        ulong[] stored = isColumnMajor ? [numbers[0], numbers[2], numbers[1], numbers[3]] : numbers;
        string header = $"{{'descr': '{type}', 'fortran_order': {(isColumnMajor ? "True" : "False")}, 'shape': (2, 2), }}".PadRight(117) + "\n";
        using (FileStream file = File.Create(_folder["m.npy"]))
        {
            file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0]);
            file.Write(System.Text.Encoding.ASCII.GetBytes(header));
            foreach (ulong number in stored)
            {
                file.Write(BitConverter.GetBytes(number));
            }
        }

        Assert.Equal(numbers.Select(number => $"{number}"), Written(MatrixFile.Read(_folder["m.npy"]).ToFigure(), "d"));
    }

    [Fact]
    public void Masks_and_manifests_keep_them()
    {
        File.WriteAllText(_folder["m.csv"], "9007199254740993,9007199254740995\n5,6\n");
        Figure figure = MatrixFile.Read(_folder["m.csv"]).ToFigure();
        figure = figure with
        {
            Panels = [figure.Panels[0] with { Values = figure.Panels[0].Values.Masked(2, 2, [true, false, false, false]) }],
            Annotation = new() { Format = NumberFormat.Parse("d") },
        };

        Assert.Equal(["9007199254740995", "5", "6"], Written(figure, "d"));
        Assert.Equal(["9007199254740995", "5", "6"], Written(FigureManifest.FromJson(FigureManifest.ToJson(figure), "it"), "d"));
    }

    [Fact]
    public void Numbers_of_another_file_keep_them()
    {
        Matrix values = new(1, 1, new double[] { 0.5 });
        File.WriteAllText(_folder["a.csv"], "9007199254740993\n");
        Figure figure = Heatmap.Of(values);

        Assert.Equal(["9007199254740993"], Written(
            figure with { Panels = [figure.Panels[0] with { Annotations = MatrixFile.Read(_folder["a.csv"]).Values }] }, "d"));
    }

    // As Python 3.11's format(9007199254740993, …) writes it.
    [Theory]
    [InlineData(",d", "9,007,199,254,740,993")]
    [InlineData("+d", "+9007199254740993")]
    [InlineData("n", "9007199254740993")]
    [InlineData("_", "9_007_199_254_740_993")]
    [InlineData("020d", "00009007199254740993")]
    [InlineData(".1f", "9007199254740992.0")]
    [InlineData(".3e", "9.007e+15")]
    public void Formats_write_whole_numbers_as_Python_does(string format, string expected) =>
        Assert.Equal(expected, NumberFormat.Parse(format).Format((Int128)9007199254740993));

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<string> Written(Figure figure, string format) =>
        (figure with { Annotation = new() { Format = NumberFormat.Parse(format) } }).Report()[0].Texts.Select(text => text.Text);
}
