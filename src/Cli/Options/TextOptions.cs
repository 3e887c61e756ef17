using System.CommandLine;
using System.Text;
using AttnExtract.Cli.Help;
using AttnExtract.Extract;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>Which texts.</summary>
internal static class TextOptions
{
    /// <summary>What stands for standard input.</summary>
    public const string Stdin = "-";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>One text.</summary>
    public static Argument<string> Text { get; } = new("TEXT")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "the sentence; put it in quotes",
    };

    /// <summary>Many texts.</summary>
    public static Option<string> Input { get; } = new("--input", "-i")
    {
        HelpName = "FILE",
        Description = "a UTF-8 file of texts, one a line (empty lines do not count); - reads standard input",
    };

    /// <summary>The second text.</summary>
    public static Option<string> Pair { get; } = new("--pair")
    {
        HelpName = "TEXT",
        Description = "a second sentence, which the model reads together with each text",
    };

    /// <summary>Whether texts are shown together.</summary>
    public static Option<bool> MeanOverTexts { get; } = ReportOptions.Flag(
        "--mean-texts", "of all texts one figure: the means of their maps, position by position; texts must have equally many tokens");

    /// <summary>Whether a long text is cut off.</summary>
    public static Option<bool> Truncate { get; } =
        ReportOptions.Flag("--truncate", "cut off at the end what is longer than the model can read, instead of refusing it");

    /// <summary>Whether the texts come from a file, and so may be any number.</summary>
    public static bool AreMany(Invocation call) => call.Has(Input);

    /// <summary>The texts; at least one, and each has more than white space.</summary>
    /// <exception cref="UsageException">None was given, or too many ways at once.</exception>
    /// <exception cref="AttnExtractException">A file cannot be read, or a text is empty.</exception>
    public static IReadOnlyList<TextPair> Read(Invocation call)
    {
        string? text = call.Value(Text);
        string? file = call.Value(Input);
        IEnumerable<string> texts = (text, file) switch
        {
            (null, null) => throw new UsageException(Messages.NoText(call.Command)),
            (not null, not null) => throw new UsageException(Messages.NotBoth(call.Command, Text.Name, Input.Name)),
            (not null, null) => [text],
            (null, not null) => Lines(call, file),
        };
        return
        [
            .. texts.Select(line => new TextPair(line, call.Value(Pair))
            {
                Target = TargetOptions.TargetOf(call),
                TargetLanguage = call.Value(TargetOptions.Language),
            }.RequireWords()),
        ];
    }

    /// <summary>The lines of a file of texts, without the empty ones; at least one.</summary>
    /// <exception cref="UsageException">Standard input is meant, and a terminal.</exception>
    /// <exception cref="AttnExtractException">It cannot be read, or holds no text.</exception>
    public static IReadOnlyList<string> Lines(Invocation call, string file)
    {
        if (file == Stdin)
        {
            return call.Shell.InputIsTerminal
                ? throw new UsageException(Messages.NobodyTypes(HelpText.Of(call.Command)))
                : Lines(call.Shell.Input, "Standard input");
        }

        using FileStream stream = InputFile.Open(file);
        return Lines(stream, $"'{file}'");
    }

    /// <summary>
    /// The lines of a file of texts, without the empty ones, read as they are needed; those of standard input are all read, at least one.
    /// </summary>
    /// <exception cref="UsageException">Standard input is meant, and a terminal.</exception>
    /// <exception cref="AttnExtractException">It cannot be read.</exception>
    public static IEnumerable<string> Stream(Invocation call, string file) => file == Stdin ? Lines(call, file) : Stream(file);

    private static IEnumerable<string> Stream(string file)
    {
        using FileStream stream = InputFile.Open(file);
        foreach (string line in Stream(stream, $"'{file}'"))
        {
            yield return line;
        }
    }

    /// <summary>Refuses a corpus that is not there.</summary>
    /// <exception cref="AttnExtractException">There is no such file; the message says what is taken.</exception>
    public static void RequireCorpus(Invocation call, string file)
    {
        if (file.Length > 0 && file != Stdin && !File.Exists(file) && !Directory.Exists(file))
        {
            throw new AttnExtractException(Messages.NoCorpusFile(call.Command, file));
        }
    }

    private static List<string> Lines(Stream stream, string what)
    {
        List<string> lines = [.. Stream(stream, what)];
        return lines.Count > 0 ? lines : throw new AttnExtractException(Messages.NoLines(what));
    }

    private static IEnumerable<string> Stream(Stream stream, string what)
    {
        using StreamReader reader = new(stream, StrictUtf8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        while (Next(reader, what) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }

    private static string? Next(StreamReader reader, string what)
    {
        try
        {
            return WholeFile.Line(reader);
        }
        catch (DecoderFallbackException exception)
        {
            throw new AttnExtractException(Messages.NotUtf8(what), exception);
        }
        catch (IOException exception)
        {
            throw new AttnExtractException(Messages.Unreadable(what, InputFile.Reason(exception)), exception);
        }
    }
}
