using System.Globalization;

namespace AttnExtract.Render.Matrices;

/// <summary>Whole numbers in text that double precision rounds.</summary>
internal static class WholeNumber
{
    // Up to 2^53 every whole number is a double.
    private const double LargestSure = 1L << 53;

    /// <summary>Whether double precision may round a whole number that is this one in it.</summary>
    public static bool IsUnsure(double number) => Math.Abs(number) >= LargestSure;

    /// <summary>Notes the number of a text, where it is a whole one that is not its double.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">Its double.</param>
    /// <param name="place">Under which place.</param>
    /// <param name="rounded">Where it is noted.</param>
    /// <returns>The double.</returns>
    public static double Note<T>(string text, double number, T place, IDictionary<T, Int128> rounded)
    {
        if (IsUnsure(number)
            && Int128.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out Int128 whole)
            && (Int128)number != whole)
        {
            rounded[place] = whole;
        }

        return number;
    }
}
