using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AttnExtract.Extract;
using Microsoft.Playwright;

namespace AttnExtract.Viewer.Tests;

/// <summary>What each view shows, and how they go together.</summary>
public sealed partial class ViewTests(Browser browser, SamplePages pages)
{
    [Fact]
    public async Task The_grid_has_every_head_and_says_what_is_pointed_at()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "cells=vector");

        IReadOnlyList<IReadOnlyList<(float X, float Y, string Color)>> panels = await page.Cells();
        Assert.Equal(72, panels.Count);
        int tokens = pages.Record.Tokens.Count;
        await page.Page.Mouse.MoveAsync(panels[(3 * 12) + 7][(2 * tokens) + 1].X, panels[(3 * 12) + 7][(2 * tokens) + 1].Y);

        await page.Reads("L3 H7 · ");
        AssertValue(pages.Record.Pattern(3, 7), (2 * tokens) + 1, await page.Readout());
    }

    [Fact]
    public async Task Hovering_a_head_says_the_numbers_of_the_record()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=3&head=7&cells=vector");
        IReadOnlyList<(float X, float Y, string Color)> cells = (await page.Cells())[0];
        DenseArray map = pages.Record.Pattern(3, 7);
        Assert.Equal(map.Values.Length, cells.Count);

        for (int cell = 0; cell < cells.Count; cell += 5)
        {
            await page.Page.Mouse.MoveAsync(cells[cell].X, cells[cell].Y);
            (int row, int column) = Math.DivRem(cell, pages.Record.Tokens.Count);
            await page.Reads($"{pages.Record.Tokens[row].Text} → {pages.Record.Tokens[column].Text}:");
            AssertValue(map, cell, await page.Readout());
        }
    }

    [Fact]
    public async Task Hovering_single_precision_says_seven_digits()
    {
        await using OpenPage page = await browser.Open(pages.Exact, "view=head&layer=5&head=2&cells=vector");
        (float x, float y, _) = (await page.Cells())[0][10];

        await page.Page.Mouse.MoveAsync(x, y);

        double said = Number(await page.Readout());
        Assert.Equal(pages.Record.Pattern(5, 2).Values.Span[10], said, 7e-7 * said);
    }

    [Fact]
    public async Task A_head_is_chosen_in_the_grid_and_shown_large()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "cells=vector");
        (float x, float y, _) = (await page.Cells())[(2 * 12) + 5][0];

        await page.Page.Mouse.ClickAsync(x, y);

        await page.Links("view=head");
        Assert.Contains("layer=2", page.Fragment);
        Assert.Contains("head=5", page.Fragment);
        Assert.Single(await page.Cells());
    }

    [Fact]
    public async Task Lines_are_as_many_as_weights_and_fewer_of_chosen_tokens()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=lines&layer=3&head=7");
        int all = await Lines(page);

        await page.Marks.ClickAsync(new() { Position = new() { X = 20, Y = 60 } });
        await page.Links("tokens=");
        int few = await Lines(page);

        Assert.InRange(few, 1, pages.Record.Tokens.Count);
        Assert.InRange(all, few + 1, pages.Record.Tokens.Count * pages.Record.Tokens.Count);
        await page.Type("threshold", "0.2");
        await page.Links("threshold=0.2");
        Assert.True(await Lines(page) < all);
    }

    [Fact]
    public async Task Lines_of_several_heads_have_a_color_each()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=lines&picks=3.7,1.2,0.0");

        string[] colors = [.. (await page.Svg()).Descendants().Where(one => one.Attribute("stroke-opacity") is not null)
            .Select(one => (string)one.Attribute("stroke")!).Distinct()];

        Assert.Equal(3, colors.Length);
    }

    [Fact]
    public async Task The_text_is_colored_by_what_the_chosen_tokens_attend_to_together()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=text&layer=3&head=7&tokens=1,2");
        DenseArray map = pages.Record.Pattern(3, 7);
        int tokens = pages.Record.Tokens.Count;

        string[] lines = Encoding.UTF8.GetString(await page.Saved("Save CSV")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(tokens + 1, lines.Length);
        for (int key = 0; key < tokens; key++)
        {
            string[] fields = lines[key + 1].Split(',');
            Assert.Equal(pages.Record.Tokens[key].Text, fields[0]);
            float sum = map.Values.Span[tokens + key] + map.Values.Span[(2 * tokens) + key];
            Assert.Equal(sum, double.Parse(fields[1], CultureInfo.InvariantCulture), 1e-3 * sum);
        }
    }

    [Fact]
    public async Task Tokens_chosen_in_one_view_are_chosen_in_the_others()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=text&layer=3&head=7");

        await page.Marks.FocusAsync();
        await page.Press("ArrowRight", "ArrowRight", " ", "2");

        await page.Links("tokens=2");
        await page.Links("view=head");
        Assert.Contains((await page.Svg()).Descendants(), one => (string?)one.Attribute("font-weight") == "600" && one.Value == pages.Record.Tokens[2].Text);
    }

    [Fact]
    public async Task A_pair_has_a_line_between_its_texts_and_measures_are_maps_too()
    {
        await using OpenPage pair = await browser.Open(pages.Pair, "view=head");
        int second = pages.PairRecord.Tokens.Index().First(token => token.Item.Sequence == 1).Index;
        Assert.True(second > 0);
        Assert.Equal(2, (await pair.Svg()).Descendants().Count(one => one.Name.LocalName == "path" && one.Attribute("stroke-opacity") is null
            && Math.Abs(Length(one)) > 60));

        await using OpenPage page = await browser.Open(pages.Cat);
        await page.Select("maps", "norm");
        await page.Links("maps=norm");
        await page.Page.WaitForFunctionAsync("() => document.querySelector('#marks').getAttribute('aria-label').includes('norm')");
        Assert.StartsWith("attn measure ", await page.Command());
    }

    [Fact]
    public async Task Every_view_grows_and_shrinks()
    {
        await using OpenPage page = await browser.Open(pages.Long);
        foreach (string view in (string[])["grid", "head", "lines", "text"])
        {
            double[] sizes = new double[3];
            foreach ((int place, string zoom) in ((string[])["0.5", "1", "2"]).Index())
            {
                await page.Page.EvaluateAsync("hash => { location.hash = hash; }", $"view={view}&zoom={zoom}");
                await page.Page.WaitForFunctionAsync("() => document.querySelector('#link').value === location.href");
                await page.Page.EvaluateAsync("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
                LocatorBoundingBoxResult box = (await page.Marks.BoundingBoxAsync())!;
                sizes[place] = box.Width * box.Height;
            }

            Assert.True(sizes[0] < sizes[1] && sizes[1] < sizes[2], $"{view}: {string.Join(' ', sizes)}");
        }
    }

    [Fact]
    public async Task Rows_and_columns_are_named_also_when_they_change_places()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=3&head=7");
        Assert.Contains((await page.Svg()).Descendants(), one => one.Value == "query ↓");

        await page.Tick("transpose");
        await page.Links("transpose=1");

        XElement svg = await page.Svg();
        Assert.Contains(svg.Descendants(), one => one.Value == "key ↓");
        Assert.Contains(svg.Descendants(), one => one.Name.LocalName == "title" && one.Value.EndsWith("columns attend to rows"));
        Assert.StartsWith("key,[CLS],", Encoding.UTF8.GetString(await page.Saved("Save CSV")));
        await page.Press("1");
        await page.Page.WaitForFunctionAsync("() => !location.hash.includes('view')");
        string[] fields = Encoding.UTF8.GetString(await page.Saved("Save CSV")).Split('\n')[2].Split(',');
        Assert.Equal(["0", "0", "1", "0", pages.Record.Tokens[1].Text, "[CLS]"], fields[..6]);
        Assert.Equal(pages.Record.Pattern(0, 0)[1].Values.Span[0], double.Parse(fields[6], CultureInfo.InvariantCulture), 1e-3);
    }

    [Fact]
    public async Task Another_text_is_shown()
    {
        await using OpenPage page = await browser.Open(pages.Texts);
        Assert.Equal(SamplePages.Sentence, await page.Page.Locator("#of").InnerTextAsync());

        await page.Select("text", "1");

        await Assertions.Expect(page.Page.Locator("#of")).ToHaveTextAsync("The cat sat. + It slept.");
        await page.Links("text=1");
    }

    private static async Task<int> Lines(OpenPage page) =>
        (await page.Svg()).Descendants().Count(one => one.Attribute("stroke-opacity") is { } opacity && (string?)one.Attribute("stroke-width") is { } width
            && float.Parse(width, CultureInfo.InvariantCulture) < 4);

    private static double Length(System.Xml.Linq.XElement path)
    {
        double[] ends = [.. DigitsOf.Matches((string)path.Attribute("d")!).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];
        return Math.Max(Math.Abs(ends[2] - ends[0]), Math.Abs(ends[3] - ends[1]));
    }

    // Half precision has three digits and a half; four are said.
    private static void AssertValue(DenseArray map, int cell, string readout)
    {
        float value = map.Values.Span[cell];
        Assert.Equal((double)(Half)value, Number(readout), Math.Max(6e-4 * value, 1e-7));
    }

    private static double Number(string readout) => double.Parse(readout[(readout.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-?[0-9.]+")]
    private static partial Regex DigitsOf { get; }
}
