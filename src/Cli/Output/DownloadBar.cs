using System.Globalization;
using AttnExtract.Cli.Options;
using AttnExtract.Model.Hub;

namespace AttnExtract.Cli.Output;

/// <summary>Shows a download on standard error: one line that says what comes from where, and on a terminal a bar that grows.</summary>
/// <param name="call">The command line that wants the model.</param>
internal sealed class DownloadBar(Invocation call) : HubProgress, IDisposable
{
    private const int LongestName = 32;
    private const double Megabyte = 1e6;

    // Often enough to be seen moving.
    private const long Pause = 100;

    private readonly bool _isQuiet = call.Has(ReportOptions.Quiet);
    private long _next;
    private readonly PassingLine _line = new(call.Shell);

    private bool HasBar => call.Shell.ErrorIsTerminal && !_isQuiet;

    /// <inheritdoc/>
    public override void Begin(string model, string endpoint)
    {
        if (!_isQuiet)
        {
            call.NoteWait(Messages.Downloads(model, endpoint));
        }
    }

    /// <inheritdoc/>
    public override void Report(string file, long done, long size)
    {
        long now = Environment.TickCount64;
        if (HasBar && (now >= _next || done == size))
        {
            _next = now + Pause;
            _line.Show(Line(file, done, size));
        }
    }

    /// <inheritdoc/>
    public override void Finish(string file) => Dispose();

    /// <inheritdoc/>
    public override void Note(string sentence)
    {
        Dispose();
        call.NoteWait(sentence);
    }

    /// <summary>Wipes the bar away.</summary>
    public void Dispose() => _line.Dispose();

    private static string Line(string file, long done, long size)
    {
        double part = size == 0 ? 1 : (double)done / size;
        string name = file.Length <= LongestName ? file : "…" + file[^(LongestName - 1)..];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {PassingLine.Bar(part)} {Math.Floor(part * 100),3}% {done / Megabyte:0.0} of {size / Megabyte:0.0} MB");
    }
}
