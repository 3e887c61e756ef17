using System.Globalization;
using Microsoft.Playwright;

namespace AttnExtract.Viewer.Tests;

/// <summary>For those who see little or nothing, and on small screens.</summary>
public sealed class AccessTests(Browser browser, SamplePages pages)
{
    private const double LeastContrast = 4.5; // WCAG 2.2, 1.4.3, level AA

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task Text_stands_out_from_its_ground(string theme)
    {
        await using OpenPage page = await browser.Open(pages.Cat, $"theme={theme}");
        await page.Press("?");

        string[] found = await page.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('h1, p, button, summary, span, label, input, select, textarea, output, small, th, td, h2')]
              .filter(one => one.offsetParent || one.closest('dialog')).map(one => {
                let ground = one;
                while (ground && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
                return [getComputedStyle(one).color, getComputedStyle(ground ?? document.body).backgroundColor, one.tagName].join(';');
              })
            """);

        Assert.True(found.Length > 40);
        Assert.All(found.Distinct(), one => Assert.True(Contrast(one.Split(';')[0], one.Split(';')[1]) >= LeastContrast, one));
        foreach ((string ink, string ground) in new[] { ("accent", "page"), ("quiet", "page"), ("ink", "tint") })
        {
            Assert.True(Contrast(await Named(page, ink), await Named(page, ground)) >= LeastContrast, $"{theme}: {ink} on {ground}");
        }
    }

    [Fact]
    public async Task The_map_is_a_table_for_those_who_listen()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=3&head=7");
        await page.Page.WaitForSelectorAsync("#numbers td", new() { State = WaitForSelectorState.Attached });

        Assert.Equal(pages.Record.Tokens.Select(token => token.Text), await page.Page.Locator("#numbers tbody th").AllTextContentsAsync());
        string[] cells = [.. await page.Page.Locator("#numbers td").AllTextContentsAsync()];
        Assert.Equal(pages.Record.Pattern(3, 7).Values.Length, cells.Length);
        Assert.Equal(pages.Record.Pattern(3, 7).Values.Span[11], float.Parse(cells[11], CultureInfo.InvariantCulture), 1e-3);
        Assert.Contains("attention weight L3 H7", await page.Marks.GetAttributeAsync("aria-label"));
        Assert.Equal("polite", await page.Page.Locator("#readout").GetAttributeAsync("aria-live"));
    }

    [Fact]
    public async Task Nothing_moves_where_that_is_not_wanted()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        await page.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });

        string[] durations = await page.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('*')].map(one => getComputedStyle(one)).map(style => style.transitionDuration + style.animationDuration)");

        Assert.All(durations.Distinct(), one => Assert.Equal("0s0s", one));
    }

    [Fact]
    public async Task The_system_s_dark_colors_are_followed()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });

        await Assertions.Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        Assert.Contains("--theme dark", await page.Command());
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("head")]
    [InlineData("lines")]
    [InlineData("text")]
    public async Task A_phone_shows_the_whole_view_without_scrolling_sideways(string view)
    {
        await using OpenPage page = await browser.Open(pages.Cat, $"view={view}", 390, 844);

        Assert.True(await page.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= 390"));
        Assert.True(await page.Page.EvaluateAsync<bool>("() => { const s = document.querySelector('#stage'); return s.scrollWidth <= s.clientWidth; }"));
        await page.Page.Locator("#toggle").ClickAsync();
        await Assertions.Expect(page.Control("norm")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_phone_shows_what_the_colors_are()
    {
        await using OpenPage page = await browser.Open(pages.Long, "view=head", 390, 844);
        Assert.True(await page.Page.EvaluateAsync<bool>("() => { const s = document.querySelector('#stage'); return s.scrollWidth <= s.clientWidth; }"));
        await page.Page.Locator("#toggle").ClickAsync();
        await page.Page.Locator("#group-hand-back summary").ClickAsync();
        Assert.Contains((await page.Svg()).Descendants(), one => one.Name.LocalName == "text" && one.Value == "attention weight");
        await page.Page.Locator("#tab-grid").ClickAsync();
        await page.Page.WaitForFunctionAsync("() => !location.hash.includes('view')");
        Assert.Contains((await page.Svg()).Descendants(), one => one.Name.LocalName == "text" && one.Value == "attention weight");
    }

    private static Task<string> Named(OpenPage page, string name) => page.Page.EvaluateAsync<string>(
        """
        name => {
          const one = document.createElement('i');
          one.style.color = `var(--${name})`;
          document.body.append(one);
          return getComputedStyle(one).color;
        }
        """,
        name);

    private static double Contrast(string one, string other)
    {
        double[] both = [.. ((double[])[Luminance(one), Luminance(other)]).Order()];
        return (both[1] + 0.05) / (both[0] + 0.05);
    }

    private static double Luminance(string color)
    {
        double[] parts = [.. color[(color.IndexOf('(') + 1)..color.IndexOf(')')].Split(',').Take(3)
            .Select(part => double.Parse(part, CultureInfo.InvariantCulture) / 255)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }
}
