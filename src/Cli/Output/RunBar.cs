using System.Diagnostics;
using System.Globalization;
using AttnExtract.Cli.Options;
using AttnExtract.Extract.Chunks;

namespace AttnExtract.Cli.Output;

/// <summary>Shows on standard error how far a run is: on a terminal a bar with the rate and the time left, elsewhere a line a minute.</summary>
/// <param name="call">The command line that runs.</param>
internal sealed class RunBar(Invocation call) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly bool _isQuiet = call.Has(ReportOptions.Quiet);
    private readonly PassingLine _line = new(call.Shell);
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private TimeSpan _next = Pause;

    /// <summary>Shows it, where somebody looks or a minute has passed.</summary>
    public void Report(RunProgress progress)
    {
        if (_isQuiet)
        {
            return;
        }

        string line = Line(progress, _time.Elapsed.TotalSeconds);
        if (call.Shell.ErrorIsTerminal)
        {
            _line.Show($"{PassingLine.Bar((double)progress.DoneChunks / progress.Chunks)} {line}");
        }
        else if (_time.Elapsed >= _next)
        {
            _next = _time.Elapsed + Pause;
            call.NoteWait(line);
        }
    }

    /// <summary>Wipes the bar away.</summary>
    public void Dispose() => _line.Dispose();

    /// <summary>A time as people say it: <c>2:05</c>, <c>1:02:05</c>.</summary>
    public static string Time(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Round(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2)));
        return time.TotalHours < 1
            ? time.ToString(@"m\:ss", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time:mm\\:ss}");
    }

    private static string Line(RunProgress progress, double seconds)
    {
        string chunks = string.Create(CultureInfo.InvariantCulture, $"{progress.DoneChunks} of {Messages.Count(progress.Chunks, "chunk")}");
        double rate = progress.Texts / seconds;
        return progress.Texts == 0 ? chunks : string.Create(
            CultureInfo.InvariantCulture, $"{chunks}, {rate:0.0} texts a second, {Time(progress.LeftTexts / rate)} left");
    }
}
