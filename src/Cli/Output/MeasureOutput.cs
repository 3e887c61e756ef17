using AttnExtract.Cli.Options;
using AttnExtract.Extract.Chunks;
using AttnExtract.Extract.Measures;
using AttnExtract.Extract.Measures.Formats;
using AttnExtract.Extract.Tables;
using AttnExtract.Render;

namespace AttnExtract.Cli.Output;

/// <summary>
/// Where measures go: of every text a figure and a file of arrays, as soon as it is measured; of all texts of a file one table, and what programs read, at
/// the end.
/// </summary>
internal sealed class MeasureOutput : IChunkMerge, IDisposable
{
    private static readonly ResultFormats<IReadOnlyList<Measurement>> Formats = new(
        MeasurementFormats.All.Select(format => new ResultFormat<IReadOnlyList<Measurement>>(format.Extension, format.Write)));

    // Put to the test, what is drawn and tabled is the test; arrays keep both.
    private static readonly ResultFormats<IReadOnlyList<Measurement>> TestFormats = new(
    [
        .. MeasurementFormats.All.Where(format => TableFormats.All.All(table => table.Extension != format.Extension))
            .Select(format => new ResultFormat<IReadOnlyList<Measurement>>(format.Extension, format.Write)),
        .. TableFormats.All.Select(format => new ResultFormat<IReadOnlyList<Measurement>>(
            format.Extension, (measured, stream) => format.Write(measured.ToFaithfulnessTable(), stream))),
    ]);

    private readonly Invocation _call;
    private readonly OutputTarget<ResultFormat<IReadOnlyList<Measurement>>>[] _kept;
    private readonly OutputTarget<TableFormat>[] _tables;
    private readonly FigureFiles _figures;
    private readonly Func<Figure, Figure> _style;
    private readonly bool _isTested;
    private readonly MeasurementMerge _all = new();
    private int _count = 1;
    private int _done;
    private int _fewestTokens = int.MaxValue;
    private bool _isOfKinds;

    /// <summary>Reads where they go.</summary>
    /// <exception cref="UsageException">A format is unknown, or a choice of looks makes no sense.</exception>
    public MeasureOutput(Invocation call)
    {
        _call = call;
        _isTested = call.Has(MeasureChoices.Faithfulness);
        IReadOnlyList<OutputTarget<ResultFormat<IReadOnlyList<Measurement>>>> targets = (_isTested ? TestFormats : Formats).Read(call);
        _tables = [.. targets.Where(target => TextOptions.AreMany(call) && TableOf(target) is not null).Select(target => target.With(TableOf(target)!))];
        _kept = [.. targets.Where(target => target.Format.Figure is null && !(TextOptions.AreMany(call) && TableOf(target) is not null))];
        _figures = FigureFiles.Of(call, [.. targets.Where(target => target.Format.Figure is not null).Select(target => target.With(target.Format.Figure!))]);
        _style = FigureOptions.Read(call);
    }

    /// <summary>Makes the figure of a text.</summary>
    public required Func<IReadOnlyList<Measurement>, Figure> ToFigure { private get; init; }

    /// <summary>Whether there is a file for measures to go to.</summary>
    public bool HasFiles => HasNumbered || _tables.Length > 0;

    /// <summary>Whether each text gets files of its own.</summary>
    public bool HasNumbered => _kept.Length > 0 || !_figures.IsEmpty;

    /// <summary>Whether figures are drawn.</summary>
    public bool HasFigure => IsShown || !_figures.IsEmpty;

    /// <summary>Whether somebody at a terminal sees them because no file was named.</summary>
    public bool IsShown => !HasFiles && TerminalView.IsWanted(_call);

    private bool IsJson => _call.Has(ReportOptions.Json);

    /// <summary>Refuses what cannot be written, before the work.</summary>
    /// <param name="count">How many texts there are, where each gets files of its own.</param>
    /// <exception cref="Ground.AttnExtractException">A file cannot be written.</exception>
    public void Require(int count)
    {
        _count = count;
        _figures.Require(count);
        OutputOptions.Require(_call, _kept, count);
        OutputOptions.Require(_call, _tables, 1);
    }

    /// <inheritdoc/>
    public void Add(Stream partial)
    {
        _call.Timings.Mark("measures");
        foreach (IReadOnlyList<Measurement> measured in MeasurementMerge.Read(partial))
        {
            Add(PolicyOptions.ShowsHidden(_call) ? [.. measured.Select(measurement => measurement.ShowingHidden())] : measured);
        }

        if (_tables.Length > 0 || IsJson)
        {
            _all.Add(partial);
        }
    }

    /// <summary>Writes what is of all texts.</summary>
    /// <param name="kinds">What was measured.</param>
    public void Finish(IReadOnlyList<Measure> kinds)
    {
        IEnumerable<IReadOnlyList<Measurement>> all = _all.ToMeasurements();
        all = PolicyOptions.ShowsHidden(_call) ? all.Select(one => (IReadOnlyList<Measurement>)[.. one.Select(measured => measured.ShowingHidden())]) : all;
        if (_tables.Length > 0)
        {
            OutputBatch.Write(_call.Shell, _tables, (format, stream) => format.Write(_isTested ? all.ToFaithfulnessTables() : all.ToTables(), stream));
            _call.Say(Messages.WroteMeasures([.. _tables.Select(target => target.Path)], kinds, _done));
        }

        if (!_figures.IsEmpty && NextSteps.AfterMeasure(_call, kinds, _fewestTokens) is { Length: > 0 } next)
        {
            _call.Say(next);
        }

        if (IsJson)
        {
            JsonOutput.Write(_call.Shell, TextOptions.AreMany(_call) || _isOfKinds, all.SelectMany(OfKinds), MeasureReport.WriteJson);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _all.Dispose();

    private static TableFormat? TableOf(OutputTarget<ResultFormat<IReadOnlyList<Measurement>>> target) =>
        TableFormats.All.FirstOrDefault(format => target.Format.Extensions.Contains(format.Extension));

    private void Add(IReadOnlyList<Measurement> measured)
    {
        foreach (Measurement rough in measured.Where(measurement => measurement.Completeness?.IsRough == true))
        {
            _call.Note(Messages.FewSteps(rough.Completeness!));
        }

        if (_isTested)
        {
            _call.Say(Messages.Faithfulness(measured));
        }

        using OutputBatch batch = new(_call.Shell);
        if (HasFigure)
        {
            Draw(batch, _style(ToFigure(measured)));
        }

        batch.Add(_kept.Select(target => target.For(_done, _count)), (format, stream) => format.Keep(measured, stream));
        IReadOnlyList<string> written = batch.Place();
        if (written.Count > 0)
        {
            _call.Say(Messages.WroteMeasures(written, measured));
        }

        _done++;
        _isOfKinds |= OfKinds(measured).Count() > 1;
        _fewestTokens = Math.Min(_fewestTokens, measured.Min(measurement => measurement.Tokens.Count));
    }

    private static IEnumerable<IReadOnlyList<Measurement>> OfKinds(IReadOnlyList<Measurement> measured) =>
        measured.GroupBy(measurement => measurement.Kind).Select(kind => kind.ToArray());

    private void Draw(OutputBatch batch, Figure figure)
    {
        if (_done == 0)
        {
            FigureOptions.RemarkWithoutCells(_call, figure);
        }

        if (_figures.IsEmpty)
        {
            _figures.Warn(figure);
            TerminalView.Write(_call, figure);
        }
        else
        {
            _figures.Add(batch, figure, _done, _count);
        }
    }
}
