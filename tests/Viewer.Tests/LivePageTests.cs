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
        await Assertions.Expect(page.Page.Locator("#changed")).ToContainTextAsync("cosine with the plain run's: 0.99");
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
    public async Task A_tab_that_is_loaded_anew_shows_what_it_showed()
    {
        await using OpenPage page = await browser.OpenAt(Address, Ready);
        await page.Page.Locator("#text").FillAsync("Dogs bark.");
        await page.Page.Locator("#text").PressAsync("Enter");
        await Assertions.Expect(InFrame(page).Locator("#of")).ToContainTextAsync("Dogs bark.");
        await page.Page.Locator("[data-head='0.3']").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#changed")).ToContainTextAsync("Vector of the text");

        await page.Page.ReloadAsync();

        await Assertions.Expect(page.Page.Locator("[data-head='0.3']")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(InFrame(page).Locator("#of")).ToContainTextAsync("Dogs bark.");
        await page.Page.Locator("#text").FillAsync("Cats sleep.");
        await Assertions.Expect(page.Page.Locator("#progress")).ToHaveTextAsync("changed: Enter runs it");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Heads_of_every_kind_of_attention_are_switched_off()
    {
        string folder = Path.Combine(AttnExtract.Testing.ReferenceData.OwnRoot, "families", "marian");
        await using TestServer server = await TestServer.StartAsync(TestServer.Settings with { Models = [folder] });
        await using OpenPage page = await browser.OpenAt($"{server.Address}?token={TestServer.Token}", Ready);
        await page.Page.Locator("#target").FillAsync("the cat sleeps");
        await page.Page.Locator("#target").PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator("#place option")).ToHaveCountAsync(3);

        await page.Page.Locator("#place").SelectOptionAsync("encoder ");
        await page.Page.Locator("[data-head='0.1']").ClickAsync();

        await Assertions.Expect(InFrame(page).Locator("[data-choice='maps'] option")).ToHaveCountAsync(9);
        await Assertions.Expect(page.Page.Locator("#changed")).ToContainTextAsync("attends to");
        Assert.Equal(
            ["cross difference", "cross before", "cross after", "encoder difference", "encoder before", "encoder after", "decoder difference",
                "decoder before", "decoder after"],
            await InFrame(page).Locator("[data-choice='maps'] option").AllInnerTextsAsync());
        await page.Page.Locator("#place").SelectOptionAsync("cross ");
        Assert.Equal("false", await page.Page.Locator("[data-head='0.1']").GetAttributeAsync("aria-pressed"));
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
        Assert.Equal("attention-The-cat-sat-on-the.png", download.SuggestedFilename);
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

        await Assertions.Expect(page.Page.Locator("#target")).ToBeDisabledAsync();
        await page.Page.Locator("#measure").SelectOptionAsync("gradient");

        await Assertions.Expect(page.Page.Locator("#problem")).ToContainTextAsync("similarity to another text");
        await page.Page.Locator("#to").FillAsync("A dog slept.");
        await page.Page.Locator("#run").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#problem")).ToBeHiddenAsync();
        await Assertions.Expect(page.Page.Locator("#cancel")).ToBeHiddenAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private static IFrameLocator InFrame(OpenPage page) => page.Page.FrameLocator("#view");
}
