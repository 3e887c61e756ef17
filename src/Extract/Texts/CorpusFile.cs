using System.Text;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Texts;

/// <summary>
/// The texts of a corpus, one after the other, never all at once: the lines of a file, a column of a table as CSV, TSV, JSON Lines or Parquet, or
/// the sentences of a treebank; also packed by gzip or Zstandard. Empty texts do not count.
/// </summary>
public sealed class CorpusFile
{
    private const string ParquetExtension = ".parquet";

    // Stands where bytes are no UTF-8; Unicode keeps these for no letter.
    private const string NoLetters = "\uffff\ufffe\uffff";

    private static readonly string[] JsonExtensions = [".jsonl", ".ndjson"];

    private static readonly Encoding MarkingUtf8 =
        Encoding.GetEncoding("utf-8", EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(NoLetters));

    private readonly string _name;
    private readonly Func<Stream> _open;
    private readonly string? _column;
    private readonly bool _skipsBad;
    private BadLines _bad;

    /// <summary>Names a file.</summary>
    /// <param name="path">The file; its extension tells what it is, below that of a packed one.</param>
    /// <param name="column">Of a table, the column of the texts; null for the lines of whatever file.</param>
    /// <param name="skipsBad">Whether lines that cannot be read are counted and left out, instead of being an error.</param>
    public CorpusFile(string path, string? column = null, bool skipsBad = false)
        : this($"'{path}'", path, () => PackedFile.Open(path), column, skipsBad)
    {
    }

    /// <summary>Names lines that are read but once.</summary>
    /// <param name="stream">Where they come from.</param>
    /// <param name="what">What it is called at the beginning of messages.</param>
    /// <param name="skipsBad">Whether lines that cannot be read are counted and left out.</param>
    public CorpusFile(Stream stream, string what, bool skipsBad = false)
        : this(what, "", () => PackedFile.Unpacked(stream), null, skipsBad)
    {
    }

    private CorpusFile(string what, string path, Func<Stream> open, string? column, bool skipsBad)
    {
        (What, _name, _open, _column, _skipsBad) = (what, path, open, column, skipsBad);
        _bad = new(what, skipsBad);
    }

    /// <summary>Of a table, a second column, whose field stands behind that of the first after a tab; null for none.</summary>
    public string? OtherColumn { get; init; }

    /// <summary>What it is called in messages.</summary>
    public string What { get; }

    /// <summary>How many bad lines were left out when <see cref="Texts"/> was gone through last.</summary>
    public int SkippedCount => _bad.Count;

    /// <summary>What was wrong with the first of them; null where there was none.</summary>
    public string? FirstSkipped => _bad.First;

    /// <summary>
    /// The number, from 1, of the line that the text ended in which <see cref="Texts"/> read last, or that the last sentence began in; null where there are no
    /// lines.
    /// </summary>
    public long? LineNumber { get; private set; }

    private string Extension => Path.GetExtension(PackedFile.NameWithin(_name)).ToLowerInvariant();

    /// <summary>The texts, read as they are needed, from the beginning each time.</summary>
    /// <exception cref="AttnExtractException">The file cannot be read, has no such column, or a line is bad; the message names it.</exception>
    public IEnumerable<string> Texts()
    {
        _bad = new(What, _skipsBad);
        return All().Where(text => !string.IsNullOrWhiteSpace(text));
    }

    /// <summary>The sentences of a treebank, read as they are needed, from the beginning each time.</summary>
    /// <exception cref="AttnExtractException">
    /// The file cannot be read, a column is asked for, or a line is not as it should be; the message names it.
    /// </exception>
    public IEnumerable<ParsedSentence> Sentences()
    {
        _bad = new(What, _skipsBad);
        return _column is null ? Trees() : throw HasNoColumns();
    }

    private IEnumerable<string> All()
    {
        string extension = Extension;
        return extension == ConlluFile.Extension && _column is null ? Trees().Select(sentence => sentence.Text)
            : extension == ParquetExtension ? ParquetTexts.Read(_name, Columns).Select(Joined)
            : JsonExtensions.Contains(extension) && _column is not null ? Lines(lines => JsonLineTexts.Read(lines, Columns, _bad).Select(Joined))
            : extension == ".tsv" && _column is not null ? Lines(lines => DelimitedTexts.OfTabs(lines, Columns, What, _bad).Select(Joined))
            : extension == ".csv" && _column is not null ? Lines(lines => DelimitedTexts.OfCommas(lines, Columns, What, _bad).Select(Joined))
            : _column is null ? Lines(lines => lines.Select(line => line.Text))
            : throw HasNoColumns();
    }

    private IEnumerable<ParsedSentence> Trees()
    {
        foreach ((long line, ParsedSentence sentence) in ConlluFile.Read(_name, _bad))
        {
            LineNumber = line;
            yield return sentence;
        }
    }

    private AttnExtractException HasNoColumns() => new(
        $"{What} has no columns, and --column '{_column}' asks for one: a file that ends in .csv, .tsv, .jsonl or .parquet was expected.");

    private string[] Columns => [.. new[] { _column, OtherColumn }.OfType<string>()];

    // A tab in one of two fields would be one more.
    private static string Joined(string[] fields) =>
        fields is [string only] ? only : string.Join('\t', fields.Select(field => field.Replace('\t', ' ')));

    private IEnumerable<string> Lines(Func<IEnumerable<(long Number, string Text)>, IEnumerable<string>> read)
    {
        using StreamReader reader = new(_open(), MarkingUtf8, detectEncodingFromByteOrderMarks: true);
        foreach (string text in read(Lines(reader)))
        {
            yield return text;
        }
    }

    private IEnumerable<(long Number, string Text)> Lines(StreamReader reader)
    {
        for (long number = 1; Next(reader) is { } line; number++)
        {
            if (line.Contains(NoLetters, StringComparison.Ordinal))
            {
                _bad.Add(number, "is not UTF-8 text");
            }
            else
            {
                LineNumber = number;
                yield return (number, line);
            }
        }
    }

    private string? Next(StreamReader reader)
    {
        try
        {
            return WholeFile.Line(reader);
        }
        catch (Exception exception) when (PackedFile.IsUnreadable(exception))
        {
            throw new AttnExtractException($"{What} cannot be read: {InputFile.Reason(exception)}.", exception);
        }
    }
}
