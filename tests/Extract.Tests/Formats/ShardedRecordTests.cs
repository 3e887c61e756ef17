using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Formats;

/// <summary>Records in files of bounded size with an index, read back by this program and by Python, which needs no more than json and NumPy for it.</summary>
public sealed class ShardedRecordTests : IDisposable
{
    private const string Reads = """
        import json, sys
        import numpy

        def arrays(path):
            with open(path, "rb") as file:
                size = int.from_bytes(file.read(8), "little")
                header = json.loads(file.read(size))
                data = file.read()
            types = {"F32": "<f4", "F16": "<f2"}
            return {
                name: numpy.frombuffer(data[slice(*one["data_offsets"])], types[one["dtype"]]).reshape(one["shape"])
                for name, one in header.items()
            }

        for line in open("maps.jsonl", encoding="utf-8"):
            text = json.loads(line)
            found = arrays(text["file"])
            print(json.dumps([
                text["file"], text["name"], text["text"], text["tokens"], text["offsets"], text["record"]["heads"],
                [[site, found[text["name"] + "/" + site].shape, found[text["name"] + "/" + site].astype("f8").ravel().tolist()] for site in text["sites"]],
            ]))
        """;

    private readonly TemporaryFolder _folder = new();

    // Three tokens of seven numbers, five tokens of eleven, and so on, none of them like another.
    private static AttentionRecord[] Many { get; } = [RecordSamples.Small, .. Enumerable.Range(0, 9).Select(i => Numbers($"text {i}\n", 2 + i, 3 + i))];

    private string Index => _folder["maps.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_text_is_found_by_its_number_in_files_of_bounded_size()
    {
        Write(500, RecordPrecision.Float32);

        string[] shards = [.. Directory.GetFiles(_folder.Path, "*.safetensors").Order(StringComparer.Ordinal)];
        Assert.Equal(
            Enumerable.Range(1, shards.Length).Select(number => $"maps-{number:D5}-of-{shards.Length:D5}.safetensors"), shards.Select(Path.GetFileName));
        Assert.InRange(shards.Length, 3, Many.Length - 1);
        Assert.All(Many.Index(), text => RecordSamples.AssertSame(text.Item, AttentionRecord.Open($"{Index}/{SeriesRecordFormat.NameOf(text.Index)}")));
    }

    [Theory]
    [InlineData(RecordPrecision.Float32)]
    [InlineData(RecordPrecision.Float16)]
    public void Whoever_reads_json_and_numbers_finds_text_tokens_offsets_and_arrays(RecordPrecision precision)
    {
        Write(500, precision);

        Check(precision, File.ReadLines(Index).Select(Plainly));
        if (DebianPython.With("numpy") is { } python)
        {
            (int exitCode, string output, string errors) = DebianPython.Run(python, ["-c", Reads], _folder.Path)!.Value;
            Assert.Equal((0, ""), (exitCode, errors));
            Check(precision, output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement));
        }
    }

    // What the lines of Python do.
    private JsonElement Plainly(string line)
    {
        JsonElement text = JsonDocument.Parse(line).RootElement;
        ReadOnlySpan<byte> file = File.ReadAllBytes(_folder[text.GetProperty("file").GetString()!]);
        int size = (int)BitConverter.ToInt64(file);
        JsonElement header = JsonDocument.Parse(Encoding.UTF8.GetString(file.Slice(8, size))).RootElement;
        JsonArray sites = [];
        foreach (string site in text.GetProperty("sites").EnumerateArray().Select(site => site.GetString()!))
        {
            JsonElement array = header.GetProperty($"{text.GetProperty("name").GetString()}/{site}");
            int[] ends = [.. array.GetProperty("data_offsets").EnumerateArray().Select(end => end.GetInt32())];
            ReadOnlySpan<byte> bytes = file[(8 + size)..][ends[0]..ends[1]];
            double[] numbers = array.GetProperty("dtype").GetString() == "F16"
                ? [.. MemoryMarshal.Cast<byte, Half>(bytes).ToArray().Select(number => (double)number)]
                : [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(number => (double)number)];
            sites.Add(new JsonArray(site, JsonNode.Parse(array.GetProperty("shape").GetRawText()), JsonSerializer.SerializeToNode(numbers)));
        }

        JsonNode?[] found =
        [
            .. ((string[])["file", "name", "text", "tokens", "offsets"]).Select(name => JsonNode.Parse(text.GetProperty(name).GetRawText())),
            JsonNode.Parse(text.GetProperty("record").GetProperty("heads").GetRawText()),
            sites,
        ];
        return JsonSerializer.SerializeToElement(new JsonArray(found));
    }

    private static void Check(RecordPrecision precision, IEnumerable<JsonElement> read)
    {
        JsonElement[] lines = [.. read];
        Assert.Equal(Many.Length, lines.Length);
        foreach ((int i, AttentionRecord record) in Many.Index())
        {
            Assert.Matches(@"^maps-\d{5}-of-\d{5}\.safetensors$", lines[i][0].GetString());
            Assert.Equal((SeriesRecordFormat.NameOf(i), record.Text), (lines[i][1].GetString(), lines[i][2].GetString()));
            Assert.Equal(record.Tokens.Select(token => token.Text), lines[i][3].EnumerateArray().Select(token => token.GetString()));
            Assert.Equal(
                record.Tokens.SelectMany(token => (int[])[token.Start, token.End]),
                lines[i][4].EnumerateArray().SelectMany(offset => offset.EnumerateArray()).Select(end => end.GetInt32()));
            Assert.Equal(record.Heads, lines[i][5].EnumerateArray().Select(head => head.GetInt32()));
            Assert.Equal(record.Sites.Count, lines[i][6].GetArrayLength());
            foreach ((KeyValuePair<HookName, DenseArray> site, JsonElement found) in record.Sites.Zip(lines[i][6].EnumerateArray()))
            {
                Assert.Equal($"{site.Key}", found[0].GetString());
                Assert.Equal(site.Value.Shape.Prepend(1), found[1].EnumerateArray().Select(axis => axis.GetInt32()));
                Assert.Equal(
                    site.Value.Values.ToArray().Select(number => precision == RecordPrecision.Float16 ? (float)(Half)number : number),
                    found[2].EnumerateArray().Select(number => (float)number.GetDouble()));
            }
        }
    }

    [Fact]
    public void What_is_wrong_is_said_in_one_sentence()
    {
        Write(500, RecordPrecision.Float32);
        string[] good = File.ReadAllLines(Index);

        Refuses(Index, $"'{Index}' holds 10 texts; name one of them, as if the file were a folder: {Index}/00000000.");
        Refuses($"{Index}/17", $"'{Index}' has no text '17'; there are 00000000, 00000001, 00000002 and so on, 10 texts in all.");
        RefusesChanged(
            "\"file\":\"maps-", "\"file\":\"gone-",
            line => $"'{Index}' names the file '{FileOf(line).Replace("maps-", "gone-")}', which is not in its folder.");
        RefusesChanged(
            "\"file\":\"maps-", "\"file\":\"../maps-",
            line => $"Line 1 of '{Index}' says that its text is in '../{FileOf(line)}', which is not the plain name of a file in the same folder.");
        RefusesChanged(
            "layers.1.attention.pattern", "layers.2.attention.pattern",
            line => $"'{Index}' says that '00000000/layers.2.attention.pattern' is in '{FileOf(line)}', but it is not there.");
        RefusesChanged("\"name\":", "\"nam\":", _ => $"'{Index}' is damaged: 'line 1' has no 'name'.");
        RefusesChanged(
            "\"record\":", "\"recor\":",
            _ => $"'{Index}' holds no record: it has no 'record', where AttnExtract keeps the text, the tokens and where the numbers come from.");
        File.WriteAllText(Index, "\n");
        Refuses(Index, $"'{Index}' holds no record: it has no line.");

        void RefusesChanged(string part, string other, Func<string, string> message)
        {
            Assert.Contains(part, good[0]);
            File.WriteAllLines(Index, [good[0].Replace(part, other), .. good[1..]]);
            Refuses($"{Index}/00000000", message(good[0]));
        }
    }

    [Fact]
    public void Without_a_place_for_all_files_none_is_there()
    {
        using FileBatch files = new();
        Assert.Throws<InvalidOperationException>(() => files.Add(Index, stream =>
        {
            using RecordSeries series = new ShardedRecordFormat(100).Begin(files, Index, stream, RecordPrecision.Float32);
            Array.ForEach(Many, series.Add);
            throw new InvalidOperationException();
        }));
        files.Dispose();

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    private static string FileOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("file").GetString()!;

    private static AttentionRecord Numbers(string text, int tokens, int count) => new(
        text,
        null,
        [.. Enumerable.Range(0, tokens).Select(i => new RecordToken(i, $"t{i}", i, i + 1, 0, i, 0))],
        [0],
        [new(HookName.EmbedOut, new DenseArray(Enumerable.Range(0, tokens * count).Select(i => 1f / (i + tokens)).ToArray(), tokens, count))],
        RecordSamples.Small.Provenance);

    private void Write(long mostBytes, RecordPrecision precision)
    {
        using FileBatch files = new();
        files.Add(Index, stream =>
        {
            using RecordSeries series = new ShardedRecordFormat(mostBytes).Begin(files, Index, stream, precision);
            Array.ForEach(Many, series.Add);
            series.Finish();
        });
        files.Place();
    }

    private static void Refuses(string path, string message) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => AttentionRecord.Open(path)).Message);
}
