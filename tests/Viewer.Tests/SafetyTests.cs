using Microsoft.Playwright;

namespace AttnExtract.Viewer.Tests;

/// <summary>Nothing leaves the page, and nothing that is shown runs.</summary>
public sealed class SafetyTests(Browser browser, SamplePages pages)
{
    [Fact]
    public async Task No_request_leaves_the_page()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        foreach (string key in (string[])["2", "3", "4", "1"])
        {
            await page.Press(key);
        }

        await page.Svg();
        await page.Saved("Save PNG");
        await page.Saved("Save CSV");

        Assert.Equal(new Uri(pages.Cat).AbsoluteUri, Assert.Single(page.Requests, url => !url.StartsWith("blob:", StringComparison.Ordinal)));
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("head")]
    [InlineData("lines")]
    [InlineData("text")]
    public async Task Words_that_look_like_scripts_run_nothing(string view)
    {
        await using OpenPage page = await browser.Open(pages.Hostile, $"view={view}&tokens=0");
        await page.Marks.FocusAsync();
        await page.Press("ArrowRight", "ArrowDown", " ");
        await page.Svg();
        await page.Page.WaitForFunctionAsync("() => document.querySelector('#numbers td')");

        Assert.Empty(page.Complaints);
        Assert.Equal(0, await page.Page.Locator("img").CountAsync());
        Assert.Equal(1, await page.Page.EvaluateAsync<int>("() => [...document.scripts].filter(one => !one.type).length"));
        Assert.Contains("Attention of </script>", await page.Page.TitleAsync());
    }

    [Fact]
    public async Task The_policy_stops_what_somebody_puts_in()
    {
        await using OpenPage page = await browser.Open(pages.Cat);

        await page.Page.EvaluateAsync(
            """
            () => {
              document.body.insertAdjacentHTML('beforeend', '<div id=styled style="width:7px"></div><img id=outside src="http://127.0.0.1:9/x.png">');
              const script = document.createElement('script');
              script.textContent = 'window.ran = true';
              document.body.append(script);
            }
            """);
        bool isFetched = await page.Page.EvaluateAsync<bool>("() => fetch('http://127.0.0.1:9/').then(() => true, () => false)");

        Assert.False(isFetched);
        Assert.False(await page.Page.EvaluateAsync<bool>("() => window.ran === true"));
        Assert.NotEqual("7px", await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('#styled')).width"));
        Assert.Contains(page.Complaints, text => text.Contains("script-src"));
        Assert.Contains(page.Complaints, text => text.Contains("img-src"));
        Assert.Contains(page.Complaints, text => text.Contains("connect-src") || text.Contains("default-src"));
    }

    [Fact]
    public async Task A_page_works_in_a_notebook_s_frame()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        string frame = pages.Cat.Replace("cat.html", "frame.html");
        File.WriteAllText(frame, "<iframe src=\"cat.html\" width=\"1000\" height=\"600\" sandbox=\"allow-scripts\"></iframe>");

        await page.Page.GotoAsync(new Uri(frame).AbsoluteUri);
        ILocator marks = page.Page.FrameLocator("iframe").Locator("#marks[data-ready]");
        await marks.FocusAsync();
        await page.Press("ArrowRight", "Enter");

        await Assertions.Expect(page.Page.FrameLocator("iframe").Locator("#tab-head")).ToHaveAttributeAsync("aria-selected", "true");
        Assert.Empty(page.Complaints);
    }
}
