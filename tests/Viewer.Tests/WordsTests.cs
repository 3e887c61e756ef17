using System.Globalization;
using System.Text;
using AttnExtract.Extract;
using AttnExtract.Extract.Measures;
using AttnExtract.Model.Hooks;
using AttnExtract.Render;
using AttnExtract.Render.Viewer;

namespace AttnExtract.Viewer.Tests;

/// <summary>What a page says of its maps, and in which language.</summary>
public sealed class WordsTests(Browser browser, SamplePages pages)
{
    [Fact]
    public async Task The_title_and_the_bar_speak_the_language_of_the_page()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&language=zh");

        Assert.Equal("all-MiniLM-L6-v2 的注意力", await page.Page.Locator("#title").InnerTextAsync());
        Assert.Contains((await page.Svg()).Descendants(), one => one.Name.LocalName == "text" && one.Value == "注意力权重");
    }

    [Fact]
    public void Every_measure_has_a_name_in_Chinese()
    {
        string html = File.ReadAllText(pages.Cat);

        Assert.All(
            MeasureCatalog.All.Where(measure => measure.Shape != MeasureShape.Heads),
            measure => Assert.Matches($"\"?{measure.Title}\"?: \"[^\"a-z]+\"", html));
    }

    [Fact]
    public async Task What_the_vocabulary_lacks_is_said()
    {
        string file = pages.Write("unknown", Of([1, 0, 0, 1], ["[UNK]", "b"]).ToViewer());
        await using OpenPage page = await browser.Open(file, "view=head");
        await using OpenPage plain = await browser.Open(pages.Cat, "view=head");

        Assert.Equal(
            "1 of 2 tokens are [UNK]: the model's vocabulary lacks what they stand for.", await page.Page.Locator("#lacking").InnerTextAsync());
        Assert.Equal("", await plain.Page.Locator("#lacking").InnerTextAsync());
    }

    [Fact]
    public async Task What_no_command_draws_is_said()
    {
        await using OpenPage page = await browser.Open(pages.Write("none", pages.Record.ToViewer(command: ViewerCommand.None)), "view=head");

        Assert.Equal("", await page.Command());
        Assert.Equal("There is no command that draws these maps.", await page.Page.Locator("#remarks").InnerTextAsync());
    }

    [Fact]
    public async Task Small_numbers_and_those_below_0_are_what_they_are()
    {
        foreach ((string name, float[] numbers) in (List<(string, float[])>)[("small", [1, 4.3e-17f, 1e-42f, 0.3f]), ("wide", [1e30f, -7e4f, 3e-9f, 0])])
        {
            await using OpenPage page = await browser.Open(pages.Write(name, Of(numbers, ["a", "b"]).ToViewer()), "view=head");
            string[] lines = Encoding.UTF8.GetString(await page.Saved("Save CSV")).Trim().Split('\n');

            double[] read = [.. lines.Skip(1).SelectMany(line => line.Split(',').Skip(1)).Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            Assert.All(numbers.Zip(read), pair => Assert.Equal(pair.First, pair.Second, Math.Abs(pair.First) / 60.0));
        }
    }

    private AttentionRecord Of(float[] numbers, string[] tokens) => new(
        "?", null, [.. tokens.Select((text, i) => new RecordToken(i, text, 0, 0, 0, i, 0))], [0],
        [new(HookName.Pattern(0), new DenseArray(numbers, 1, 2, 2))], pages.Record.Provenance with { LayerCount = 1, HeadCount = 1 });
}
