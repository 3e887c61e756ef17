using System.CommandLine;
using System.Globalization;

namespace AttnExtract.Cli.Options;

/// <summary>Reads the numbers that options are given.</summary>
internal static class Numbers
{
    /// <summary>A number; null where the option was not given.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static double? Read(Invocation call, Option<string> option) =>
        call.Value(option) is { } text ? Parse(option, text) : null;

    /// <summary>Numbers between commas; null where the option was not given.</summary>
    /// <exception cref="UsageException">One of them is none.</exception>
    public static double[]? ReadList(Invocation call, Option<string> option) =>
        call.Value(option) is { } text ? [.. text.Split(',').Select(part => Parse(option, part.Trim()))] : null;

    /// <summary>A whole number from 1 up; null where the option was not given.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static int? ReadCount(Invocation call, Option<string> option) => ReadWhole(call, option, 1);

    /// <summary>A whole number; null where the option was not given.</summary>
    /// <param name="call">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="least">The smallest that it takes.</param>
    /// <param name="most">The largest.</param>
    /// <exception cref="UsageException">It is none.</exception>
    public static int? ReadWhole(Invocation call, Option<string> option, int least, int most = int.MaxValue) =>
        call.Value(option) is { } text
            ? ToWhole(text, least, most) ?? throw new UsageException(Messages.BadWhole(option.Name, least, text, most))
            : null;

    /// <summary>A whole number from 1 up, or null.</summary>
    public static int? ToCount(string text) => ToWhole(text, 1, int.MaxValue);

    private static int? ToWhole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : null;

    private static double Parse(Option<string> option, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new UsageException(Messages.BadNumber(option.Name, text));
}
