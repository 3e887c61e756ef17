using System.Text;
using AttnExtract.Extract.Texts;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>Reads treebanks in the CoNLL-U format of Universal Dependencies (https://universaldependencies.org/format.html).</summary>
public static class ConlluFile
{
    /// <summary>The extension by which such a file is known.</summary>
    public const string Extension = ".conllu";

    /// <summary>Whether a path names such a file, packed or not.</summary>
    public static bool IsNamed(string path) => PackedFile.NameWithin(path).EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The sentences of a file, read as they are needed.</summary>
    /// <exception cref="AttnExtractException">The file cannot be read, or a line is not as it should be; the message names the line.</exception>
    public static IEnumerable<ParsedSentence> Read(string path) =>
        Read(path, new BadLines($"'{path}'", areLeftOut: false)).Select(one => one.Sentence);

    /// <summary>The sentences of a file that can be read, each with the number of the line that its first word is in.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bad">Gets what is wrong with the others.</param>
    /// <exception cref="AttnExtractException">The file cannot be read.</exception>
    internal static IEnumerable<(long Line, ParsedSentence Sentence)> Read(string path, BadLines bad)
    {
        using StreamReader reader = new(PackedFile.Open(path), StrictUtf8.Encoding);
        ConlluSentence sentence = new(path);
        bool isBad = false;
        int number = 0;
        for (string? line = ""; line is not null;)
        {
            line = Line(reader, path);
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                isBad = isBad || !bad.Passes(() => sentence.Add(line, number));
                continue;
            }

            ParsedSentence? whole = null;
            int first = sentence.FirstLine;
            if (!isBad && !sentence.IsEmpty && bad.Passes(() => whole = sentence.Take()))
            {
                yield return (first, whole!);
            }

            if (isBad || (whole is null && !sentence.IsEmpty))
            {
                (sentence, isBad) = (new(path), false);
            }
        }
    }

    private static string? Line(StreamReader reader, string path)
    {
        try
        {
            return WholeFile.Line(reader);
        }
        catch (DecoderFallbackException exception)
        {
            throw new AttnExtractException($"'{path}' is not UTF-8 text; a treebank in CoNLL-U was expected.", exception);
        }
        catch (Exception exception) when (PackedFile.IsUnreadable(exception))
        {
            throw InputFile.Unreadable(path, exception);
        }
    }
}
