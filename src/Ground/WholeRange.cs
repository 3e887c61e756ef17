using System.Globalization;
using System.Text.Json;

namespace AttnExtract.Ground;

/// <summary>Says which whole numbers may stand where something else does. The limit is of no interest but to whoever went beyond it.</summary>
internal static class WholeRange
{
    /// <summary><c>from 1 up</c>, or <c>from 1 to 2147483647</c>.</summary>
    /// <param name="least">The smallest that may stand there.</param>
    /// <param name="given">What stands there.</param>
    /// <param name="most">The largest that may.</param>
    public static string From(int least, string given, int most = int.MaxValue) =>
        From(least, double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0, most);

    /// <inheritdoc cref="From(int, string, int)"/>
    public static string From(int least, JsonElement given) => From(least, NumberOf(given), int.MaxValue);

    /// <summary><c>a whole number</c>, or <c>a whole number from -2147483648 to 2147483647</c>.</summary>
    /// <param name="given">What stands there.</param>
    public static string Any(JsonElement given) =>
        Math.Abs(NumberOf(given)) > int.MaxValue ? FormattableString.Invariant($"a whole number from {int.MinValue} to {int.MaxValue}") : "a whole number";

    private static double NumberOf(JsonElement given) => given.ValueKind == JsonValueKind.Number ? given.GetDouble() : 0;

    private static string From(int least, double given, int most) =>
        given > most ? $"from {least} to {most}" : $"from {least} up";
}
