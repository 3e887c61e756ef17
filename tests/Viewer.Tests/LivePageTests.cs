using AttnExtract.Cli.Tests.Serve;
using Microsoft.Playwright;

namespace AttnExtract.Viewer.Tests;

/// <summary>The page of a live model, in a browser: a text in, maps out, heads switched off by a click.</summary>
public sealed class LivePageTests(Browser browser) : IAsyncLifetime
{
    private const string Ready = "#view:not([hidden])";

    private TestServer Server { get; set; } = null!;

    private string Address => $"{Server.Address}?token={TestServer.Token}";

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

    [Fact]
    public async Task A_text_becomes_maps_and_the_token_leaves_the_address()
    {
        await using OpenPage page = await browser.OpenAt(Address, Ready);
        await InFrame(page).Locator("#marks[data-ready]").WaitForAsync();

        Assert.Equal(Server.Address.AbsoluteUri, page.Page.Url);
        Assert.Contains("The cat sat on the mat.", await InFrame(page).Locator("#of").InnerTextAsync());
        Assert.Equal(72, await page.Page.Locator("#heads button").CountAsync());
        Assert.All(page.Requests, url => Assert.True(
            url.StartsWith(Server.Address.AbsoluteUri, StringComparison.Ordinal) || url.StartsWith("about:", StringComparison.Ordinal), url));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_head_is_switched_off_by_a_click_and_on_again()
    {
        await using OpenPage page = await browser.OpenAt(Address, Ready);

        await page.Page.Locator("[data-head='3.7']").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#changed")).ToContainTextAsync("Vector of the text: cosine 0.99");
        await Assertions.Expect(InFrame(page).Locator("#title")).ToHaveTextAsync("Attention of all-MiniLM-L6-v2, before and after");
        Assert.Equal("true", await page.Page.Locator("[data-head='3.7']").GetAttributeAsync("aria-pressed"));

        await page.Page.Locator("#all-on").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#changes")).ToBeHiddenAsync();
        await Assertions.Expect(InFrame(page).Locator("#title")).ToHaveTextAsync("Attention of all-MiniLM-L6-v2");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task What_was_chosen_in_the_view_stays_when_a_head_is_switched_off()
    {
        await using OpenPage page = await browser.OpenAt(Address, Ready);
        await InFrame(page).Locator("#marks[data-ready]").WaitForAsync();
        await InFrame(page).Locator("#tab-head").ClickAsync();
        await InFrame(page).Locator("[data-choice='norm']").SelectOptionAsync("log");
        await Assertions.Expect(page.Page.Locator("#progress")).ToContainTextAsync("ms");

        await page.Page.Locator("[data-head='3.7']").ClickAsync();

        await Assertions.Expect(InFrame(page).Locator("#title")).ToHaveTextAsync("Attention of all-MiniLM-L6-v2, before and after");
        await Assertions.Expect(InFrame(page).Locator("#tab-head")).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(InFrame(page).Locator("[data-choice='norm']")).ToHaveValueAsync("log");
        await Assertions.Expect(page.Page.Locator("#measure")).ToBeDisabledAsync();

        await InFrame(page).Locator("[data-choice='maps']").SelectOptionAsync("after");
        await InFrame(page).Locator("#marks").HoverAsync(new() { Position = new() { X = 200, Y = 200 } });
        Assert.Matches(@"^L0 H0 · .+ → .+: \d", await InFrame(page).Locator("#readout").InnerTextAsync());
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task The_keyboard_walks_over_the_heads()
    {
        await using OpenPage page = await browser.OpenAt(Address, Ready);
        await page.Page.Locator("[data-head='0.0']").FocusAsync();

        await page.Press("ArrowRight", "ArrowDown", "ArrowDown", "Enter");

        await Assertions.Expect(page.Page.Locator("[data-head='2.1']")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(page.Page.Locator("#changed")).ToContainTextAsync("Vector of the text");
    }

    [Fact]
    public async Task A_figure_is_saved_as_the_command_line_draws_it()
    {
        await using OpenPage page = await browser.OpenAt(Address, Ready);

        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.Locator("[data-format='png']").ClickAsync());

        HttpResponseMessage expected = await Server.AskAsync("figure", """{"text": "The cat sat on the mat."}""");
        Assert.Equal("attention.png", download.SuggestedFilename);
        Assert.Equal(await expected.Content.ReadAsByteArrayAsync(), await File.ReadAllBytesAsync(await download.PathAsync()));
    }

    [Fact]
    public async Task What_looks_like_a_script_is_a_text()
    {
        await using OpenPage page = await browser.OpenAt(Address, Ready);

        await page.Page.Locator("#text").FillAsync("</script><img src=x onerror=alert(1)> \" '");
        await page.Page.Locator("#run").ClickAsync();
        await Assertions.Expect(InFrame(page).Locator("#of")).ToContainTextAsync("onerror");

        Assert.Empty(page.Complaints);
        Assert.Equal(0, await page.Page.Locator("img").CountAsync());
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_a_sentence()
    {
        await using OpenPage page = await browser.OpenAt(Address, Ready);

        await page.Page.Locator("#target").FillAsync("Le chat dort.");
        await page.Page.Locator("#run").ClickAsync();

        await Assertions.Expect(page.Page.Locator("#problem")).ToContainTextAsync("all-MiniLM-L6-v2");
        Assert.False(await page.Page.Locator("#cancel").IsVisibleAsync());
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static IFrameLocator InFrame(OpenPage page) => page.Page.FrameLocator("#view");
}
