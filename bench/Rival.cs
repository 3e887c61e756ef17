using System.Diagnostics;
using System.Globalization;

namespace AttnExtract.Bench;

/// <summary>A Python program from <c>bench/rivals</c> that draws once for each line it is sent and answers with the seconds it took.</summary>
internal sealed class Rival : IDisposable
{
    // Debian's python3-matplotlib belongs to this interpreter, whatever comes first on the path.
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private Rival(Process process)
    {
        _process = process;
    }

    public static string PathOf(string script) => Path.Combine(AppContext.BaseDirectory, "rivals", script);

    public static Rival Start(string script, params string[] arguments) => new(Process.Start(new ProcessStartInfo(Python, [PathOf(script), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    }) ?? throw new InvalidOperationException($"{Python} did not start."));

    /// <summary>A whole process that draws once, from the start of the interpreter to its end.</summary>
    public static ProcessStartInfo Whole(string script, params string[] arguments) => new(Python, [PathOf(script), .. arguments, "--once"]);

    /// <summary>The milliseconds that one drawing took, without what the answer took to arrive.</summary>
    public double? DrawOnce()
    {
        _process.StandardInput.WriteLine();
        string answer = _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The rival ended; is Debian's python3-matplotlib installed for {Python}?");
        return double.Parse(answer, CultureInfo.InvariantCulture) * 1000;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
