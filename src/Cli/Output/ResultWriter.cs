using System.CommandLine;
using AttnExtract.Cli.Options;
using AttnExtract.Extract.Tables;
using AttnExtract.Ground;
using AttnExtract.Render;
using AttnExtract.Render.Formats;

namespace AttnExtract.Cli.Output;

/// <summary>Writes one result to the files that a command line names, as figures and as tables.</summary>
internal sealed class ResultWriter
{
    private static readonly ResultFormats<IEnumerable<Table>> Formats =
        new(TableFormats.All.Select(format => new ResultFormat<IEnumerable<Table>>(format.Extension, format.Write)));

    private readonly Invocation _call;
    private readonly IReadOnlyList<OutputTarget<ResultFormat<IEnumerable<Table>>>> _targets;
    private readonly Func<Figure, Figure> _style;

    /// <summary>Reads where results go.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="ofFigures">Options of its command that choose among figures.</param>
    /// <exception cref="UsageException">A format is unknown, or a choice of looks makes no sense.</exception>
    public ResultWriter(Invocation call, params IEnumerable<Option> ofFigures)
    {
        _call = call;
        _targets = Formats.Read(call);
        _style = FigureOptions.Read(call);
        FigureOptions.RemarkUnused(call, HasFigure, ofFigures);
    }

    /// <summary>Whether there is a figure among the files.</summary>
    public bool HasFigure => _targets.Any(target => target.Format.Figure is not null);

    /// <summary>Whether there is a table among the files.</summary>
    public bool HasTable => _targets.Any(target => target.Format.Figure is null);

    /// <summary>Whether there is a file at all.</summary>
    public bool HasFiles => _targets.Count > 0;

    /// <summary>Refuses what cannot be written, before the work.</summary>
    /// <exception cref="AttnExtractException">A file cannot be written.</exception>
    public void RequireWritable() => OutputOptions.Require(_call, _targets, 1);

    /// <summary>Writes every file.</summary>
    public void Write(Func<Figure> toFigure, Func<Table> toTable) => Write(toFigure, () => [toTable()]);

    /// <summary>Writes every file; the table may be in parts.</summary>
    public void Write(Func<Figure> toFigure, Func<IEnumerable<Table>> toTable)
    {
        if (!HasFiles)
        {
            return;
        }

        (FigureDocument document, IEnumerable<Table> table) = (new(_style(toFigure())), toTable());
        if (HasFigure)
        {
            FigureOptions.RemarkWithoutCells(_call, document.Figure);
            foreach (string warning in document.WarningsOf(_targets.Select(target => target.Format.Figure).OfType<FigureFormat>()))
            {
                _call.Note(warning);
            }
        }

        OutputBatch.Write(_call.Shell, _targets, (format, stream) =>
        {
            format.Figure?.Write(document, stream);
            format.Keep(table, stream);
        });
        _call.Timings.Mark("files");
    }

    /// <summary>Writes every file, and says what came out, to a person or as JSON.</summary>
    /// <param name="work">What has just been done, for timings.</param>
    /// <param name="report">What came out.</param>
    /// <param name="toFigure">Draws it.</param>
    /// <param name="toTable">Makes a table of it.</param>
    /// <param name="next">What to try next, knowing which files there are.</param>
    public void Report(string work, IFiledReport report, Func<Figure> toFigure, Func<Table> toTable, Func<Invocation, ResultWriter, string> next) =>
        Report(work, report, toFigure, () => [toTable()], next);

    /// <inheritdoc cref="Report(string, IFiledReport, Func{Figure}, Func{Table}, Func{Invocation, ResultWriter, string})"/>
    public void Report(
        string work, IFiledReport report, Func<Figure> toFigure, Func<IEnumerable<Table>> toTable, Func<Invocation, ResultWriter, string> next)
    {
        _call.Timings.Mark(work);
        Write(toFigure, toTable);
        if (_call.Has(ReportOptions.Json))
        {
            JsonOutput.Write(_call.Shell, report.WriteJson);
        }
        else
        {
            _call.Say(report.ToText().TrimEnd());
        }

        Report(report.Summary, next(_call, this));
    }

    /// <summary>Says what was written, and what to try next.</summary>
    /// <param name="what">What the files hold.</param>
    /// <param name="next">The proposal; empty for none.</param>
    public void Report(string what, string next)
    {
        if (HasFiles)
        {
            _call.Say(Messages.Wrote([.. _targets.Select(target => target.Path)], what));
        }

        if (next.Length > 0)
        {
            _call.Say(next);
        }
    }
}
