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
            float[] values = record.Pattern(layer).Values.ToArray();
            float least = values.Max() / 16384;
            Assert.All(values.Zip(file.Block(layer, tokens, tokens).Numbers), pair => Assert.Equal(
                pair.First, pair.Second, pair.First < least ? pair.First / 64 : Math.Abs((float)(Half)pair.First - pair.First)));
        }
    }

    [Fact]
    public void Numbers_that_are_none_and_below_zero_come_back()
    {
        float[] values = [.. Enumerable.Range(0, 5000).Select(i => (i % 7) switch { 0 => float.NaN, 1 => -i / 5000f, 2 => 1e-7f, _ => i / 5000f })];
        AttentionRecord record = new(
            "a", null, Tokens(50), [0, 1], [new(HookName.Pattern(0), new DenseArray(values, 2, 50, 50))], Samples.Record(1, 2, ["a"]).Provenance);

        Assert.Equal(values, Written(record.ToViewer()).Block(0, 50, 50).Numbers);
    }

    [Fact]
    public void Small_weights_stay_what_they_are_by_two_digits()
    {
        float[] values =
            [1, 0.99999f, 0.3f, 6e-5f, 6.2e-5f, 6.1035e-5f, 1e-6f,
                3e-9f, 4.3e-17f, 1.17e-38f, 1e-42f, 1e-45f, 1.8e-35f, 0, float.NaN, 0.9999f];

        (float[] numbers, bool areShort) = Written(Of(values).ToViewer()).Block(0, 4, 4);

        Assert.True(areShort);
        Assert.All(values.Zip(numbers), pair => Assert.True(
            float.IsNaN(pair.First) ? float.IsNaN(pair.Second)
                : Math.Abs(pair.Second - pair.First) <= pair.First / (pair.First > 1 / 16384f ? 2048 : 64),
            $"{pair}"));
    }

    public static TheoryData<float[]> WideNumbers => new()
    {
        new float[] { 1e5f, -7e4f, 1e30f, 3e-9f },
        new float[] { float.PositiveInfinity, 1, 0, 0.5f },
        new float[] { 1e30f, 1e-40f, 0, 1 },
        new float[] { float.MaxValue, 1, 0, 0.5f },
        new float[] { -0.25f, 0.5f, 1e-9f, float.NaN },
    };

    [Theory]
    [MemberData(nameof(WideNumbers))]
    public void Numbers_that_do_not_fit_into_16_bits_are_kept_whole(float[] values)
    {
        (float[] numbers, bool areShort) = Written(Of(values).ToViewer()).Block(0, 2, 2);

        Assert.False(areShort);
        Assert.Equal(values, numbers);
    }

    [Fact]
    public void Large_numbers_fit_where_they_are_alike()
    {
        (float[] numbers, bool areShort) = Written(Of([3e30f, 1e27f, 65505, 0]).ToViewer()).Block(0, 2, 2);

        Assert.True(areShort);
        Assert.All(((float[])[3e30f, 1e27f, 65505]).Zip(numbers), pair => Assert.InRange(pair.Second / pair.First, 0.98, 1.02));
    }

    [Fact]
    public void A_model_that_is_called_like_a_part_of_the_page_stays_a_name()
    {
        AttentionRecord plain = Samples.Record(1, 1, ["{{style}}", "b"]);
        foreach (string name in (string[])["{{data}}", "{{style}}", "{{policy}}", "$1"])
        {
            ViewerFile file = Written(new AttentionRecord(
                plain.Text, null, plain.Tokens, plain.Heads, plain.Sites, plain.Provenance with { Model = name }).ToViewer());

            Assert.Contains($"<title>Attention of {name}</title>", file.Html);
            Assert.Equal($"Attention of {name}", file.Catalog.GetProperty("title").GetString());
            Assert.Equal(name, file.Catalog.GetProperty("model").GetString());
            Assert.EndsWith("</html>", file.Html.TrimEnd());
        }
    }

    [Fact]
    public void What_a_vocabulary_lacks_is_counted()
    {
        JsonElement Axis(params string[] tokens) =>
            Written(Samples.Record(1, 1, tokens).ToViewer()).Catalog.GetProperty("texts")[0].GetProperty("axes")[0];

        Assert.False(Axis("a", "b").TryGetProperty("unknown", out _));
        AttentionRecord plain = Samples.Record(1, 1, ["[CLS]", "[UNK]", "b", "[UNK]"]);
        JsonElement unknown = Written(new AttentionRecord(
            "x b [UNK]", null, plain.Tokens, plain.Heads, plain.Sites, plain.Provenance).ToViewer())
            .Catalog.GetProperty("texts")[0].GetProperty("axes")[0].GetProperty("unknown");
        Assert.Equal("[UNK]", unknown.GetProperty("token").GetString());
        Assert.Equal(1, unknown.GetProperty("count").GetInt32());
        Assert.Equal(plain.Tokens.Count(token => !token.IsSpecial), unknown.GetProperty("all").GetInt32());
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

        Assert.EndsWith("view.png' has no extension of a page; there is .html.", error.Message);
    }

    private static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static AttentionRecord Of(float[] values)
    {
        int side = (int)Math.Sqrt(values.Length);
        return new(
            "a", null, Tokens(side), [0], [new(HookName.Pattern(0), new DenseArray(values, 1, side, side))], Samples.Record(1, 1, ["a"]).Provenance);
    }

    private static RecordToken[] Tokens(int count) => [.. Enumerable.Range(0, count).Select(i => new RecordToken(i, $"t{i}", 0, 0, 0, i, 0))];

    private static ViewerFile Written(ViewerPage page) => new(Bytes(page));

    private static byte[] Bytes(ViewerPage page)
    {
        using MemoryStream stream = new();
        page.Write(stream);
        return stream.ToArray();
    }
}
