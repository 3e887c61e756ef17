using Microsoft.Playwright;

namespace AttnExtract.Viewer.Tests;

/// <summary>Everything by the keyboard.</summary>
public sealed class KeyTests(Browser browser, SamplePages pages)
{
    [Fact]
    public async Task Arrows_move_between_heads_in_the_grid_and_enter_opens_one()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        await page.Marks.FocusAsync();

        await page.Press("ArrowRight", "ArrowRight", "ArrowDown");
        await page.Reads("L1 H2");
        await page.Press("Enter");

        await page.Links("view=head");
        Assert.Contains("layer=1&head=2", page.Fragment);
    }

    [Fact]
    public async Task Arrows_and_enter_work_on_a_page_that_was_just_opened()
    {
        await using OpenPage page = await browser.Open(pages.Cat);

        await page.Press("ArrowRight", "ArrowDown");
        await page.Reads("L1 H1");
        await Assertions.Expect(page.Marks).ToBeFocusedAsync();
        await page.Press("Enter");
        await page.Links("view=head");

        await page.Press("?");
        await Assertions.Expect(page.Page.Locator("#key-list")).ToContainTextAsync("Shift / Ctrl + click");
        await Assertions.Expect(page.Page.Locator("#key-list")).ToContainTextAsync("in the grid another cell, elsewhere another head");
    }

    [Fact]
    public async Task Arrows_move_between_cells_of_a_head_and_with_shift_between_heads()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=1&head=2");
        await page.Marks.FocusAsync();

        await page.Press("ArrowRight", "ArrowDown", "ArrowDown");
        await page.Reads($"L1 H2 · {pages.Record.Tokens[2].Text} → {pages.Record.Tokens[1].Text}:");
        await page.Press("Shift+ArrowDown");
        await page.Reads($"L2 H2 · {pages.Record.Tokens[2].Text} → {pages.Record.Tokens[1].Text}:");
        await page.Press("End");
        await page.Reads("→ [SEP]:");
        await page.Press("Home", " ");
        await page.Links("tokens=2");
        await page.Press("Escape");
        await page.Page.WaitForFunctionAsync("() => !location.hash.includes('tokens')");
        await page.Press("Enter");
        await page.Links("view=lines");
    }

    [Fact]
    public async Task Heads_are_picked_and_views_changed_by_keys()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        await page.Marks.FocusAsync();
        await page.Press(" ", "ArrowRight", " ");
        await page.Links("picks=0.0,0.1");
        foreach ((string key, string view) in new[] { ("2", "head"), ("3", "lines"), ("4", "text") })
        {
            await page.Press(key);
            await page.Links($"view={view}");
        }

        await page.Press("x");
        await page.Links("transpose=1");
        await page.Press("t");
        await page.Links("theme=dark");
        await page.Press("+");
        await page.Links("zoom=1.25");
        await page.Press("?");
        await Assertions.Expect(page.Page.Locator("#keys")).ToBeVisibleAsync();
        await page.Press("Escape", "/");
        await Assertions.Expect(page.Page.Locator("#colormap")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Lines_and_text_are_walked_through()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=lines&layer=3&head=7");
        await page.Marks.FocusAsync();
        await page.Press("ArrowDown", "ArrowDown");
        await page.Reads($"{pages.Record.Tokens[2].Text} → ");
        await page.Press("ArrowRight");
        await page.Reads(pages.Record.Tokens[2].Text);
        await page.Press("4", "ArrowRight");
        await page.Links("view=text");
    }

    [Fact]
    public async Task Every_control_is_reached_by_tab_and_its_focus_is_seen()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        HashSet<string> reached = [];
        int total = await page.Page.EvaluateAsync<int>(
            """
            () => [...document.querySelectorAll('button, input, select, textarea, summary, canvas[tabindex]')]
              .filter(one => one.tabIndex >= 0 && one.offsetParent && !one.closest('dialog')).length
            """);

        for (int i = 0; i < total; i++)
        {
            await page.Press("Tab");
            reached.Add(await page.Page.EvaluateAsync<string>(
                """
                () => {
                  const one = document.activeElement;
                  const name = one.id || one.dataset.choice || one.dataset.act || one.dataset.view || one.textContent;
                  return one.tagName + name + getComputedStyle(one).outlineStyle;
                }
                """));
        }

        Assert.Equal(total, reached.Count);
        Assert.All(reached, one => Assert.EndsWith("solid", one));
    }

    [Fact]
    public async Task Tabs_are_changed_by_arrows()
    {
        await using OpenPage page = await browser.Open(pages.Cat);
        await page.Page.Locator("#tab-grid").FocusAsync();

        await page.Press("ArrowRight", "ArrowRight");

        await page.Links("view=lines");
        await Assertions.Expect(page.Page.Locator("#tab-lines")).ToBeFocusedAsync();
    }
}
