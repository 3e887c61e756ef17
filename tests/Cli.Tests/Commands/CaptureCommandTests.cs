using System.IO.Compression;
using System.Text.Json;
using AttnExtract.Extract;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class CaptureCommandTests : IDisposable
{
    private const string Text = "The cat sat on the mat.";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_map_is_kept_in_every_format_asked_for()
    {
        string[] files = [_folder["run.safetensors"], _folder["run.npz"], _folder["run.json"]];

        CliRun run = CliRun.Of(["capture", Text, .. files.SelectMany(file => (string[])["-o", file])]).Succeeded();

        Assert.Equal(
            $"Wrote {files[0]}, {files[1]} and {files[2]}: 6 sites of 9 tokens.\n"
                + $"Next: attn figure --from {files[0]} -o {_folder["run.png"]}\n",
            run.Out);
        AttentionRecord[] records = [.. files.Select(AttentionRecord.Open)];
        Assert.All(records, record => Assert.Equal([0, 1, 2, 3, 4, 5], record.Layers));
        Assert.All(records, record => Assert.Equal(records[0].Pattern(5).Values.ToArray(), record.Pattern(5).Values.ToArray()));
    }

    [Fact]
    public void Only_what_is_asked_for_is_kept()
    {
        string file = _folder["run.safetensors"];

        string[] choice = ["--sites", "attention.z, final.out", "--sites", "layers.*.mlp.act", "--layers", "2,4", "--heads", "3"];
        CliRun.Of(["capture", Text, "-o", file, .. choice]).Succeeded();

        Assert.Equal(
            ["final.out", "layers.2.attention.z", "layers.2.mlp.act", "layers.4.attention.z", "layers.4.mlp.act"],
            AttentionRecord.Open(file).Sites.Select(site => $"{site.Key}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Weights_of_two_bytes_that_were_stored_so_change_no_number()
    {
        string model = Path.Combine(ReferenceData.OwnRoot, "families", "bert-bfloat16");
        CliRun.Of("capture", Text, "-m", model, "-o", _folder["single.npz"]).Succeeded();
        CliRun.Of("capture", Text, "-m", model, "-o", _folder["narrow.npz"], "--dtype", "bfloat16").Succeeded();

        AttentionRecord narrow = AttentionRecord.Open(_folder["narrow.npz"]);
        Assert.Equal("bfloat16", narrow.Provenance.Precision);
        Assert.All(AttentionRecord.Open(_folder["single.npz"]).Sites, site =>
            Assert.Equal(site.Value.Values.ToArray(), narrow[site.Key].Values.ToArray()));
    }

    [Fact]
    public void Double_precision_is_near_single_precision_but_not_the_same()
    {
        CliRun.Of("capture", Text, "-o", _folder["single.npz"], "--layers", "5").Succeeded();
        CliRun.Of("capture", Text, "-o", _folder["double.npz"], "--layers", "5", "--precision", "float64").Succeeded();

        AttentionRecord single = AttentionRecord.Open(_folder["single.npz"]);
        AttentionRecord exact = AttentionRecord.Open(_folder["double.npz"]);
        Assert.Equal("float64", exact.Provenance.Precision);
        float largest = single.Pattern(5).Values.ToArray().Zip(exact.Pattern(5).Values.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(largest, 1e-9f, 1e-5f);
    }

    [Fact]
    public void Standard_output_carries_a_record()
    {
        CliRun run = CliRun.Of("capture", Text, "-o", "-", "--format", ".json", "--quiet").Succeeded();

        Assert.Equal(Text, JsonDocument.Parse(run.Bytes).RootElement.GetProperty("record").GetProperty("text").GetString());
    }

    [Fact]
    public void Texts_of_a_file_get_numbered_files_that_sort_as_they_count()
    {
        string texts = _folder.Write("texts.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"u8);

        CliRun run = CliRun.Of("capture", "-i", texts, "-o", _folder["run.npz"], "--layers", "0", "--json", "--quiet").Succeeded();

        string[] files = [.. Enumerable.Range(1, 10).Select(number => _folder[$"run-{number:D2}.npz"])];
        Assert.Equal(files, Directory.GetFiles(_folder.Path, "*.npz").Order(StringComparer.Ordinal));
        Assert.Equal("10", AttentionRecord.Open(files[9]).Text);
        JsonElement[] results = [.. JsonDocument.Parse(run.Out).RootElement.EnumerateArray()];
        Assert.Equal(files, results.Select(result => result.GetProperty("files")[0].GetString()));
        Assert.Equal("[1, 12, 3, 3]", results[0].GetProperty("sites").GetProperty("layers.0.attention.pattern").GetRawText());
    }

    [Fact]
    public void Texts_of_a_file_share_one_file_where_its_format_keeps_many()
    {
        string texts = _folder.Write("texts.txt", "One.\nTwo cats.\n"u8);

        CliRun run = CliRun.Of("capture", "-i", texts, "-o", _folder["maps.h5"], "--store", "float16").Succeeded();
        CliRun.Of("capture", "Two cats.", "-o", _folder["two.npz"], "--store", "float16").Succeeded();

        Assert.Equal(
            $"Wrote {_folder["maps.h5"]}: 6 sites of each of 2 texts.\n"
                + $"Next: attn figure --from {_folder["maps.h5"]}/00000000 -o {_folder["maps.png"]}\n",
            run.Out);
        AttentionRecord second = AttentionRecord.Open($"{_folder["maps.h5"]}/00000001");
        Assert.Equal("Two cats.", second.Text);
        Assert.All(AttentionRecord.Open(_folder["two.npz"]).Sites, site => Assert.Equal(site.Value.Values.ToArray(), second[site.Key].Values.ToArray()));
        CliRun.Of("figure", "--from", $"{_folder["maps.h5"]}/00000001", "--dpi", "20", "-o", _folder["f.png"]).Succeeded();
    }

    [Fact]
    public void One_file_of_all_texts_and_one_of_each_are_written_side_by_side()
    {
        string texts = _folder.Write("texts.txt", "One.\nTwo cats.\n"u8);

        string[] files = [_folder["run.json"], _folder["a.h5"], _folder["b.hdf5"]];
        CliRun run = CliRun.Of(
            ["capture", "-i", texts, .. files.SelectMany(file => (string[])["-o", file]), "--layers", "0", "--json", "--quiet"]).Succeeded();

        Assert.Equal(File.ReadAllBytes(_folder["a.h5"]), File.ReadAllBytes(_folder["b.hdf5"]));
        Assert.Equal("Two cats.", AttentionRecord.Open(_folder["run-2.json"]).Text);
        Assert.Equal(
            [_folder["run-2.json"], _folder["a.h5"], _folder["b.hdf5"]],
            JsonDocument.Parse(run.Out).RootElement[1].GetProperty("files").EnumerateArray().Select(file => file.GetString()));
    }

    [Fact]
    public void Texts_are_a_column_of_a_packed_table_and_bad_lines_are_counted()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write("{\"text\":\"One.\"}\n{\"txt\":1}\nx\n{\"text\":\"Two cats.\"}\n"u8);
        }

        string texts = _folder.Write("texts.jsonl.gz", packed.ToArray());
        string[] command = ["capture", "-i", texts, "--column", "text", "--layers", "0", "-o", _folder["maps.h5"]];

        CliRun run = CliRun.Of([.. command, "--skip-bad"]);

        Assert.Equal($"attn: '{texts}': 2 lines could not be read and were left out; the first: line 2 has no 'text'.\n", run.Error);
        Assert.Equal("Two cats.", AttentionRecord.Open($"{_folder["maps.h5"]}/00000001").Text);
        CliRun.Of(command).FailedWith(1, $"Line 2 of '{texts}' has no 'text'; mend it, or leave such lines out (--skip-bad).");
        CliRun.Of("capture", Text, "--column", "text", "-o", _folder["run.npz"]).FailedWith(
            2, "'--column' is for --input FILE; give both, or leave it out.");
        CliRun.Of("capture", "-i", "-", "--column", "text", "-o", _folder["run.npz"]).FailedWith(
            2, "--column needs a file, whose name tells what kind of table it is; standard input is read line by line.");
    }

    [Fact]
    public void A_text_that_fails_leaves_no_file_of_all_and_no_word()
    {
        string texts = _folder.Write("texts.txt", [.. "One.\n"u8, .. Enumerable.Repeat("cat "u8.ToArray(), 600).SelectMany(word => word), (byte)'\n']);

        CliRun run = CliRun.Of("capture", "-i", texts, "-o", _folder["maps.h5"], "--json");

        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.False(File.Exists(_folder["maps.h5"]));
    }

    [Fact]
    public void What_is_stored_is_one_of_two_types() => CliRun.Of("capture", Text, "-o", _folder["run.h5"], "--store", "float64").FailedWith(
        2, "'float64' cannot be used after --store: float16 or float32 was expected. Did you mean 'float16'?");

    [Fact]
    public void Numbers_without_maps_are_not_said_to_be_drawable()
    {
        CliRun run = CliRun.Of("capture", Text, "-o", _folder["run.npz"], "--sites", "final.out").Succeeded();

        Assert.Equal(
            $"Wrote {_folder["run.npz"]}: 1 site of 9 tokens.\n"
                + "Next: docs/python.md shows how Python reads it; "
                + "its keys are the names that attn list sites shows.\n",
            run.Out);
    }

    public void Dispose() => _folder.Dispose();
}
