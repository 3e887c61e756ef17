using AttnExtract.Extract;
using AttnExtract.Render;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Scales;
using Microsoft.Playwright;

namespace AttnExtract.Viewer.Tests;

/// <summary>What each control changes: colours are those that a figure of the same choices has.</summary>
public sealed class ControlTests(Browser browser, SamplePages pages)
{
    private static readonly string[] Scales =
    [
        "", "cmap=viridis", "cmap=Greens_r", "cmap=tab10", "norm=log", "norm=log&vmin=0.001&vmax=0.5", "norm=symlog&linthresh=0.02&linscale=2",
        "norm=asinh&linear-width=0.05", "norm=power&gamma=0.4", "norm=twoslope&vcenter=0.1", "norm=centered&vcenter=0.2&halfrange=0.1",
        "norm=boundary&boundaries=0,0.05,0.2,1", "norm=rank", "robust=1", "vmin=0.1&vmax=0.3", "scale=panel", "scale=row",
    ];

    [Fact]
    public async Task Cells_have_the_colors_of_the_scale()
    {
        await using OpenPage page = await browser.Open(pages.Exact);
        foreach (string choices in Scales)
        {
            // The address of an open page may change, too.
            await page.Page.EvaluateAsync("hash => { location.hash = hash; }", $"view=head&layer=3&head=7&cells=vector&{choices}");
            await page.Page.WaitForFunctionAsync("() => document.querySelector('#link').value === location.href");

            Assert.Equal((choices, Colors(choices)), (choices, string.Join(' ', (await page.Cells())[0].Select(cell => cell.Color))));
        }
    }

    private string Colors(string choices)
    {
        Dictionary<string, string> chosen = choices.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        double? Of(string name) => chosen.TryGetValue(name, out string? text) ? double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : null;
        ScaleOptions options = new()
        {
            Colormap = Colormaps.Get(chosen.GetValueOrDefault("cmap", "rocket")),
            Vmin = Of("vmin") ?? (chosen.ContainsKey("robust") || chosen.GetValueOrDefault("norm") == "log" ? null : 0),
            Vmax = Of("vmax"),
            Robust = chosen.ContainsKey("robust"),
            Norm = new()
            {
                Kind = chosen.GetValueOrDefault("norm", "linear"),
                Gamma = Of("gamma") ?? 1,
                Linthresh = Of("linthresh"),
                Linscale = Of("linscale") ?? 1,
                LinearWidth = Of("linear-width") ?? 1,
                Vcenter = Of("vcenter") ?? 0,
                Halfrange = Of("halfrange"),
                Boundaries = chosen.TryGetValue("boundaries", out string? list)
                    ? [.. list.Split(',').Select(one => double.Parse(one, System.Globalization.CultureInfo.InvariantCulture))] : [],
            },
        };
        int[] layers = chosen.GetValueOrDefault("scale") is "panel" or "row" ? [3] : [.. pages.Record.Layers];
        int[] heads = chosen.GetValueOrDefault("scale") == "panel" ? [7] : [.. pages.Record.Heads];
        ColorScale scale = ColorScale.Resolve(options, from layer in layers from head in heads select MapOf(layer, head));
        return string.Join(' ', MapOf(3, 7).Numbers().Select(value => Css(scale[value])));
    }

    [Fact]
    public async Task Colormaps_are_found_by_a_search()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        await page.Page.Locator("#colormap").FillAsync("virid");

        ILocator options = page.Page.Locator("#colormap-list [role=option]");
        Assert.Equal(["viridis"], await options.EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.name)"));
        await page.Press("Enter");
        await page.Links("cmap=viridis");

        await page.Page.Locator("#colormap").FillAsync("diverging");
        await page.Press("ArrowDown", "ArrowDown", "Enter");
        await page.Page.WaitForFunctionAsync("() => !location.hash.includes('viridis')");
        await page.Page.Locator("[data-choice=reversed]").ClickAsync();
        await page.Links("_r");
    }

    [Fact]
    public async Task Special_tokens_leave_and_rows_sum_to_one_again()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=3&head=7");
        await page.Tick("drop-special");
        await page.Tick("renormalize");
        await page.Links("renormalize=1");

        string[] lines = await Csv(page);

        Assert.Equal(pages.Record.Tokens.Count - 2 + 1, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.Equal(1, line.Split(',').Skip(1).Sum(Double), 1e-3));
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("max")]
    [InlineData("first")]
    public async Task Parts_of_words_merge(string rule)
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=3&head=7");
        await page.Select("merge", rule);
        await page.Links($"merge={rule}");

        string[] lines = await Csv(page);

        Assert.Equal(",[CLS],Word,embeddings,sat,.,[SEP]", lines[0]);
        DenseArray map = pages.Record.Pattern(3, 7);
        int[] parts = [.. pages.Record.Tokens.Index().Where(token => token.Item.Word == 1).Select(token => token.Index)];
        Assert.True(parts.Length > 1);
        float[] given = [.. parts.Select(key => map[0].Values.Span[key])];
        float expected = rule switch { "sum" => given.Sum(), "max" => given.Max(), _ => given[0] };
        Assert.Equal(expected, Double(lines[1].Split(',')[3]), 1e-3 * expected);
    }

    [Fact]
    public async Task Means_are_panels_of_their_own()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "cells=vector&layers=1-3&heads=0,5");
        await page.Select("mean", "all");
        await page.Links("mean=all");
        Assert.Equal((3 + 1) * (2 + 1), (await page.Cells()).Count);

        await using OpenPage mean = await browser.Open(pages.Cat, "view=head&layers=1-3&heads=0,5&mean=only&layer=mean&head=mean");
        float expected = (from layer in (int[])[1, 2, 3] from head in (int[])[0, 5] select pages.Record.Pattern(layer, head).Values.Span[0]).Average();
        Assert.Equal(expected, Double((await Csv(mean))[1].Split(',')[1]), 1e-3 * expected);
    }

    [Fact]
    public async Task Rows_and_columns_change_places()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=3&head=7");
        string[][] before = [.. (await Csv(page)).Select(line => line.Split(','))];
        await page.Tick("transpose");
        await page.Links("transpose=1");
        string[][] after = [.. (await Csv(page)).Select(line => line.Split(','))];

        Assert.Equal(before[2][3], after[3][2]);
        Assert.NotEqual(before[2][3], after[2][3]);
    }

    [Fact]
    public async Task Heads_are_ordered_by_a_statistic()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        await page.Select("order", "entropy");
        await page.Links("order=entropy");

        double[] values = [.. (await page.Svg()).Descendants().Where(one => one.Name.LocalName == "text" && one.Value.StartsWith('L'))
            .Select(one => Double(one.Value.Split(" · ")[1]))];

        Assert.Equal(72, values.Length);
        Assert.Equal(values.OrderDescending(), values);
        double most = (from layer in pages.Record.Layers from head in pages.Record.Heads select Entropy(pages.Record.Pattern(layer, head))).Max();
        Assert.Equal(most, values[0], 0.01);
    }

    [Fact]
    public async Task What_is_below_a_threshold_has_no_color()
    {
        await using OpenPage page = await browser.Open(pages.Exact, "view=head&layer=3&head=7&cells=vector&threshold=0.1");

        Assert.Equal(MapOf(3, 7).Numbers().Count(value => value >= 0.1), (await page.Cells())[0].Count);
    }

    [Fact]
    public async Task Theme_language_and_size_of_text_change()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        await page.Select("theme", "dark");
        await page.Select("language", "zh");
        await page.Control("size").FillAsync("20");
        await page.Links("size=20");

        Assert.Equal("dark", await page.Page.Locator("html").GetAttributeAsync("data-theme"));
        Assert.Equal("zh-CN", await page.Page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal("20px", await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).fontSize"));
        await Assertions.Expect(page.Page.Locator("#tab-grid")).ToHaveTextAsync("网格");
        Assert.Equal("rgb(24, 24, 24)", await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
    }

    [Fact]
    public async Task Every_phrase_is_said_in_chinese()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "language=zh&view=head&norm=symlog");

        string[] english = await page.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('#groups summary, #groups span, #groups button, #groups label[for], .tabs button, #toggle')]
              .map(one => one.textContent).filter(text => /[a-z]{3}/.test(text))
            """);

        Assert.All(english, text => Assert.Contains(text, (string[])["linthresh", "linscale"]));
    }

    [Fact]
    public async Task A_link_opens_what_it_was_made_of()
    {
        const string Fragment = "view=head&layer=3&head=7&cmap=viridis&norm=log&drop-special=1&tokens=1";
        await using OpenPage page = await browser.Open(pages.Cat, Fragment);

        Assert.Equal("viridis", await page.Page.Locator("#colormap").InputValueAsync());
        Assert.Equal("log", await page.Control("norm").InputValueAsync());
        Assert.True(await page.Control("drop-special").IsCheckedAsync());
        Assert.Equal(page.Page.Url, await page.Page.Locator("#link").InputValueAsync());

        await using OpenPage nonsense = await browser.Open(pages.Cat, "view=nowhere&cmap=nothing&layer=99&head=x&tokens=-1&norm=bad&text=7&size=NaN&x=y");
        Assert.Equal(72, (await nonsense.Svg()).Descendants().Count(one => one.Name.LocalName == "image") - 1);
        Assert.Empty(nonsense.Complaints);
    }

    private static async Task<string[]> Csv(OpenPage page) =>
        System.Text.Encoding.UTF8.GetString(await page.Saved("Save CSV")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static double Double(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static string Css(Rgba color) => $"#{color.R:x2}{color.G:x2}{color.B:x2}";

    private static double Entropy(DenseArray map) =>
        -map.Values.ToArray().Sum(value => value > 0 ? value * Math.Log(value) : 0) / map.Shape[0];

    private Matrix MapOf(int layer, int head)
    {
        DenseArray map = pages.Record.Pattern(layer, head);
        return new(map.Shape[0], map.Shape[1], map.Values);
    }
}
