using System.Text;

namespace AttnExtract.Model.Text.Characters;

/// <summary>
/// Writes the scripts of a regular expression (<c>\p{Han}</c>, <c>\P{Han}</c>, <c>\p{^Han}</c>, <c>\p{Script=Han}</c>) as ranges, because
/// the platform's expressions know blocks but no scripts.
/// </summary>
internal static class ScriptNames
{
    private static readonly string[] Keys = ["Script=", "sc="];

    /// <summary>The expression with ranges for scripts; the same text where it names none.</summary>
    /// <param name="expression">A regular expression.</param>
    public static string Spell(string expression)
    {
        StringBuilder spelled = new();
        bool isInClass = false;
        for (int i = 0; i < expression.Length; i++)
        {
            char unit = expression[i];
            if (unit == '\\' && i + 1 < expression.Length)
            {
                int end = i + 2 < expression.Length && expression[i + 1] is 'p' or 'P' && expression[i + 2] == '{' ? expression.IndexOf('}', i) : -1;
                if (end > 0 && Ranges(expression[(i + 3)..end], isNegated: expression[i + 1] == 'P') is { } ranges)
                {
                    spelled.Append(isInClass ? ranges : $"[{ranges}]");
                    i = end;
                }
                else
                {
                    spelled.Append(unit).Append(expression[++i]);
                }

                continue;
            }

            isInClass = unit == '[' || (isInClass && unit != ']');
            spelled.Append(unit);
        }

        return spelled.ToString();
    }

    private static string? Ranges(string name, bool isNegated)
    {
        isNegated ^= name.StartsWith('^');
        name = name.TrimStart('^');
        string key = Keys.FirstOrDefault(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase)) ?? "";
        (int First, int Last)[] ranges = [.. (UnicodeScripts.RangesOf(name[key.Length..]) ?? []).Where(range => range.First <= char.MaxValue)];

        // A script beyond the first plane has no character that could stand for its own.
        return ranges.Length == 0 ? null : string.Concat((isNegated ? Between(ranges) : ranges).Select(Spell));
    }

    private static IEnumerable<(int First, int Last)> Between(IEnumerable<(int First, int Last)> ranges)
    {
        int next = 0;
        foreach ((int first, int last) in ranges)
        {
            if (first > next)
            {
                yield return (next, first - 1);
            }

            next = last + 1;
        }

        if (next <= char.MaxValue)
        {
            yield return (next, char.MaxValue);
        }
    }

    private static string Spell((int First, int Last) range) =>
        $@"\u{range.First:X4}-\u{Math.Min(range.Last, char.MaxValue):X4}";
}
