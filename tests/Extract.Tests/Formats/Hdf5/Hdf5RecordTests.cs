using System.Text.Json;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Formats.Hdf5;

/// <summary>
/// Files of many texts, read back by this program and by h5py: asked itself where a Python has it, and else by what it printed of records.h5.
/// </summary>
public sealed class Hdf5RecordTests : IDisposable
{
    private static readonly string Here = Path.Combine(ReferenceData.RepositoryRoot, "tests", "Extract.Tests", "Formats", "Hdf5");

    private static readonly AttentionRecord[] Two = [RecordSamples.Small, Numbers("Two", tokens: 3, count: 21)];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void H5py_finds_a_group_a_text_with_its_tokens_and_arrays()
    {
        string path = Write("records.h5", RecordPrecision.Float32, Two);

        Check(File.ReadAllText(Path.Combine(Here, "hdf5.json")));
        if (DebianPython.With("h5py") is { } python)
        {
            Check(DebianPython.Run(python, [Path.Combine(Here, "read.py"), path], _folder.Path)!.Value.Output);
        }
    }

    [Fact]
    public void What_h5py_was_asked_about_is_still_read()
    {
        AssertSame(Two[0], AttentionRecord.Open(Path.Combine(Here, "records.h5", "00000000")));
        AssertSame(Two[1], AttentionRecord.Open(Path.Combine(Here, "records.h5", "00000001")));
    }

    [Fact]
    public void What_h5py_writes_of_its_own_accord_is_a_record()
    {
        string path = Path.Combine(Here, "minimal.h5");
        if (DebianPython.With("h5py") is { } python)
        {
            path = _folder["minimal.h5"];
            Assert.Equal(0, DebianPython.Run(python, [Path.Combine(Here, "read.py"), "--write", path], _folder.Path)!.Value.ExitCode);
        }

        AttentionRecord record = AttentionRecord.Open(path);

        Assert.Equal("Unlikely", record.Text);
        Assert.Equal(["[CLS]", "un", "##likely", "[SEP]"], record.Tokens.Select(token => token.Text));
        Assert.Equal([0, 1, 2], record.Layers);
        Assert.All(Enumerable.Range(0, 3), layer => Assert.Equal(
            Enumerable.Range(1, 48).Select(number => (number / 64f) + layer), record.Pattern(layer).Values.ToArray()));
    }

    [Fact]
    public void Of_hundreds_of_texts_each_is_found_by_its_number()
    {
        AttentionRecord[] records = [.. Enumerable.Range(0, 300).Select(number => Numbers($"text {number}", tokens: 1 + (number % 3), count: number))];
        string path = Write("many.h5", RecordPrecision.Float32, records);

        Assert.All(records.Index(), record => AssertSame(record.Item, AttentionRecord.Open(Path.Combine(path, SeriesRecordFormat.NameOf(record.Index)))));
        Refuses(path, $"'{path}' holds 300 texts; name one of them, as if the file were a folder: {path}/00000000.");
        Refuses($"{path}/300", $"'{path}' has no text '300'; there are 00000000, 00000001, 00000002 and so on, 300 texts in all.");
    }

    [Fact]
    public void A_large_array_is_many_chunks_and_a_whole_again()
    {
        AttentionRecord record = Numbers("large", tokens: 900, count: 2_000);
        string path = Write("large.h5", RecordPrecision.Float32, record);

        AssertSame(record, AttentionRecord.Open(path));
    }

    [Theory]
    [MemberData(nameof(RecordFormatTests.Extensions), MemberType = typeof(RecordFormatTests))]
    public void Half_precision_keeps_the_nearest_numbers_that_two_bytes_can(string extension)
    {
        AttentionRecord record = Numbers("half", tokens: 4, count: 5);
        RecordFormats.For(extension).Save(record, _folder["half" + extension], RecordPrecision.Float16);

        AttentionRecord read = AttentionRecord.Open(_folder["half" + extension]);

        Assert.Equal(
            record.Sites[0].Value.Values.ToArray().Select(number => (float)(Half)number), read.Sites[0].Value.Values.ToArray());
    }

    [Fact]
    public void A_text_whose_tokens_do_not_fit_is_refused()
    {
        AttentionRecord record = Numbers("long", tokens: 4_100, count: 1);

        Assert.Equal(
            "A text of 4100 tokens is too long for HDF5, whose attributes end at 64 KB; keep it as .safetensors.",
            Assert.Throws<AttnExtractException>(() => Write("long.h5", RecordPrecision.Float32, record)).Message);
    }

    [Theory]
    [InlineData(0, 0x88, "it does not begin as HDF5 does")]
    [InlineData(8, 2, "its layout is of version 2, and 0 and 1 are read; write it with libver='earliest'")]
    [InlineData(13, 4, "its addresses are not of 8 bytes")]
    [InlineData(44, 1, "it is cut off")]
    public void What_is_no_such_file_is_refused(int at, byte value, string what)
    {
        string path = Write("bad.h5", RecordPrecision.Float32, RecordSamples.Small);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[at] = value;
        File.WriteAllBytes(path, bytes);

        Refuses(path, $"'{path}' is not an HDF5 file of records, or is damaged: {what}.");
    }

    public void Dispose() => _folder.Dispose();

    private static void Check(string printed)
    {
        using JsonDocument document = JsonDocument.Parse(printed);
        JsonElement texts = document.RootElement.GetProperty("texts");
        Assert.Equal(["00000000", "00000001"], texts.EnumerateObject().Select(text => text.Name));
        foreach ((AttentionRecord record, JsonProperty text) in Two.Zip(texts.EnumerateObject()))
        {
            JsonElement attributes = text.Value.GetProperty("attributes");
            Assert.Equal(record.Text, attributes.GetProperty("text").GetString());
            Assert.Equal(record.Pair, attributes.TryGetProperty("pair", out JsonElement pair) ? pair.GetString() : null);
            Assert.Equal(record.Provenance.Model, attributes.GetProperty("model").GetString());
            Assert.Equal(record.Tokens.Select(token => token.Text), attributes.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()));
            Assert.Equal(record.Tokens.Select(token => token.Id), attributes.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
            Assert.Equal(record.Heads, attributes.GetProperty("heads").EnumerateArray().Select(head => head.GetInt32()));
            Assert.Equal(
                record.Tokens.Select(token => $"[{token.Start},{token.End}]"),
                attributes.GetProperty("offsets").EnumerateArray().Select(offset => offset.GetRawText().ReplaceLineEndings("").Replace(" ", "")));
            Assert.Equal(record.Sites.Select(site => $"{site.Key}"), attributes.GetProperty("sites").EnumerateArray().Select(site => site.GetString()));
            foreach ((HookName name, DenseArray array) in record.Sites)
            {
                JsonElement found = text.Value.GetProperty("arrays").GetProperty($"{name}");
                Assert.Equal("float32", found.GetProperty("type").GetString());
                Assert.Equal("gzip", found.GetProperty("compression").GetString());
                Assert.Equal(array.Shape.Prepend(1), found.GetProperty("shape").EnumerateArray().Select(axis => axis.GetInt32()));
                Assert.Equal(array.Values.ToArray(), found.GetProperty("numbers").EnumerateArray().Select(number => (float)number.GetDouble()));
            }
        }
    }

    private static void AssertSame(AttentionRecord expected, AttentionRecord actual) => RecordSamples.AssertSame(expected, actual);

    // So many numbers a token, none of them like another.
    private static AttentionRecord Numbers(string text, int tokens, int count) => new(
        text,
        null,
        [.. Enumerable.Range(0, tokens).Select(i => new RecordToken(i, $"t{i}", 0, 0, 0, i, 0))],
        [0],
        [new(HookName.EmbedOut, new DenseArray(Enumerable.Range(0, tokens * count).Select(i => 1f / (i + 3)).ToArray(), tokens, count))],
        RecordSamples.Small.Provenance);

    private string Write(string name, RecordPrecision precision, params AttentionRecord[] records)
    {
        using FileStream stream = File.Create(_folder[name]);
        RecordSeries series = new Hdf5RecordFormat().Begin(stream, precision);
        Array.ForEach(records, series.Add);
        series.Finish();
        return _folder[name];
    }

    private static void Refuses(string path, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => AttentionRecord.Open(path)).Message);
}
