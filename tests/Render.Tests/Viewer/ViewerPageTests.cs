using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Viewer;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Viewer;

/// <summary>The file of a viewer: its numbers, its words, and what it lets run.</summary>
public sealed class ViewerPageTests
{
    private const string Script = "</script><script>alert(1)</script><!--";

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(2, 3, 9)]
    [InlineData(1, 4, 40)]
    public void Numbers_come_back_in_half_precision(int layers, int heads, int tokens)
    {
        AttentionRecord record = Samples.Record(layers, heads, [.. Enumerable.Range(0, tokens).Select(i => $"t{i}")]);

        ViewerFile file = Written(record.ToViewer());

        for (int layer = 0; layer < layers; layer++)
        {
            Assert.Equal(record.Pattern(layer).Values.ToArray().Select(value => (float)(Half)value), file.Halves(layer, tokens, tokens));
        }
    }

    [Fact]
    public void Numbers_that_are_none_and_below_zero_come_back()
    {
        float[] values = [.. Enumerable.Range(0, 5000).Select(i => (i % 7) switch { 0 => float.NaN, 1 => -i / 5000f, 2 => 1e-7f, _ => i / 5000f })];
        AttentionRecord record = new(
            "a", null, Tokens(50), [0, 1], [new(HookName.Pattern(0), new DenseArray(values, 2, 50, 50))], Samples.Record(1, 2, ["a"]).Provenance);

        Assert.Equal(values.Select(value => (float)(Half)value), Written(record.ToViewer()).Halves(0, 50, 50));
    }

    [Fact]
    public void The_policy_names_the_script_and_the_style_by_their_hashes_and_nothing_else()
    {
        ViewerFile file = Written(Samples.Record(1, 1, Samples.Sentence).ToViewer());

        string script = Regex.Match(file.Html, "<script>(.*?)</script>", RegexOptions.Singleline).Groups[1].Value;
        string style = Regex.Match(file.Html, "<style>(.*?)</style>", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(
            $"default-src 'none'; script-src 'sha256-{Hash(script)}'; style-src 'sha256-{Hash(style)}'; img-src data: blob:; "
            + "base-uri 'none'; form-action 'none'",
            file.Policy);
        Assert.DoesNotMatch("(?i)https?://(?!www\\.w3\\.org/2000/svg)", file.Html);
        Assert.DoesNotMatch("(?i)\\s(on[a-z]+|style)=", Regex.Replace(file.Html, "<script.*?</script>", "", RegexOptions.Singleline));
    }

    [Fact]
    public void Words_that_look_like_tags_stay_words()
    {
        AttentionRecord plain = Samples.Record(1, 1, [Script, "b"], Script);
        AttentionRecord record = new(
            plain.Text, Script, plain.Tokens, plain.Heads, plain.Sites, plain.Provenance with { Model = Script });

        ViewerFile file = Written(record.ToViewer());

        Assert.Single(Regex.Matches(file.Html, "<script>"));
        Assert.DoesNotContain("alert(1)</script>", file.Html);
        Assert.DoesNotContain("<!--", file.Html);
        JsonElement text = file.Catalog.GetProperty("texts")[0];
        Assert.Equal(Script, text.GetProperty("axes")[0].GetProperty("tokens")[0].GetString());
        Assert.Equal($"Attention of {Script}", file.Catalog.GetProperty("title").GetString());
    }

    [Fact]
    public void Every_colormap_is_there_with_its_colors()
    {
        ViewerFile file = Written(Samples.Record(1, 1, ["a", "b"]).ToViewer());

        byte[] bytes = ViewerFile.Inflated(ViewerFile.Bytes(file.Data("colormaps")));
        int at = bytes.AsSpan().IndexOf("\n\n"u8) + 2;
        string[][] lines = [.. Encoding.ASCII.GetString(bytes[..at]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
        Assert.Equal(Colormaps.All.Select(map => map.Name), lines.Select(line => line[0]));
        foreach (string[] line in lines)
        {
            int count = int.Parse(line[2], CultureInfo.InvariantCulture);
            Rgba[] colors = Colors(count);
            Assert.Equal(Colormaps.Get(line[0]).Colors, colors);
            Assert.Equal(Colormaps.Get(line[0] + "_r").Colors, line[3] == "1" ? Colors(count) : colors.Reverse());
            Assert.Equal(Enumerable.Range(0, count).Select(i => Colormaps.Get(line[0]).IsLight((i + 0.5) / count)), Take(count).Select(one => one == 1));
        }

        byte[] Take(int count)
        {
            at += count;
            return bytes[(at - count)..at];
        }

        Rgba[] Colors(int count)
        {
            byte[][] planes = [Take(count), Take(count), Take(count)];
            foreach (byte[] plane in planes)
            {
                for (int i = 1; i < count; i++)
                {
                    plane[i] += plane[i - 1];
                }
            }

            return [.. Enumerable.Range(0, count).Select(i => new Rgba(planes[0][i], planes[1][i], planes[2][i]))];
        }
    }

    [Fact]
    public void The_same_page_is_the_same_bytes()
    {
        ViewerPage page = Samples.Record(3, 4, Samples.Sentence).ToViewer();

        Assert.Equal(Bytes(page), Bytes(page));
    }

    [Fact]
    public void Another_extension_is_refused()
    {
        using TemporaryFolder folder = new();

        AttnExtractException error = Assert.Throws<AttnExtractException>(
            () => Samples.Record(1, 1, ["a", "b"]).ToViewer().Save(folder["view.png"]));

        Assert.EndsWith("view.png' has no extension of a page; there are .html.", error.Message);
    }

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static RecordToken[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(i => new RecordToken(i, $"t{i}", 0, 0, 0, i, 0))];

    private static ViewerFile Written(ViewerPage page) => new(Bytes(page));

    private static byte[] Bytes(ViewerPage page)
    {
        using MemoryStream stream = new();
        page.Write(stream);
        return stream.ToArray();
    }
}
