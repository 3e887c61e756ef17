namespace AttnExtract.Ground;

/// <summary>Numbers of things in sentences.</summary>
internal static class Plural
{
    /// <summary>As in <c>1 field</c> and <c>2 fields</c>.</summary>
    public static string Of(long number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    /// <summary>As in <c>There is 1 field</c> and <c>There are 2 fields</c>.</summary>
    public static string There(long number, string what) => $"There {(number == 1 ? "is" : "are")} {Of(number, what)}";
}
