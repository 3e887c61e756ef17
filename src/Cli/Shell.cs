using System.Globalization;
using System.Text;
using AttnExtract.Cli.Options;
using AttnExtract.Cli.Output;
using AttnExtract.Cli.Running;
using AttnExtract.Ground;

namespace AttnExtract.Cli;

/// <summary>All that the program has of the world around it besides files: its three streams, its environment, its models.</summary>
/// <param name="input">Opens standard input, which is left alone until it is read from.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="models">The models that are loaded; disposed along with this.</param>
internal sealed class Shell(Func<Stream> input, Stream output, Stream error, ModelShelf models) : IDisposable
{
    /// <summary>The variable that says how wide the terminal is.</summary>
    public const string ColumnsVariable = "COLUMNS";

    private const int UsualColumns = 80;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Lazy<Stream> _input = new(input);
    private readonly List<string> _remarks = [];

    /// <summary>Standard input, as bytes.</summary>
    public Stream Input => _input.Value;

    private readonly TextWriter _drawing = new StreamWriter(output, Utf8) { NewLine = "\n" };
    private readonly TextWriter _bar = new StreamWriter(error, Utf8) { NewLine = "\n", AutoFlush = true };

    /// <summary>Standard output, as bytes; flush <see cref="Out"/> before it is written to.</summary>
    public Stream Output { get; } = output;

    /// <summary>Standard output, as text, in which nothing moves the cursor or recolours the terminal.</summary>
    public TextWriter Out => field ??= new CleanWriter(_drawing) { NewLine = "\n" };

    /// <summary>Standard output for what is drawn with a terminal's own commands; whoever draws cleans what is not its own.</summary>
    public TextWriter Drawing => _drawing;

    /// <summary>Standard error, as text that appears at once, as clean as <see cref="Out"/>.</summary>
    public TextWriter Error => field ??= new CleanWriter(_bar) { NewLine = "\n" };

    /// <summary>Standard error for a line that is written again and again; whoever writes cleans what is not its own.</summary>
    public TextWriter Bar => _bar;

    /// <summary>The files that have been written.</summary>
    public List<string> Written { get; } = [];

    /// <summary>The models of this run.</summary>
    public ModelShelf Models { get; } = models;

    /// <summary>Whether somebody sits at standard input.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>Whether somebody sees standard output.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>How many characters fit in a line of standard output: as the variable says, or as the terminal does; null where neither does.</summary>
    public int? KnownColumns =>
        int.TryParse(Variable(ColumnsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int columns) && columns > 0 ? columns : TerminalColumns;

    /// <summary>How many characters fit in a line of the terminal; null where there is none.</summary>
    public int? TerminalColumns { get; init; }

    /// <summary>How many characters a line of standard output is taken to hold.</summary>
    public int Columns => KnownColumns ?? UsualColumns;

    /// <summary>Whether somebody sees standard error.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Serves models, where this process is the one that can; else null.</summary>
    public Action<Invocation, ServeSettings>? Serve { get; init; }

    /// <summary>Where a model of some name lies, in a process that serves some by name; null for elsewhere.</summary>
    public Func<string, string?> ModelFolder { get; init; } = _ => null;

    /// <summary>The value of an environment variable, or null.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>The real thing.</summary>
    /// <param name="serve">Serves models; null where this process does not.</param>
    public static Shell OfThisProcess(Action<Invocation, ServeSettings>? serve = null) =>
        new(
            StandardStreams.IsOpen(0) ? Console.OpenStandardInput : () => throw new AttnExtractException(Messages.StdinIsClosed()),
            new StandardOutput(StandardStreams.IsOpen(1) ? Console.OpenStandardOutput() : null),
            new StandardOutput(StandardStreams.IsOpen(2) ? Console.OpenStandardError() : null, isSilent: true),
            new ModelShelf())
        {
            InputIsTerminal = !Console.IsInputRedirected,
            OutputIsTerminal = !Console.IsOutputRedirected,
            TerminalColumns = Console.IsOutputRedirected || Console.WindowWidth <= 0 ? null : Console.WindowWidth,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Variable = Environment.GetEnvironmentVariable,
            Serve = serve,
        };

    /// <summary>Says on standard output how it went. Where nobody can be told, it went well all the same.</summary>
    public void Say(string message)
    {
        Out.Flush();
        try
        {
            Out.WriteLine(message);
            Out.Flush();
        }
        catch (AttnExtractException)
        {
            // What was to be done is done.
        }
    }

    /// <summary>Keeps a sentence for standard error until it is known that all went well: a failure is one sentence, and the only one.</summary>
    public void Remark(string sentence) => _remarks.Add(sentence);

    /// <summary>All went well: says on standard error what is to be remarked, in the order in which it came up.</summary>
    public void SayRemarks()
    {
        foreach (string remark in _remarks)
        {
            Error.WriteLine(remark);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Out.Dispose();
        Error.Dispose();
        Models.Dispose();
    }
}
