using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>No file that a command line names is lost to another, and nothing that it reads is written over.</summary>
public sealed class OutputClaimsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Command lines, and what they say; {0} is the folder.</summary>
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "heatmap {0}/m.csv -o {0}/x.png --tex {0}/x.png", Twice("x.png", "--output", "--tex") },
        { "heatmap {0}/m.csv -o {0}/x.png --tex {0}/./x.png", Twice("./x.png", "--output", "--tex") },
        { "heatmap {0}/m.csv -o {0}/x.png --manifest --tex {0}/x.json", Twice("x.json", "--tex", "--manifest") },
        { "measure cat --kind norm -o {0}/x.json -o {0}/x.png --manifest", Twice("x.json", "--manifest", "--output") },
        { "heatmap {0}/m.csv -o {0}/x.png --tex {0}/m.csv", Over("m.csv", "MATRIX", "--tex") },
        { "heatmap {0}/m.csv --mask {0}/mask.json -o {0}/mask.png --manifest", Over("mask.json", "--mask", "--manifest") },
        { "figure --from {0}/run.json -o {0}/run.png --manifest", Over("run.json", "--from", "--manifest") },
        { "figure -i {0}/one.txt -o {0}/x.png --tex {0}/one.txt", Over("one.txt", "--input", "--tex") },
        { "measure -i {0}/one.csv --kind norm -o {0}/one.csv", Over("one.csv", "--input", "--output") },
        { "heads {0}/one.csv -o {0}/one.csv", Over("one.csv", "FILE", "--output") },
        { "embed {0}/link.parquet -o {0}/one.parquet", Over("one.parquet", "FILE", "--output") },
        { "diff {0}/run.json {0}/run.json -o {0}/run.json", Over("run.json", "RUN", "--output") },
        { "figure --replot {0}/run.json -o {0}/x.png --tex {0}/run.json", Over("run.json", "--replot", "--tex") },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_file_that_would_be_lost_is_refused(string line, string said)
    {
        Write("m.csv", "one.csv", "one.txt", "one.parquet", "run.json", "mask.json");
        File.CreateSymbolicLink(_folder["link.parquet"], "one.parquet");
        Dictionary<string, string> before = Contents();

        CliRun run = CliRun.Of([.. line.Split(' ').Select(word => string.Format(null, word, _folder.Path))]);

        Assert.Equal((2, $"attn: {said.Replace("{0}", _folder.Path)}\n"), (run.ExitCode, run.Error));
        Assert.Equal(before, Contents());
    }

    [Fact]
    public void A_figure_takes_the_place_of_the_one_that_it_is_drawn_from()
    {
        Write("m.csv");
        CliRun.Of("heatmap", _folder["m.csv"], "-o", _folder["x.png"]).Succeeded();

        CliRun.Of("figure", "--replot", _folder["x.png"], "-o", _folder["x.png"], "--cmap", "Greens_r").Succeeded();
    }

    [Fact]
    public void A_text_that_is_the_name_of_a_file_is_a_text()
    {
        Write("x.png");

        CliRun.Of("figure", _folder["x.png"], "-o", _folder["x.png"]).Succeeded();
    }

    private static string Twice(string file, string first, string second) =>
        $"'{{0}}/{file}' would be written for {first} and again for {second}, and only the last would be kept; give one of them another name.";

    private static string Over(string file, string reader, string writer) =>
        $"'{{0}}/{file}' is read ({reader}), and {writer} would write over it; give what is written another name.";

    private void Write(params string[] names) =>
        Array.ForEach(names, name => _folder.Write(name, name.StartsWith("one", StringComparison.Ordinal) ? "A cat\n"u8 : "1,2\n3,4\n"u8));

    private Dictionary<string, string> Contents() =>
        Directory.EnumerateFiles(_folder.Path).Order(StringComparer.Ordinal).ToDictionary(file => file, File.ReadAllText);
}
