using AttnExtract.Cli.Options;
using AttnExtract.Extract;
using AttnExtract.Render;
using AttnExtract.Render.Terminal;

namespace AttnExtract.Cli.Output;

/// <summary>Figures as characters, for whoever sits at a terminal and names no file.</summary>
internal static class TerminalView
{
    /// <summary>Whether somebody sees standard output and wants no data there.</summary>
    public static bool IsWanted(Invocation call) => call.Shell.OutputIsTerminal && !call.Has(ReportOptions.Json);

    /// <summary>Shows a figure.</summary>
    public static void Write(Invocation call, Figure figure)
    {
        TerminalColors colors = TerminalColors.Of(call);
        TerminalDepth depth = !colors.IsOn ? TerminalDepth.Shades : colors.IsExact ? TerminalDepth.TrueColor : TerminalDepth.Colors256;
        figure.WriteTerminal(call.Shell.Drawing, depth, call.Shell.Columns);
    }

    /// <summary>Says where each head looks, a line a head.</summary>
    public static void WriteHeads(Invocation call, AttentionRecord record, IReadOnlyList<int> layers, IReadOnlyList<int> heads)
    {
        foreach (int layer in layers)
        {
            foreach (int head in heads)
            {
                call.Shell.Out.WriteLine(HeadSummary.Line(record, layer, head));
            }
        }
    }
}
