using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;
using AttnExtract.Cli.Help;
using AttnExtract.Extract;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Extract.Texts;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>Which texts.</summary>
internal static partial class TextOptions
{
    /// <summary>What stands for standard input.</summary>
    public const string Stdin = "-";

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
        Description = "a UTF-8 file of texts, one a line (empty lines do not count), also as .gz or .zst, or a treebank as .conllu; - reads standard input",
    };

    /// <summary>The column of a table.</summary>
    public static Option<string> Column { get; } = new("--column")
    {
        HelpName = "NAME",
        Description = "the texts are this column of a .csv, .tsv, .jsonl or .parquet file",
    };

    /// <summary>The column of second texts.</summary>
    public static Option<string> OtherColumn { get; } = new("--other-column")
    {
        HelpName = "NAME",
        Description = "the second of each pair of texts is this column, beside --column",
    };

    /// <summary>Whether lines that cannot be read are left out.</summary>
    public static Option<bool> SkipBad { get; } =
        ReportOptions.Flag("--skip-bad", "leave out lines of FILE that cannot be read, and say how many, instead of ending there");

    /// <summary>How a file of texts is read.</summary>
    public static ImmutableArray<Option> OfFiles { get; } = [Column, SkipBad];

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
    public static IReadOnlyList<TextPair> Read(Invocation call) => [.. Streamed(call)];

    /// <summary>The same, read as they are needed, from the beginning each time.</summary>
    /// <inheritdoc cref="Read"/>
    public static IEnumerable<TextPair> Streamed(Invocation call)
    {
        string? text = call.Value(Text);
        string? file = call.Value(Input);
        if (file is null && OfFiles.FirstOrDefault(call.Has) is { } option)
        {
            throw new UsageException(Messages.OnlyWith(option.Name, $"{Input.Name} FILE"));
        }

        IEnumerable<string> texts = (text, file) switch
        {
            (null, null) => throw new UsageException(Messages.NoText(call.Command)),
            (not null, not null) => throw new UsageException(Messages.NotBoth(call.Command, Text.Name, Input.Name)),
            (not null, null) => [text],
            (null, not null) => StreamSome(call, file),
        };
        return texts.Select(line => new TextPair(line, call.Value(Pair))
        {
            Target = TargetOptions.TargetOf(call),
            TargetLanguage = call.Value(TargetOptions.Language),
        }.RequireWords());
    }

    /// <summary>The same with their number, which files are numbered by: a file is gone through once more, standard input is in memory.</summary>
    /// <inheritdoc cref="Read"/>
    public static (IEnumerable<TextPair> Texts, int Count) Counted(Invocation call)
    {
        IEnumerable<TextPair> texts = call.Value(Input) == Stdin ? [.. Streamed(call)] : Streamed(call);
        return (texts, texts.Count());
    }

    /// <summary>The texts of a file; at least one.</summary>
    /// <exception cref="UsageException">Standard input is meant, and a terminal.</exception>
    /// <exception cref="AttnExtractException">It cannot be read, or holds no text.</exception>
    public static IReadOnlyList<string> Lines(Invocation call, string file) => [.. StreamSome(call, file)];

    /// <summary>The texts of a file, read as they are needed; at least one.</summary>
    /// <exception cref="UsageException">Standard input is meant, and a terminal, or has columns.</exception>
    /// <exception cref="AttnExtractException">It cannot be read, or holds no text.</exception>
    public static IEnumerable<string> StreamSome(Invocation call, string file) => AtLeastOne(Stream(call, file), $"'{file}'");

    /// <summary>The texts of a file, read as they are needed; those of standard input are at least one.</summary>
    /// <exception cref="UsageException">Standard input is meant, and a terminal, or has columns.</exception>
    /// <exception cref="AttnExtractException">It cannot be read.</exception>
    public static IEnumerable<string> Stream(Invocation call, string file) =>
        file != Stdin ? Counted(call, FileOf(call, file), corpus => corpus.Texts())
        : call.Has(Column) ? throw new UsageException(Messages.NoColumnsOfStdin(Column.Name))
        : call.Shell.InputIsTerminal ? throw new UsageException(Messages.NobodyTypes(HelpText.Of(call.Command, call.Shell.KnownColumns)))
        : OfStdin(call);

    /// <summary>The sentences of a treebank, read as they are needed.</summary>
    /// <exception cref="AttnExtractException">It cannot be read.</exception>
    public static IEnumerable<ParsedSentence> Sentences(Invocation call, string file) =>
        Counted(call, FileOf(call, file), corpus => corpus.Sentences());

    /// <summary>The line of a file that a text stands in; null where it has no lines, or can be read but once.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="file">The file.</param>
    /// <param name="number">The number of the text, from 1; more where bad ones were left out before it.</param>
    /// <param name="text">The text, or a column of its line.</param>
    /// <exception cref="AttnExtractException">It cannot be read any more.</exception>
    public static long? LineOf(Invocation call, string file, long number, string text)
    {
        if (file == Stdin)
        {
            return null;
        }

        CorpusFile corpus = FileOf(call, file);
        long place = 0;
        bool isTreebank = ConlluFile.IsNamed(file) && !call.Has(Column);
        IEnumerable<string> texts = isTreebank ? corpus.Sentences().Select(sentence => sentence.Text) : corpus.Texts();
        return texts.Any(line => ++place >= number && Holds(line, text)) ? corpus.LineNumber : null;
    }

    /// <summary>Whether a line is a text, or one of its columns is.</summary>
    public static bool Holds(string line, string text) =>
        line == text || line.Split('\t', StringSplitOptions.TrimEntries).Contains(text.Trim());

    /// <summary>Refuses a corpus that is not there, or cannot be opened.</summary>
    /// <exception cref="AttnExtractException">There is no such file, and the message says what is taken; or it cannot be read.</exception>
    public static void RequireCorpus(Invocation call, string file)
    {
        if (file.Length > 0 && file != Stdin && !File.Exists(file) && !Directory.Exists(file))
        {
            throw new AttnExtractException(Messages.NoCorpusFile(call.Command, file));
        }

        InputFile.Open(file).Dispose();
    }

    private static CorpusFile FileOf(Invocation call, string file) =>
        new(file, call.Value(Column), call.Has(SkipBad)) { OtherColumn = call.Value(OtherColumn) };

    private static IEnumerable<string> OfStdin(Invocation call) =>
        AtLeastOne(Counted(call, new(call.Shell.Input, "Standard input", call.Has(SkipBad)), corpus => corpus.Texts()), "Standard input");

    private static IEnumerable<string> AtLeastOne(IEnumerable<string> texts, string what)
    {
        bool isEmpty = true;
        foreach (string text in texts)
        {
            isEmpty = false;
            yield return text;
        }

        if (isEmpty)
        {
            throw new AttnExtractException(Messages.NoLines(what));
        }
    }

    private static IEnumerable<T> Counted<T>(Invocation call, CorpusFile corpus, Func<CorpusFile, IEnumerable<T>> read)
    {
        foreach (T one in read(corpus))
        {
            yield return one;
        }

        if (corpus.FirstSkipped is { } first)
        {
            call.NoteOnce(Messages.SkippedLines(corpus.What, corpus.SkippedCount, first));
        }

        if (!call.Has(Column) && NameOfTable.IsMatch(corpus.What))
        {
            call.NoteOnce(Messages.TableByLines(corpus.What));
        }
    }

    // Tabs stand between a text and its target, too; commas are a table's.
    [GeneratedRegex(@"\.csv(\.gz|\.zst)?'$", RegexOptions.IgnoreCase)]
    private static partial Regex NameOfTable { get; }
}
