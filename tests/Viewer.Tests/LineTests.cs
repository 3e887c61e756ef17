using System.Globalization;
using System.Xml.Linq;
using AttnExtract.Extract;

namespace AttnExtract.Viewer.Tests;

/// <summary>Lines say whose they are, and what is less than nothing.</summary>
public sealed class LineTests(Browser browser, SamplePages pages)
{
    [Fact]
    public async Task What_is_read_of_picked_heads_is_theirs()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=lines&picks=1.1,1.4");
        string token = pages.Record.Tokens[2].Text;
        await page.Marks.FocusAsync();

        await page.Press("ArrowDown", "ArrowDown");

        await page.Reads($"{token} → L1 H1: ");
        string[] told = (await page.Readout())[$"{token} → ".Length..].Split(" · ");
        Assert.Equal([$"L1 H1: {Strongest(1, 1, 2)}", $"L1 H4: {Strongest(1, 4, 2)}"], told);
        Assert.Contains("--layers 1 --heads 1,4 ", await page.Command());

        await page.Press("ArrowRight");
        await page.Reads($"{token} ← L1 H1: ");
    }

    [Fact]
    public async Task Lines_of_a_difference_tell_more_from_less()
    {
        DenseArray before = pages.Record.Pattern(1, 9);
        DenseArray after = pages.ChangedRecord.Pattern(1, 9);
        float[] change = [.. after.Values.ToArray().Zip(before.Values.ToArray(), (one, other) => one - other)];
        double least = (from layer in pages.Record.Layers
                        from head in pages.Record.Heads
                        select pages.ChangedRecord.Pattern(layer, head).Values.ToArray()
                            .Zip(pages.Record.Pattern(layer, head).Values.ToArray(), (one, other) => Math.Abs(one - other)).Max()).Max() * 0.01;
        await using OpenPage page = await browser.Open(pages.Change, "view=lines&layer=1&head=9");

        XElement[] lines = Lines(await page.Svg());

        string[] colors = [.. lines.Select(line => (string)line.Attribute("stroke")!).Distinct()];
        Assert.Equal(2, colors.Length);
        XElement[] dashed = [.. lines.Where(line => line.Attribute("stroke-dasharray") is not null)];
        Assert.Single(dashed.Select(line => (string)line.Attribute("stroke")!).Distinct());
        Assert.InRange(dashed.Length, change.Count(value => value < -1.1 * least), change.Count(value => value < -0.9 * least));
        Assert.InRange(lines.Length, change.Count(value => Math.Abs(value) > 1.1 * least), change.Count(value => Math.Abs(value) > 0.9 * least));
        Assert.Contains((await page.Svg()).Descendants(), one => one.Value == "less than 0");
    }

    [Fact]
    public async Task A_cell_of_a_head_is_a_token_of_lines()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=3&head=7&cells=vector");
        int tokens = pages.Record.Tokens.Count;
        (float x, float y, _) = (await page.Cells())[0][(2 * tokens) + 2];
        await page.Page.Mouse.ClickAsync(x, y);

        await page.Press("3");
        await page.Links("view=lines");
        await page.Reads($"L3 H7 · {pages.Record.Tokens[2].Text} → {Strongest(3, 7, 2)}");
        string walked = await Drawn(page);

        await using OpenPage other = await browser.Open(pages.Cat, "view=lines&layer=3&head=7&tokens=2&cells=vector");
        await other.Marks.FocusAsync();
        await other.Press("ArrowDown", "ArrowDown");
        Assert.Equal(walked, await Drawn(other));
    }

    [Fact]
    public async Task Every_token_is_written_once()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=lines&layer=3&head=7");
        await page.Marks.FocusAsync();
        await page.Page.EvaluateAsync(
            """
            () => {
              const write = CanvasRenderingContext2D.prototype.fillText;
              window.written = [];
              CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
                if (this.canvas.id === 'marks') window.written.push(`${text} ${Math.round(x)} ${Math.round(y)}`);
                write.call(this, text, x, y);
              };
            }
            """);

        await page.Press("ArrowDown");
        await page.Reads(pages.Record.Tokens[1].Text);

        string[] written = await page.Page.EvaluateAsync<string[]>("() => window.written");
        Assert.True(written.Length > 2 * pages.Record.Tokens.Count);
        Assert.Equal(written.Length, written.Distinct().Count());
    }

    private static Task<string> Drawn(OpenPage page) => page.Page.EvaluateAsync<string>("() => document.querySelector('#marks').toDataURL()");

    // Bars beside the tokens are thicker.
    private static XElement[] Lines(XElement svg) =>
        [.. svg.Descendants().Where(one => one.Attribute("stroke-opacity") is not null && double.Parse(
            (string)one.Attribute("stroke-width")!, CultureInfo.InvariantCulture) < 4)];

    private string Strongest(int layer, int head, int query)
    {
        float[] row = [.. pages.Record.Pattern(layer, head)[query].Values.ToArray()];
        return string.Join(", ", row
            .Index().OrderByDescending(one => one.Item).Take(3).Select(one => $"{pages.Record.Tokens[one.Index].Text} {Said(one.Item)}"));
    }

    // Half precision, four digits of it: three below a hundredth.
    private static string Said(float value) => ((double)(Half)value).ToString(value < 0.01 ? "G3" : "G4", CultureInfo.InvariantCulture);
}
