using System.Globalization;

namespace AttnExtract.Cli.Output;

/// <summary>How reports over a corpus write numbers, and how far they can be trusted.</summary>
internal static class IntervalText
{
    /// <summary>A number with two decimals.</summary>
    public static string Number(double number) => number.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Both ends of an interval.</summary>
    public static string Of(double lower, double upper) => $"[{Number(lower)}, {Number(upper)}]";
}
