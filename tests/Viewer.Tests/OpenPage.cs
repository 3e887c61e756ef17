using System.Globalization;
using System.Xml.Linq;
using Microsoft.Playwright;

namespace AttnExtract.Viewer.Tests;

/// <summary>A page in the browser: what it asked for, what it complained of, and ways to use it as a reader does.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    public OpenPage(IPage page)
    {
        Page = page;
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) => Complaints.Add(message.Text);
        page.PageError += (_, message) => Complaints.Add(message);
        page.Dialog += (_, dialog) =>
        {
            Complaints.Add($"dialog {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public List<string> Requests { get; } = [];

    public List<string> Complaints { get; } = [];

    public string Fragment => Uri.UnescapeDataString(new Uri(Page.Url).Fragment.Replace('+', ' '));

    public ILocator Marks => Page.Locator("#marks");

    /// <summary>What is read of the place that is pointed at.</summary>
    public Task<string> Readout() => Page.Locator("#readout").InnerTextAsync();

    /// <summary>Waits until something is read.</summary>
    public Task Reads(string text) => Assertions.Expect(Page.Locator("#readout")).ToContainTextAsync(text);

    /// <summary>Waits until the link says something.</summary>
    public Task Links(string part) => Page.WaitForFunctionAsync("part => decodeURIComponent(location.hash).includes(part)", part);

    /// <summary>Chooses of a list.</summary>
    public Task Select(string choice, string value) => Control(choice).SelectOptionAsync(value);

    /// <summary>Ticks a box, or the reverse.</summary>
    public Task Tick(string choice) => Control(choice).ClickAsync();

    /// <summary>Types into a field.</summary>
    public Task Type(string choice, string text) => Control(choice).FillAsync(text);

    public ILocator Control(string choice) => Page.Locator($"#groups [data-choice='{choice}']").First;

    public async Task Press(params string[] keys)
    {
        foreach (string key in keys)
        {
            await Page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>The file that a button hands back.</summary>
    public async Task<byte[]> Saved(string button)
    {
        IDownload download = await Page.RunAndWaitForDownloadAsync(() => Page.Locator($"[data-act='{button}']").ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    /// <summary>The picture that is shown, as SVG.</summary>
    public async Task<XElement> Svg() => XElement.Load(new MemoryStream(await Saved("Save SVG")));

    /// <summary>The command of the figure.</summary>
    public async Task<string> Command() => await Page.Locator("#command").InputValueAsync();

    /// <summary>The middle of each cell in the window, panel by panel; cells must be handed back as shapes.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<(float X, float Y, string Color)>>> Cells()
    {
        XElement svg = await Svg();
        LocatorBoundingBoxResult box = (await Marks.BoundingBoxAsync())!;
        return
        [
            .. svg.Descendants().Where(one => (string?)one.Attribute("class") == "cells").Select(group => group.Elements().Select(cell =>
                (box.X + Number(cell, "x") + (Number(cell, "width") / 2), box.Y + Number(cell, "y") + (Number(cell, "height") / 2),
                    (string)cell.Attribute("fill")!)).ToArray()),
        ];
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();

    private static float Number(XElement element, string name) => float.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
