using System.IO.Compression;
using System.Text;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests;

/// <summary>Damaged copies of every file that the program draws or counts from end well or in one sentence, never in a stack trace.</summary>
public sealed class ProgramFuzzTests : IDisposable
{
    private const string Trees = """
        # text = The cat sat.
        1	The	the	DET	DT	_	2	det	_	_
        2	cat	cat	NOUN	NN	_	3	nsubj	_	_
        3	sat	sit	VERB	VBD	_	0	root	_	SpaceAfter=No
        4	.	.	PUNCT	.	_	3	punct	_	_

        1-2	Can't	_	_	_	_	_	_	_	_
        1	Ca	can	AUX	MD	_	2	aux	_	_
        2	n't	not	PART	RB	_	0	root	_	_

        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Manifests_are_drawn_again()
    {
        CliRun.Of("heatmap", Written("m.csv", ",a,b\nx,1,2\ny,3,\n"u8), "--annot", "--norm", "symlog", "-o", _folder["m.svg"], "--manifest").Succeeded();

        Try("m.json", File.ReadAllBytes(_folder["m.json"]), isJson: true, path => ["figure", "--replot", path, "-o", _folder["again.svg"]]);
    }

    [Fact]
    public void Pictures_are_drawn_again()
    {
        string[] pictures = ["m.svg", "m.png", "m.webp", "m.jpg"];
        CliRun.Of(
            ["heatmap", Written("m.csv", "1,2\n3,4\n"u8), "--dpi", "30", .. pictures.SelectMany(name => (string[])["-o", _folder[name]])]).Succeeded();

        Assert.All(
            pictures,
            name => Try(
                name, File.ReadAllBytes(_folder[name]), isJson: false, path => ["figure", "--replot", path, "-o", _folder["again.svg"]],
                part: pictures.Length));
    }

    [Theory]
    [InlineData(".json")]
    [InlineData(".npz")]
    [InlineData(".safetensors")]
    public void Records_are_drawn(string extension)
    {
        string run = _folder["run" + extension];
        CliRun.Of("capture", "A cat.", "--layers", "0", "--heads", "0", "-o", run).Succeeded();

        Try(
            "run" + extension, File.ReadAllBytes(run), extension == ".json",
            path => ["figure", "--from", path, "--merge", "sum", "-o", _folder["f.svg"]], part: 3);
    }

    [Theory]
    [InlineData(".csv", ",a,\"b, c\"\nx,1,-2.5e3\ny,3,\n")]
    [InlineData(".tsv", "a\tb\n1\t9007199254740993\ninf\tNaN\n")]
    [InlineData(".dat", "# a b\n1  2,5\n\"x 1\" NaN\n")]
    [InlineData(".csv", "sep=;\n;1949;1950\n\"a\nb\";1,5;2\nc;3;True\n")]
    [InlineData(".json", "[[1, 2.5e3, null], [-3, 9007199254740993, 0]]")]
    [InlineData(".json", "{\"a\":{\"x\":1,\"y\":null},\"b\":{\"x\":-2.5,\"y\":2}}")]
    public void Tables_are_drawn(string extension, string text) =>
        Try("m" + extension, Encoding.UTF8.GetBytes(text), extension == ".json", path => ["heatmap", path, "--annot", "--json"]);

    [Fact]
    public void Arrays_are_drawn()
    {
        string header = "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2), }".PadRight(117) + "\n";
        byte[] array = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[32]];
        using (ZipArchive archive = ZipFile.Open(_folder["m.npz"], ZipArchiveMode.Create))
        {
            using Stream member = archive.CreateEntry("m.npy").Open();
            member.Write(array);
        }

        Try("m.npy", array, isJson: false, path => ["heatmap", path, "--annot", "--json"]);
        Try("m.npz", File.ReadAllBytes(_folder["m.npz"]), isJson: false, path => ["heatmap", path, "--annot", "--json"]);
    }

    [Fact]
    public void Attention_of_another_program_is_drawn()
    {
        string header = "{'descr': '>f4', 'fortran_order': False, 'shape': (1, 1, 2, 2), }".PadRight(117) + "\n";
        byte[] half = [0x3f, 0, 0, 0];
        byte[] array = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. half, .. half, .. half, .. half];
        using (ZipArchive archive = ZipFile.Open(_folder["a.npz"], ZipArchiveMode.Create))
        {
            using Stream member = archive.CreateEntry("layer0.npy").Open();
            member.Write(array);
        }

        Try("a.npy", array, isJson: false, path => ["figure", "--from", path, "-o", _folder["f.svg"]], part: 3);
        Try("a.npz", File.ReadAllBytes(_folder["a.npz"]), isJson: false, path => ["figure", "--from", path, "-o", _folder["f.svg"]], part: 3);
    }

    [Fact]
    public void Treebanks_are_counted() =>
        Try("t.conllu", Encoding.UTF8.GetBytes(Trees), isJson: false, path => ["heads", path, "--relations", "all", "--json"], usual: 40);

    public void Dispose() => _folder.Dispose();

    private string Written(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(_folder[name], bytes);
        return _folder[name];
    }

    private void Try(string name, byte[] good, bool isJson, Func<string, string[]> line, int usual = 300, int part = 1)
    {
        int count = Mutations.Count(usual) / part;
        IEnumerable<byte[]> copies = isJson
            ? Mutations.Of(good, count / 2, head: good.Length).Concat(JsonMutations.Of(good, count - (count / 2)))
            : Mutations.Of(good, count, head: good.Length);
        foreach ((int copy, byte[] damaged) in copies.Index())
        {
            File.WriteAllBytes(_folder[name], damaged);

            CliRun run = CliRun.Of(line(_folder[name]));

            Assert.True(
                run.ExitCode == 0 || (run.ExitCode is 1 or 2 && IsSentence(run.Error)), $"copy {copy} of {name}: exit code {run.ExitCode}, {run.Error}");
        }
    }

    private static bool IsSentence(string error) =>
        error.StartsWith("attn: ", StringComparison.Ordinal) && error.EndsWith('\n') && !error[..^1].Contains('\n')
        && !error.Contains("should not", StringComparison.Ordinal);
}
