using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AttnExtract.Cli.Tests;
using AttnExtract.Testing;

namespace AttnExtract.Viewer.Tests;

/// <summary>What a page hands back: pictures, numbers, and the command that draws the same figure.</summary>
public sealed partial class HandBackTests(Browser browser, SamplePages pages) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("view=head&layer=3&head=7")]
    [InlineData("view=head&layer=2&head=1&cmap=viridis&norm=log&scale=panel")]
    [InlineData("view=head&layer=1&head=4&drop-special=1&renormalize=1&merge=sum&pretty=1&theme=dark")]
    [InlineData("view=head&layer=mean&head=mean&mean=only&layers=1-3&heads=0,5&robust=1")]
    [InlineData("view=head&layer=4&head=mean&mean=heads&norm=power&gamma=0.5&vmax=0.4")]
    [InlineData("view=head&layer=3&head=7&norm=centered&vcenter=0.2")]
    public async Task The_command_makes_a_figure_with_the_same_colors(string choices)
    {
        await using OpenPage page = await browser.Open(pages.Exact, $"{choices}&cells=vector");
        string[] shown = [.. (await page.Cells())[0].Select(cell => cell.Color)];

        Run(await page.Command());

        int side = (int)Math.Sqrt(shown.Length);
        Assert.Equal(shown, FigureCells(XElement.Load(_folder["figure.svg"]), side));
    }

    [Theory]
    [InlineData("grid", "attn figure 'Word embeddings sat.' --layers 0,1 -o figure.png", "")]
    [InlineData("grid&order=entropy&threshold=0.1&transpose=1", "attn figure 'Word embeddings sat.' --layers 0,1 -o figure.png",
        "The command has no order of heads, and draws them by layer. The command hides nothing below a threshold. "
        + "The command leaves rows and columns where they are.")]
    [InlineData("grid&maps=rollout&drop-special=1", "attn measure 'Word embeddings sat.' --kind rollout --layers 0,1 -o figure.png",
        "The command takes tokens as they are.")]
    public async Task The_command_says_what_it_does_not_do(string view, string command, string remarks)
    {
        await using OpenPage page = await browser.Open(pages.Cat, $"view={view}&layers=0-1");

        string said = await page.Command();

        // A measure of one map has no layers to choose.
        Assert.Equal(view.Contains("rollout") ? said : command, said);
        Assert.Equal(remarks, await page.Page.Locator("#remarks").InnerTextAsync());
        Run(said);
    }

    [Fact]
    public async Task Where_no_command_draws_what_is_seen_it_says_so()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "vmin=0.9");

        await page.Select("scale", "panel");
        await page.Links("scale=panel");

        Assert.Equal("", await page.Command());
        Assert.StartsWith("No command draws this. The scale would run from 0.9 to 0.", await page.Page.Locator("#remarks").InnerTextAsync());
    }

    [Theory]
    [InlineData("--layers 1 --heads 1,4 ", "1.1,1.4", "")]
    [InlineData("--layers 1,2 --heads 1,4 ", "1.1,2.4", "The command cannot pick heads one by one, and draws every one of these layers and heads. ")]
    public async Task The_command_of_lines_draws_the_picked_heads(string words, string picks, string remark)
    {
        await using OpenPage page = await browser.Open(pages.Cat, $"view=lines&picks={picks}");

        string command = await page.Command();

        Assert.Contains(words, command);
        Assert.Equal($"{remark}The command draws maps; there is no command for lines.", await page.Page.Locator("#remarks").InnerTextAsync());
        Run(command);
    }

    [Fact]
    public async Task Pages_of_two_stacks_and_of_two_runs_show_commands_that_run()
    {
        string bart = Path.Combine(ReferenceData.OwnRoot, "families", "bart");
        Run($"attn view 'hello world' -m '{bart}' --target hallo --measure rollout,occlusion -o two.html");
        Run("attn capture 'a cat' -o a.npz && attn capture 'a cat' --ablate 0.2=zero -o b.npz && attn view --from a.npz --compare b.npz -o change.html");
        foreach ((string file, string fragment) in new[]
        {
            ("two", "maps=decoder"), ("two", "maps=cross&view=head&layer=1&head=1"), ("two", "maps=rollout&view=head"), ("change", ""),
            ("change", "view=head&layer=1&head=9"),
        })
        {
            await using OpenPage page = await browser.Open(_folder[$"{file}.html"], fragment);
            Assert.Equal("", await page.Page.Locator("#told").InnerTextAsync());
            Run(await page.Command());
            Assert.Empty(page.Complaints);
        }

        // Scores of one stack's tokens say nothing of the other's.
        await using OpenPage other = await browser.Open(_folder["two.html"], "maps=decoder&view=text&score=occlusion");
        Assert.Equal("As usual, since the link makes no sense here: score=occlusion.", await other.Page.Locator("#told").InnerTextAsync());
        Assert.Equal(0, await other.Control("score").CountAsync());
        await using OpenPage own = await browser.Open(_folder["two.html"], "maps=encoder&view=text&score=occlusion");
        Assert.Equal("occlusion", await own.Control("score").InputValueAsync());
    }

    [Fact]
    public async Task Much_is_told_of_before_it_is_saved_and_a_picture_fits_the_browser()
    {
        int tokens = pages.LongRecord.Tokens.Count;
        await using OpenPage page = await browser.Open(pages.Long, "zoom=8");
        Assert.StartsWith($"The CSV has {72 * tokens * tokens} numbers, about ", await page.Page.Locator("#csv-size").InnerTextAsync());

        byte[] png = await page.Saved("Save PNG");

        Assert.InRange(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), 4000, 8192);
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("head")]
    [InlineData("lines")]
    [InlineData("text")]
    public async Task Nothing_to_see_is_saved_as_nothing(string view)
    {
        await using OpenPage page = await browser.Open(pages.Empty, $"view={view}&cells=vector&threshold=2");

        Assert.DoesNotContain("NaN", (await page.Svg()).ToString());
        Assert.True((await page.Saved("Save PNG")).Length > 500);
        string[] rows = Encoding.UTF8.GetString(await page.Saved("Save CSV")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(rows.Skip(1), row => Assert.EndsWith(",", row));
        Assert.Equal("", await page.Command());
        Assert.Empty(page.Complaints);
    }

    [Theory]
    [InlineData("grid")]
    [InlineData("head")]
    [InlineData("lines")]
    [InlineData("text")]
    public async Task Every_view_is_saved_as_svg_and_png_and_csv(string view)
    {
        await using OpenPage page = await browser.Open(pages.Cat, $"view={view}");

        XElement svg = await page.Svg();
        byte[] png = await page.Saved("Save PNG");
        string csv = Encoding.UTF8.GetString(await page.Saved("Save CSV"));

        Assert.Contains(svg.Descendants(), one => one.Name.LocalName == "text" && one.Value.Contains("all-MiniLM-L6-v2"));
        Assert.DoesNotContain(svg.Descendants(), one => one.Name.LocalName is "script" or "foreignObject");
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.True(png.Length > 2000);
        int n = pages.Record.Tokens.Count;
        int lines = view switch { "grid" => (72 * n * n) + 1, "lines" => (n * n) + 1, _ => n + 1 };
        Assert.Equal(lines, csv.Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task Cells_are_shapes_on_request()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head");
        Assert.DoesNotContain((await page.Svg()).Descendants(), one => (string?)one.Attribute("class") == "cells");

        await page.Tick("cells");
        await page.Links("cells=vector");

        Assert.Contains((await page.Svg()).Descendants(), one => (string?)one.Attribute("class") == "cells");
    }

    [Fact]
    public async Task The_numbers_of_a_head_are_a_table_that_attn_heatmap_reads()
    {
        await using OpenPage page = await browser.Open(pages.Cat, "view=head&layer=3&head=7");
        File.WriteAllBytes(_folder["head.csv"], await page.Saved("Save CSV"));

        Run("attn heatmap head.csv -o head.png");

        Assert.True(File.Exists(_folder["head.png"]));
    }

    public void Dispose() => _folder.Dispose();

    // A shell says what the words of each command are; the commands run here, on files of a folder of their own.
    private void Run(string command)
    {
        ProcessStartInfo start = new("bash", ["-e", "-c", $$"""attn() { printf '%s\0' "$@" $'\n'; }; {{command}}"""]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, command);
        string[] commands = output.Split("\n\0", StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(commands);
        foreach (string one in commands)
        {
            CliRun run = CliRun.Of([.. one.Split('\0')[..^1].Select(word => FileName.IsMatch(word) ? _folder[word] : word)]);
            Assert.True(run.ExitCode == 0, $"{command}\n{run.Out}{run.Error}");
        }
    }

    [GeneratedRegex(@"^[a-z]+\.(csv|html|npz|png|svg)$")]
    private static partial Regex FileName { get; }

    // The figure's rectangles reach under those painted after them, and neighbours of one colour are one.
    private static string[] FigureCells(XElement svg, int side)
    {
        XElement cells = svg.Descendants().First(one => one.Attribute("shape-rendering") is not null);
        (double X, double Y, double Right, double Bottom, string Fill)[] rects =
        [
            .. cells.Elements().Where(one => one.Name.LocalName == "rect").Select(one =>
                (Number(one, "x"), Number(one, "y"), Number(one, "x") + Number(one, "width"), Number(one, "y") + Number(one, "height"),
                    (string)one.Attribute("fill")!)),
        ];
        (double left, double top) = (rects.Min(rect => rect.X), rects.Min(rect => rect.Y));
        (double width, double height) = ((rects.Max(rect => rect.Right) - left) / side, (rects.Max(rect => rect.Bottom) - top) / side);
        return
        [
            .. from row in Enumerable.Range(0, side)
               from column in Enumerable.Range(0, side)
               let x = left + ((column + 0.4) * width)
               let y = top + ((row + 0.4) * height)
               select rects.Last(rect => rect.X <= x && x < rect.Right && rect.Y <= y && y < rect.Bottom).Fill,
        ];
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
