using Microsoft.Playwright;

namespace AttnExtract.Viewer.Tests;

/// <summary>What is typed wrongly, or stands wrongly in a link, is said in a sentence and changes nothing.</summary>
public sealed class WrongInputTests(Browser browser, SamplePages pages)
{
    [Theory]
    [InlineData("", "layers", "9", "There is no layer 9: these maps have layers 0 to 5.", "0-2")]
    [InlineData("", "heads", "abc", "'abc' cannot be read after --heads: numbers and ranges from 0 up were expected, such as 0-3,5.", "0,3")]
    [InlineData("", "vmin", "0x10", "'0x10' cannot be read after --vmin: a number was expected, such as 0.5.", "0.1")]
    [InlineData("", "vmax", "-1",
        "The scale would run from 0 to -1; vmin must lie below vmax: change one, or leave both out to take them from the data.", "0.5")]
    [InlineData("", "threshold", "-1", "'-1' cannot be read: a number from 0 up was expected, such as 0.5.", "0.1")]
    [InlineData("norm=log", "vmin", "0", "A logarithmic scale cannot reach 0; give positive limits, or use norm symlog or asinh.", "0.01")]
    [InlineData("norm=power", "gamma", "-1", "gamma must be positive, and -1 is not.", "0.5")]
    [InlineData("norm=symlog", "linthresh", "abc", "'abc' cannot be read after --linthresh: a number was expected, such as 0.5.", "0.1")]
    [InlineData("norm=centered", "halfrange", "0", "halfrange must be positive, and 0 is not.", "0.2")]
    [InlineData("norm=twoslope&vmax=0.5", "vcenter", "0.9", "vcenter 0.9 does not lie between vmin 0 and vmax 0.5; change one of them.", "0.2")]
    [InlineData("norm=boundary&boundaries=0,1", "boundaries", "1,0", "Boundaries must be at least two increasing numbers; given are 1,0.", "0,0.5,1")]
    [InlineData("norm=boundary&boundaries=0,1", "boundaries", "", "Boundaries must be at least two increasing numbers; given are none.", "0,0.5,1")]
    [InlineData("language=zh", "layers", "9", "没有第 9 层：这些图的层为 0 至 5。", "1")]
    public async Task What_is_typed_wrongly_is_said_and_the_last_value_stays(string link, string choice, string wrong, string sentence, string right)
    {
        await using OpenPage page = await browser.Open(pages.Cat, link);
        string command = await page.Command();

        await page.Type(choice, wrong);

        await Assertions.Expect(page.Control(choice)).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(page.Page.Locator($"#wrong-{choice}")).ToHaveTextAsync(sentence);
        Assert.Equal(link, page.Fragment.TrimStart('#'));
        Assert.Equal(command, await page.Command());

        await page.Type(choice, right);
        await page.Links($"{choice}={right}");
        await Assertions.Expect(page.Control(choice)).ToHaveAttributeAsync("aria-invalid", "false");
        await Assertions.Expect(page.Page.Locator($"#wrong-{choice}")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_limit_that_waits_for_the_other_is_taken_with_it()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "vmax=0.3");
        await page.Type("vmin", "0.5");
        await Assertions.Expect(page.Control("vmin")).ToHaveAttributeAsync("aria-invalid", "true");

        await page.Type("vmax", "0.8");

        await page.Links("vmin=0.5");
        await Assertions.Expect(page.Control("vmin")).ToHaveAttributeAsync("aria-invalid", "false");
    }

    [Fact]
    public async Task A_norm_of_regions_comes_with_boundaries()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=3&head=7&cells=vector");

        await page.Select("norm", "boundary");
        await page.Links("norm=boundary");

        Assert.Equal("0,0.2,0.4,0.6,0.8,1", await page.Control("boundaries").InputValueAsync());
        Assert.Contains("--norm boundary --boundaries 0,0.2,0.4,0.6,0.8,1", await page.Command());
        Assert.InRange((await page.Cells())[0].Select(cell => cell.Color).Distinct().Count(), 2, 5);
    }

    [Theory]
    [InlineData("layer=99&norm=foo", "layer=99, norm=foo")]
    [InlineData("cmap=nosuch", "cmap=nosuch")]
    [InlineData("order=constructor&constructor=1&toString=1&__proto__=1", "order=constructor")]
    [InlineData("norm=power&gamma=-1", "gamma=-1")]
    [InlineData("norm=boundary", "norm=boundary")]
    [InlineData("norm=boundary&boundaries=1,0", "boundaries=1,0, norm=boundary")]
    [InlineData("norm=twoslope&vmin=nan", "vmin=nan")]
    [InlineData("vmin=0.5&vmax=0.1", "vmin=0.5, vmax=0.1")]
    [InlineData("vmin=7", "vmin=7")]
    [InlineData("picks=0.0,9.9", "picks=0.0,9.9")]
    [InlineData("tokens=99&zoom=99", "tokens=99, zoom=99")]
    [InlineData("score=occlusion", "score=occlusion")]
    public async Task What_a_link_says_in_vain_is_as_usual_and_said_once(string link, string senseless)
    {
        await using OpenPage page = await browser.Open(pages.Cat, link);

        await Assertions.Expect(page.Page.Locator("#told")).ToHaveTextAsync($"As usual, since the link makes no sense here: {senseless}.");
        foreach (string one in senseless.Split(", "))
        {
            Assert.DoesNotContain(one, page.Fragment);
        }

        Assert.Equal(72, (await page.Svg()).Descendants().Count(one => one.Name.LocalName == "image") - 1);
        Assert.StartsWith("attn figure ", await page.Command());
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_list_without_end_is_read_at_once()
    {
        await using OpenPage page = await browser.Open(pages.Cat, $"layers={string.Join(',', Enumerable.Repeat("0-5", 2000))}");
        Assert.Contains("Layers", await page.Page.Locator("#groups").InnerTextAsync());

        await using OpenPage other = await browser.Open(pages.Cat, $"layers={string.Join(',', Enumerable.Repeat("0-999999999", 2000))}");
        await Assertions.Expect(other.Page.Locator("#told")).ToContainTextAsync("layers=0-999999999,");
    }

    [Fact]
    public async Task A_search_that_finds_no_colormap_says_so()
    {
        await using OpenPage page = await browser.Open(pages.Cat);

        await page.Page.Locator("#colormap").FillAsync("nosuch");

        await Assertions.Expect(page.Page.Locator("#colormap-list")).ToHaveTextAsync("No colormap 'nosuch'.");
        await Assertions.Expect(page.Page.Locator("#colormap")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.Press("Enter", "Escape");
        await Assertions.Expect(page.Page.Locator("#colormap")).ToHaveValueAsync("rocket");
        Assert.Empty(page.Fragment);
    }
}
