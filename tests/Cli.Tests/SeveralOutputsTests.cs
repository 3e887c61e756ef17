using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>The files of one result are all written or none is, whichever of them fails.</summary>
public sealed class SeveralOutputsTests : IDisposable
{
    private const string Text = "The cat sat on the mat.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("heatmap IN/m.csv -o OUT/a.png -o OUT/full.svg", "a.png")]
    [InlineData("heatmap IN/m.csv -o OUT/full.svg -o OUT/a.png", "a.png")]
    [InlineData("heatmap IN/m.csv -o OUT/a.pdf --tex OUT/full.tex --manifest", "a.pdf a.json")]
    [InlineData("heatmap IN/m.csv -o OUT/a.png -o OUT/full.svg --tex OUT/a.tex --manifest", "a.png a.tex a.json")]
    [InlineData("figure TEXT -m MODEL -o OUT/a.svg -o OUT/full.svg", "a.svg")]
    [InlineData("figure TEXT -m MODEL --layers 0 --heads 0,1 --per-head OUT/deep/heads -o OUT/full.svg --dpi 60", "")]
    [InlineData("capture TEXT -m MODEL -o OUT/a.npz -o OUT/full.json", "a.npz")]
    [InlineData("measure TEXT -m MODEL --kind rollout -o OUT/a.svg -o OUT/full.csv", "a.svg")]
    [InlineData("measure TEXT -m MODEL --kind rollout -o OUT/a.npz -o OUT/full.svg", "a.npz")]
    [InlineData("embed IN/texts.txt -m MODEL -o OUT/a.npy -o OUT/full.parquet", "a.npy")]
    [InlineData("heads IN/texts.txt -m MODEL -o OUT/a.csv -o OUT/full.svg", "a.csv")]
    [InlineData("ablate TEXT -m MODEL --metric hidden -o OUT/a.csv -o OUT/full.parquet", "a.csv")]
    [InlineData("patch TEXT --source SOURCE -m MODEL --metric hidden -o OUT/a.csv -o OUT/full.svg", "a.csv")]
    [InlineData("lens TEXT -m MODEL -o OUT/a.csv -o OUT/full.svg", "a.csv")]
    [InlineData("list colormaps -o OUT/a.svg -o OUT/full.pdf", "a.svg")]
    public void Where_one_cannot_be_written_none_is(string line, string others)
    {
        _folder.Write("m.csv", "1,2\n3,4\n"u8);
        _folder.Write("texts.txt", "The cat sat.\nA dog ran.\n"u8);
        string place = Directory.CreateDirectory(_folder["place"]).FullName;
        string full = line.Split(' ').Single(word => word.StartsWith("OUT/full", StringComparison.Ordinal)).Replace("OUT", place, StringComparison.Ordinal);
        File.CreateSymbolicLink(full, "/dev/full");
        string[] old = others.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (string file in old.Take(1))
        {
            File.WriteAllText(Path.Combine(place, file), "old");
        }

        CliRun.Of([.. line.Split(' ').Select(Filled)]).FailedWith(1, $"'{full}' cannot be written: No space left on device.");

        Assert.Equal([.. old.Take(1).Select(file => Path.Combine(place, file)), full], Directory.GetFileSystemEntries(place).Order(StringComparer.Ordinal));
        Assert.All(old.Take(1), file => Assert.Equal("old", File.ReadAllText(Path.Combine(place, file))));

        string Filled(string word) => word switch
        {
            "TEXT" => Text,
            "SOURCE" => Text.Replace("cat", "dog", StringComparison.Ordinal),
            "MODEL" => Path.Combine(ReferenceData.OwnRoot, "families", "bert"),
            _ => word.Replace("OUT", place, StringComparison.Ordinal).Replace("IN", _folder.Path, StringComparison.Ordinal),
        };
    }

    [Theory]
    [InlineData(2, " '{0}-1.npz' was written before.")]
    [InlineData(3, " '{0}-1.npz', '{0}-2.npz' were written before.")]
    [InlineData(5, " '{0}-1.npz' to '{0}-4.npz', 4 files, were written before.")]
    public void What_was_written_of_earlier_texts_is_said(int count, string said)
    {
        string texts = _folder.Write("texts.txt", System.Text.Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Repeat(Text, count))));
        string last = _folder[$"a-{count}.npz"];
        Directory.CreateDirectory(last);

        CliRun.Of("capture", "-i", texts, "-m", Path.Combine(ReferenceData.OwnRoot, "families", "bert"), "-o", _folder["a.npz"]).FailedWith(
            1, $"'{last}' cannot be written: it is a folder; give the name of a file in it.{string.Format(said, _folder["a"])}");
    }
}
