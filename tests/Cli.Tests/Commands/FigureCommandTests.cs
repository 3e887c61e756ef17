using System.Buffers.Binary;
using System.Text.Json;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class FigureCommandTests : IDisposable
{
    private const string Text = "The cat sat on the mat.";
    private const string Next =
        "Next: --layers 3 --heads 7 shows one head large";

    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_sentence_becomes_a_picture_of_every_head()
    {
        string picture = _folder["cat.png"];

        CliRun run = CliRun.Of("figure", Text, "--cmap", "Greens_r", "-o", picture).Succeeded();

        Assert.Equal($"Wrote {picture}: 72 attention maps of 9 tokens.\n{Next}, attn capture keeps the numbers.\n", run.Out);
        (int width, int height) = SizeOf(File.ReadAllBytes(picture));
        Assert.True(width > 1000 && height > 500, $"{width}×{height}");
        Assert.Equal([picture], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Several_files_share_one_run_and_are_alike()
    {
        string[] pictures = [_folder["a.png"], _folder["b.PNG"]];

        CliRun.Of("figure", Text, "--layers", "1", "-o", pictures[0], "-o", pictures[1], "--quiet").Succeeded();

        Assert.Equal(File.ReadAllBytes(pictures[0]), File.ReadAllBytes(pictures[1]));
    }

    [Fact]
    public void Standard_output_carries_the_picture_and_standard_error_the_words()
    {
        string picture = _folder["a.png"];
        CliRun.Of("figure", Text, "--layers", "1", "-o", picture).Succeeded();

        CliRun run = CliRun.Of("figure", Text, "--layers", "1", "-o", "-", "--format", "png");

        Assert.Equal(File.ReadAllBytes(picture), run.Bytes);
        Assert.Equal(
            "Wrote to standard output: 12 attention maps of 9 tokens.\n"
                + "Next: --heads 7 shows one head large, attn capture keeps the numbers, attn list colormaps shows the colours.\n",
            run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void Every_head_gets_a_file_of_its_own()
    {
        string heads = _folder["heads"];

        CliRun run = CliRun.Of("figure", Text, "--per-head", heads, "--layers", "4,2", "--heads", "10").Succeeded();

        string[] files = [Path.Combine(heads, "L02-H10.png"), Path.Combine(heads, "L04-H10.png")];
        Assert.Equal(files, Directory.GetFiles(heads).Order(StringComparer.Ordinal));
        Assert.Equal($"Wrote {files[1]} and {files[0]}: 2 attention maps of 9 tokens.", run.Out.Split('\n')[0]);
    }

    [Fact]
    public void Files_of_heads_have_the_format_that_is_named()
    {
        string heads = _folder["heads"];

        CliRun.Of("figure", Text, "--per-head", heads, "--format", "svg", "--layers", "0", "--heads", "0", "--quiet").Succeeded();

        Assert.Equal([Path.Combine(heads, "L00-H00.svg")], Directory.GetFiles(heads));
        CliRun.Of("figure", Text, "--per-head", heads, "--format", "bmp")
            .FailedWith(2, "'panel.bmp' has no extension of a figure; there are .png, .svg, .pdf, .webp, .jpg, .jpeg.");
    }

    [Fact]
    public void Texts_of_a_file_get_numbered_files()
    {
        string texts = _folder.Write("texts.txt", "One.\r\n\r\nTwo words.\n"u8);

        CliRun run = CliRun.Of("figure", "-i", texts, "-o", _folder["a.png"], "--layers", "0", "--heads", "0").Succeeded();

        Assert.Equal(
            [
                $"Wrote {_folder["a-1.png"]}: 1 attention map of 4 tokens.",
                $"Wrote {_folder["a-2.png"]}: 1 attention map of 5 tokens.",
                "Next: leave out --layers and --heads for the whole grid, "
                    + "attn capture keeps the numbers, attn list colormaps shows the colours.",
                "",
            ],
            run.Out.Split('\n'));
        Assert.True(File.Exists(_folder["a-1.png"]) && File.Exists(_folder["a-2.png"]) && !File.Exists(_folder["a.png"]));
    }

    [Fact]
    public void Texts_come_from_standard_input_too()
    {
        CliRun.With(new Surroundings { Input = "One.\n"u8.ToArray() }, "figure", "-i", "-", "-o", _folder["a.png"]).Succeeded();

        Assert.True(File.Exists(_folder["a.png"]));
    }

    [Theory]
    [InlineData(".safetensors")]
    [InlineData(".npz")]
    [InlineData(".json")]
    public void A_capture_is_drawn_like_the_run_itself(string extension)
    {
        string run = _folder["run" + extension];
        CliRun.Of("figure", Text, "--layers", "0-1", "-o", _folder["a.png"]).Succeeded();
        CliRun.Of("capture", Text, "-o", run).Succeeded();

        CliRun drawn = CliRun.Of("figure", "--from", run, "--layers", "0-1", "-o", _folder["b.png"]).Succeeded();

        Assert.Equal(File.ReadAllBytes(_folder["a.png"]), File.ReadAllBytes(_folder["b.png"]));
        Assert.DoesNotContain("attn capture", drawn.Out);
    }

    [Theory]
    [InlineData("--cmap", "viridis")]
    [InlineData("--cmap", "#ffffff,#00441b")]
    [InlineData("--vmin", "-0.5")]
    [InlineData("--vmax", "1")]
    [InlineData("--scale", "panel")]
    [InlineData("--scale", "row")]
    [InlineData("--labels", "all")]
    [InlineData("--labels", "none")]
    [InlineData("--dpi", "100")]
    [InlineData("--pair", "It was warm.")]
    [InlineData("--heads", "0-3")]
    public void Every_choice_of_looks_changes_the_picture(string option, string value)
    {
        CliRun.Of("figure", Text, "--layers", "0-1", "-o", _folder["a.png"]).Succeeded();
        CliRun.Of("figure", Text, "--layers", "0-1", "-o", _folder["b.png"], option, value).Succeeded();

        Assert.NotEqual(File.ReadAllBytes(_folder["a.png"]), File.ReadAllBytes(_folder["b.png"]));
    }

    [Fact]
    public void Json_says_what_was_written()
    {
        CliRun run = CliRun.Of("figure", Text, "--json", "--quiet", "-o", _folder["a.png"], "--layers", "5,1").Succeeded();

        JsonElement json = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal("all-MiniLM-L6-v2", json.GetProperty("model").GetString());
        Assert.Equal(Text, json.GetProperty("text").GetString());
        Assert.Equal(9, json.GetProperty("tokens").GetArrayLength());
        Assert.Equal("[5, 1]", json.GetProperty("layers").GetRawText());
        Assert.Equal(_folder["a.png"], Assert.Single(json.GetProperty("files").EnumerateArray()).GetString());
    }

    [Fact]
    public void A_long_text_is_cut_off_where_that_is_wanted_and_said()
    {
        string text = string.Join(' ', Enumerable.Repeat("word", 600));

        CliRun run = CliRun.Of("figure", text, "--truncate", "--layers", "0", "--heads", "0", "-o", _folder["a.png"]).Succeeded();

        Assert.Equal(
            $"Wrote {_folder["a.png"]}: 1 attention map of 512 tokens; the last 90 tokens did not fit and were cut off.",
            run.Out.Split('\n')[0]);
    }

    [Fact]
    public void The_model_can_be_named_by_the_environment()
    {
        Surroundings elsewhere = new() { Variables = new() { ["ATTN_MODEL"] = _folder["none"] } };

        Assert.StartsWith(
            $"attn: There is no model folder '{_folder["none"]}'.",
            CliRun.With(elsewhere, "figure", Text, "-o", _folder["a.png"]).Error);
    }

    [Fact]
    public void A_run_proves_itself_where_that_is_wanted()
    {
        CliRun run = CliRun.Of("figure", Text, "--verify", "--layers", "0", "-o", _folder["a.png"]).Succeeded();

        Assert.Matches(
            @"^Verified: softmax\(q·kᵀ\)·v·W_O recomputed in double precision differs by at most \d\.\de-\d in the maps and \d\.\de-\d "
                + @"in the attention outputs, the fused path by \d\.\de-\d \(allowed 1\.0e-4\)\.\nWrote ",
            run.Out);
    }

    [Fact]
    public void Verbose_says_where_the_time_goes()
    {
        CliRun run = CliRun.Of("figure", Text, "--layers", "0", "-o", _folder["a.png"], "--verbose");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(
            @"^attn: \d+\.\d\d s in all: start \d+\.\d\d s, model \d+\.\d\d s, capture \d+\.\d\d s, figure \d+\.\d\d s; "
                + @"at most \d+ MB of memory\n$",
            run.Error);
    }

    [Fact]
    public void Attention_of_another_program_is_drawn_with_its_tokens()
    {
        string saved = _folder.Write("att.npy", Npy([1, 2, 2, 2], [0.5f, 0.5f, 0, 1, 1, 0, 0.5f, 0.25f]));
        string tokens = _folder.Write("tokens.txt", "one\ntwo\n"u8);

        CliRun run = CliRun.Of("figure", "--from", saved, "--tokens", tokens, "-o", _folder["a.svg"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            $"attn: '{saved}': 1 of 4 rows do not sum to 1 and are drawn as they are; the first, layer 0, head 1, query 1 sums to 0.75.\n", run.Error);
        Assert.Contains(">two<", File.ReadAllText(_folder["a.svg"]));

        run = CliRun.Of("figure", "--from", saved, "--tokens", "one two", "--key-tokens", "un deux", "--heads", "0", "-o", _folder["b.svg"]);
        Assert.Equal(
            $"Wrote {_folder["b.svg"]}: 1 attention map of 2 by 2 tokens.\nNext: leave out --heads for the whole grid, attn list colormaps shows the "
                + "colours.\n",
            run.Out);
        Assert.Contains(">deux<", File.ReadAllText(_folder["b.svg"]));

        CliRun.Of("figure", "The cat", "--tokens", "a b", "-o", _folder["c.svg"]).FailedWith(
            2, "'--tokens' goes with attention that another program saved; name it with --from.");
    }

    [Fact]
    public void Attention_between_two_texts_is_drawn_as_policies_say()
    {
        string saved = _folder.Write("att.npy", Npy([2, 1, 2, 4], [.. Enumerable.Repeat(0.25f, 16)]));

        CliRun run = CliRun.Of(
            "figure", "--from", saved, "--tokens", "un ##done", "--key-tokens", "[CLS] a b [SEP]", "--drop-special", "--merge", "sum", "--key-span",
            "1-3", "--mean", "only", "-o", _folder["a.svg"], "--json");

        Assert.Equal($"Wrote {_folder["a.svg"]}: 1 attention map of 1 by 2 words.\n", run.Error.Split("Next")[0]);
        Assert.Contains("\"key_tokens\": [\n    \"[CLS]\",\n    \"a\"", run.Out);
        string svg = File.ReadAllText(_folder["a.svg"]);
        Assert.Contains(">undone<", svg);
        Assert.Contains("attended to: words 1-3 (0-based)", svg);
    }

    [Fact]
    public void Another_program_may_write_the_way_of_a_token_policy()
    {
        string saved = _folder.Write("att.npy", Npy([1, 1, 3, 3], [1, 0, 0, 0, 0.5f, 0.5f, 0, 0.5f, 0.5f]));

        CliRun run = CliRun.Of("figure", "--from", saved, "--tokens", "[CLS] a b", "--drop-special", "-o", _folder["a.svg"]).Succeeded();

        Assert.Contains("2 tokens", run.Out);
        Assert.DoesNotContain("[CLS]<", File.ReadAllText(_folder["a.svg"]));
    }

    private static byte[] Npy(long[] shape, float[] values)
    {
        using MemoryStream stream = new();
        AttnExtract.Extract.Formats.NpyArray.Write(stream, shape, values);
        return stream.ToArray();
    }

    public void Dispose() => _folder.Dispose();

    private static (int Width, int Height) SizeOf(byte[] png)
    {
        Assert.Equal(PngSignature, png[..PngSignature.Length]);
        return (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }
}
