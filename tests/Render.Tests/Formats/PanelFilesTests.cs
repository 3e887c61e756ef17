using AttnExtract.Render.Formats;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Formats;

public sealed class PanelFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_panel_gets_a_file_that_every_system_takes_whatever_data_called_it()
    {
        string[] names = ["nsubj:pass", "nsubj-pass", "NSUBJ:PASS", "../up", "CON", "a.", "<>|?*", ""];
        Matrix one = new(1, 2, (double[])[0, 1]);
        Figure figure = Heatmap.Of(one, [], []) with
        {
            Panels = [.. names.Select((name, column) => new Panel(0, column, "", one) { Name = name })],
        };

        IReadOnlyList<string> paths = figure.SavePanels(_folder["heads"], ".svg");

        Assert.Equal(
            ["nsubj-pass.svg", "nsubj-pass-001.svg", "NSUBJ-PASS-002.svg", "..-up.svg", "CON-.svg", "a-.svg", "-----.svg", "panel-007.svg"],
            paths.Select(Path.GetFileName));
        Assert.Equal(paths.Order(StringComparer.Ordinal), Directory.GetFiles(_folder["heads"]).Order(StringComparer.Ordinal));
    }
}
