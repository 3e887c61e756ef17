using System.CommandLine;
using System.Globalization;
using AttnExtract.Ground;

namespace AttnExtract.Cli.Options;

/// <summary>Tokens that come twice.</summary>
internal static class RepeatedChoices
{
    private static readonly char[] Around = [' ', '\t', ',', '[', ']'];

    /// <summary>Given ones.</summary>
    public static Option<string> Ids { get; } = new("--ids")
    {
        HelpName = "FILE",
        Description = "instead of texts, sequences of token ids, one a line, in each of which tokens come twice: adds how heads attend to the "
            + "first time; - reads standard input",
    };

    /// <summary>Random ones.</summary>
    public static Option<string> Repeated { get; } = new("--repeated")
    {
        HelpName = "NUMBER",
        Description = "the same of 20 sequences of so many random tokens, drawn from the vocabulary by --seed",
    };

    /// <summary>
    /// The sequences of a file, or of standard input, read as numbers with blanks or commas between; with one number a line they are one sequence.
    /// </summary>
    /// <exception cref="AttnExtractException">It cannot be read, or holds something else.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> ReadIds(Invocation call, string file)
    {
        int[][] lines = [.. TextOptions.Stream(call, file).Select((line, i) => NumbersOf(line, file, i + 1)).Where(line => line.Length > 0)];
        return lines.Length == 0 ? throw new AttnExtractException(Messages.NoIds(file))
            : lines.All(line => line.Length == 1) ? [[.. lines.Select(line => line[0])]]
            : lines;
    }

    private static int[] NumbersOf(string line, string file, int number) =>
    [
        .. line.Split(Around, StringSplitOptions.RemoveEmptyEntries).Select(text =>
            text.All(char.IsAsciiDigit) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                ? id
                : throw new AttnExtractException(Messages.NoId(file, number, text))),
    ];
}
