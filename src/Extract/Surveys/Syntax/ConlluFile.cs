using System.Text;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>Reads treebanks in the CoNLL-U format of Universal Dependencies (https://universaldependencies.org/format.html).</summary>
public static class ConlluFile
{
    /// <summary>The extension by which such a file is known.</summary>
    public const string Extension = ".conllu";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a path names such a file.</summary>
    public static bool IsNamed(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The sentences of a file, read as they are needed.</summary>
    /// <exception cref="AttnExtractException">The file cannot be read, or a line is not as it should be; the message names the line.</exception>
    public static IEnumerable<ParsedSentence> Read(string path)
    {
        using StreamReader reader = new(InputFile.Open(path), StrictUtf8);
        ConlluSentence sentence = new(path);
        int number = 0;
        while (Line(reader, path) is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                sentence.Add(line, number);
            }
            else if (!sentence.IsEmpty)
            {
                yield return sentence.Take();
            }
        }

        if (!sentence.IsEmpty)
        {
            yield return sentence.Take();
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
        catch (IOException exception)
        {
            throw InputFile.Unreadable(path, exception);
        }
    }
}
