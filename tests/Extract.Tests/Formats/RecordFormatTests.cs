using System.Text;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Testing;
using CsCheck;

namespace AttnExtract.Extract.Tests.Formats;

public sealed class RecordFormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Extensions => [.. RecordFormats.All.SelectMany(format => format.Extensions)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_format_has_its_own_name_extensions_and_description()
    {
        Assert.Equal(RecordFormats.All.Length, RecordFormats.All.Select(format => format.Name).Distinct().Count());
        Assert.Equal(Extensions.Count, Extensions.Distinct().Count());
        Assert.All(RecordFormats.All, format => Assert.All(format.Extensions, extension => Assert.Matches(@"^\.[a-z][a-z0-9]*$", extension)));
        Assert.All(RecordFormats.All, format => Assert.NotEqual("", format.Description));
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Open_reads_back_what_Save_wrote(string extension)
    {
        string path = _folder["run" + extension.ToUpperInvariant()];

        RecordSamples.Any.Sample(
            record =>
            {
                record.Save(path);
                RecordSamples.AssertSame(record, AttentionRecord.Open(path));
            },
            iter: 100,
            threads: 1);

        string beside = _folder["run-00001-of-00001.safetensors"];
        Assert.Equal(
            RecordFormats.For(extension) is ShardedRecordFormat ? [beside, path] : [path],
            Directory.GetFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Save_writes_the_same_bytes_every_time(string extension)
    {
        string[] folders = [_folder["first"], _folder["second"]];
        foreach (string folder in folders)
        {
            Directory.CreateDirectory(folder);
            RecordSamples.Small.Save(Path.Combine(folder, "run" + extension));
        }

        Assert.All(
            Directory.GetFiles(folders[0]),
            file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folders[1], Path.GetFileName(file)))));
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Open_gives_one_sentence_or_a_record_for_every_damaged_copy(string extension)
    {
        string path = _folder["run" + extension];
        RecordSamples.Small.Save(path);
        byte[] good = File.ReadAllBytes(path);
        int refused = 0;
        int count = Mutations.Count(usual: 1000);

        foreach (byte[] damaged in Mutations.Of(good, count, head: good.Length))
        {
            File.WriteAllBytes(path, damaged);
            try
            {
                AttentionRecord.Open(path);
            }
            catch (AttnExtractException exception)
            {
                refused++;
                Assert.EndsWith(".", exception.Message);
            }
        }

        Assert.InRange(refused, count / 3, count - 1);
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Open_refuses_every_beginning_of_a_file(string extension)
    {
        string path = _folder["run" + extension];
        RecordSamples.Small.Save(path);
        byte[] good = File.ReadAllBytes(path);

        for (int length = 0; length < good.Length - 1; length += 7)
        {
            File.WriteAllBytes(path, good[..length]);
            Assert.Throws<AttnExtractException>(() => AttentionRecord.Open(path));
        }
    }

    [Theory]
    [MemberData(nameof(Extensions))]
    public void Open_refuses_a_file_that_is_not_there(string extension)
    {
        string path = _folder["none" + extension];

        Refuses(path, $"There is no file '{path}'.");
    }

    [Fact]
    public void An_unknown_extension_lists_the_formats()
    {
        const string Known = "there are .safetensors, .npz, .h5, .hdf5, .jsonl, .json.";

        Refuses("run.pickle", $"'run.pickle' has no extension of a record; {Known}");
        Refuses("run", $"'run' has no extension of a record; {Known}");
        Assert.Equal(
            $"'run.mat' has no extension of a record; {Known}",
            Assert.Throws<AttnExtractException>(() => RecordSamples.Small.Save("run.mat")).Message);
    }

    [Theory]
    [InlineData(
        "\"version\": 1", "\"version\": 3",
        "'{0}' holds a record of version 3; this program reads versions 1 and 2. A newer AttnExtract may read it.")]
    [InlineData("\"version\": 1", "\"versio\": 1", "'{0}' is damaged: 'record' has no 'version'.")]
    [InlineData("\"version\": 1", "\"version\": null", "'{0}' is damaged: 'record.version' must be a whole number from 0 up.")]
    [InlineData("\"text\": \"Hi 猫\"", "\"text\": 5", "'{0}' is damaged: 'record.text' must be a text.")]
    [InlineData("\"text\": \"Hi 猫\"", "\"text\": null", "'{0}' is damaged: 'record.text' must be a text.")]
    [InlineData("\"text\": \"Hi 猫\"", "\"text\": \"\\udc00\"", "'{0}' is damaged: 'record.text' is not Unicode.")]
    [InlineData("\"id\": 7", "\"id\": -7", "'{0}' is damaged: 'record.tokens[1].id' must be a whole number from 0 up.")]
    [InlineData("\"heads\": [", "\"heads\": [7.5,", "'{0}' is damaged: 'record.heads[0]' must be a whole number from 0 up.")]
    [InlineData("\"heads\": [", "\"heads\": [1,", "'{0}' is damaged: its heads 1, 0, 2 are not ascending numbers below the model's 3.")]
    [InlineData(
        "\"head_count\": 3", "\"head_count\": 2",
        "'{0}' is damaged: its heads 0, 2 are not ascending numbers below the model's 2.")]
    [InlineData("\"ablations\": [", "\"ablations\": [[],", "'{0}' is damaged: 'record.provenance.ablations[0]' must be a text.")]
    [InlineData("\"provenance\": {", "\"provenance\": 3, \"x\": {", "'{0}' is damaged: 'record.provenance' must be an object.")]
    [InlineData("\"tokens\": [", "\"tokens\": 3, \"x\": [", "'{0}' is damaged: 'record.tokens' must be a list.")]
    [InlineData("\"tokens\": [", "\"tokens\": [3,", "'{0}' is damaged: 'record.tokens[0]' must be an object.")]
    [InlineData(
        "\"record\": {", "\"recor\": {",
        "'{0}' holds no record: it has no 'record', where AttnExtract keeps the text, the tokens and where the numbers come from.")]
    [InlineData("\"sites\": {", "\"site\": {", "'{0}' is damaged: it has no 'sites'.")]
    [InlineData("\"sites\": {", "\"sites\": [], \"x\": {", "'{0}' is damaged: 'sites' must be an object of arrays by hook name.")]
    [InlineData(
        "\"embed.out\": [", "\"embed.out\": [[[0]],",
        "'embed.out' of '{0}' is damaged: its lists are not all equally deep and long.")]
    [InlineData("\"embed.out\": [", "\"embed.out\": [5,", "'embed.out' of '{0}' is damaged: its lists are not all equally deep and long.")]
    [InlineData("\"embed.out\": [", "\"embed.out\": [[],", "'embed.out' of '{0}' is damaged: its lists are not all equally deep and long.")]
    [InlineData("[0,0.125]", "[0,1e99]", "'embed.out' of '{0}' is damaged: value 2 is not a number of single precision.")]
    [InlineData("[0,0.125]", "[\"nan\",1]", "'embed.out' of '{0}' is damaged: value 1 is not a number of single precision.")]
    [InlineData("\"embed.out\": [", "\"embed.out\": [], \"embed.out\": [", "'{0}' is damaged: it has 'embed.out' twice.")]
    [InlineData(
        "\"embed.out\": [", "\"embed.out\": [[[0,0],[0,0]],",
        "'{0}' is damaged: 'embed.out' has shape [2, 2, 2], but the first axis of a record's array is a batch of 1.")]
    [InlineData("layers.1.", "layers.x.", "'{0}' is damaged: 'layers.x.attention.pattern' is not the name of a hook point.")]
    [InlineData(
        "\"heads\": [", "\"heads\": [0, 1, 2], \"x\": [",
        "'{0}' is damaged: 'layers.1.attention.pattern' has shape [2, 2, 2]; 3 heads and 2 tokens need [3, 2, 2].")]
    public void Open_says_what_is_wrong_with_a_record(string part, string replacement, string message)
    {
        string path = _folder["run.json"];
        RecordSamples.Small.Save(path);
        string good = File.ReadAllText(path);
        Assert.Contains(part, good);

        File.WriteAllText(path, good.Replace(part, replacement));

        Refuses(path, string.Format(message, path));
    }

    [Theory]
    [InlineData("{", "'{0}' is not valid JSON: the mistake is on line 1, byte 2.")]
    [InlineData("", "'{0}' is not valid JSON: the mistake is on line 1, byte 1.")]
    [InlineData(
        "[]",
        "'{0}' holds no record: it has no 'record', where AttnExtract keeps the text, the tokens and where the numbers come from.")]
    public void Open_says_what_is_wrong_with_json(string json, string message)
    {
        string path = _folder.Write("run.json", Encoding.UTF8.GetBytes(json));

        Refuses(path, string.Format(message, path));
    }

    private static void Refuses(string path, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => AttentionRecord.Open(path)).Message);
}
