using System.Text.Json;
using AttnExtract.Cli.Lists;
using AttnExtract.Extract.Formats;
using AttnExtract.Extract.Measures.Formats;
using AttnExtract.Extract.Tables;
using AttnExtract.Extract.Vectors;
using AttnExtract.Model.Families;
using AttnExtract.Model.Hooks;
using AttnExtract.Render.Colors;
using AttnExtract.Render.Formats;
using AttnExtract.Render.Viewer;
using AttnExtract.Testing;

namespace AttnExtract.Cli.Tests.Commands;

public sealed class ListCommandTests
{
    private const char Escape = '\u001b';

    public static TheoryData<string> Lists { get; } = [.. ListCatalog.All.Select(list => list.Name)];

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_list_is_a_plain_line_an_entry_and_as_long_in_json(string name)
    {
        string[] lines = CliRun.Of("list", name).Succeeded().Out.TrimEnd('\n').Split('\n');
        JsonElement json = JsonDocument.Parse(CliRun.Of("list", name, "--json").Succeeded().Out).RootElement;

        Assert.Equal(json.GetArrayLength(), lines.Length);
        Assert.All(lines, line => Assert.Equal(line.Trim(), line));
        Assert.All(lines, line => Assert.DoesNotContain(Escape, line));
    }

    [Fact]
    public void Nothing_is_missing()
    {
        Assert.Equal(Colormaps.All.Select(map => map.Name), First("colormaps"));
        Assert.Equal(FamilyCatalog.All.SelectMany(family => family.ModelTypes), First("families"));
        Assert.Equal(HookSite.All.Select(site => site.ToString()), First("sites"));
        Assert.Equal(
            [
                .. FigureFormat.All.SelectMany(format => format.Extensions),
                ViewerPage.Extension,
                .. RecordFormats.All.SelectMany(format => format.Extensions),
                .. TableFormats.All.Select(format => format.Extension),
                .. MeasurementFormats.All.Select(format => format.Extension),
                .. VectorFormats.All.Select(format => format.Extension),
            ],
            First("formats"));
    }

    [Fact]
    public void Colours_are_shown_where_the_terminal_has_any_and_nobody_objects()
    {
        Surroundings terminal = new() { OutputIsTerminal = true, Variables = new() { ["COLORTERM"] = "truecolor" } };
        Rgba first = Colormaps.Get("viridis")[.5 / 24];

        Assert.Contains($"{Escape}[48;2;{first.R};{first.G};{first.B}m ", CliRun.With(terminal, "list", "colormaps").Out);
        Assert.Contains($"{Escape}[48;5;", CliRun.With(terminal with { Variables = [] }, "list", "colormaps").Out);
        Assert.DoesNotContain(Escape, CliRun.With(terminal, "list", "colormaps", "--no-color").Out);
        Assert.DoesNotContain(Escape, CliRun.With(terminal with { Variables = new() { ["NO_COLOR"] = "1" } }, "list", "colormaps").Out);
        Assert.DoesNotContain(Escape, CliRun.With(terminal with { Variables = new() { ["TERM"] = "dumb" } }, "list", "colormaps").Out);
    }

    [Fact]
    public void Colormaps_are_drawn_on_a_page()
    {
        using TemporaryFolder folder = new();

        CliRun run = CliRun.Of("list", "colormaps", "-o", folder["maps.svg"]).Succeeded();

        Assert.Equal($"Wrote {folder["maps.svg"]}: the colormaps.\n", run.Out);
        string page = File.ReadAllText(folder["maps.svg"]);
        Assert.All(Colormaps.All, map => Assert.Contains($">{map.Name}<", page));
    }

    private static IEnumerable<string> First(string list) =>
        CliRun.Of("list", list).Succeeded().Out.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0]);
}
