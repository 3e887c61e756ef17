using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace AttnExtract.Model.Text.Characters;

/// <summary>
/// The scripts of Unicode, from <c>Data/scripts.json</c>: of Unicode 14 for regular expressions, of Unicode 9 for the pre-tokenizer, as
/// the tokenizers library has them.
/// </summary>
internal static class UnicodeScripts
{
    private static readonly Lazy<ImmutableArray<(string Name, ImmutableArray<(int First, int Last)> Ranges)>> LazyScripts = new(() => Load("scripts"));
    private static readonly Lazy<ushort[]> LazyOld = new(LoadOld);
    private static readonly Lazy<ushort[]> LazyCurrent = new(() => Number(LazyScripts.Value));

    /// <summary>The script that a code point had in Unicode 9, as a number from 1; 0 where it had none.</summary>
    public static int OldNumberOf(int codePoint) => LazyOld.Value[codePoint];

    /// <summary>The number of a script in <see cref="OldNumberOf"/>.</summary>
    public static int NumberOf(string name) => 1 + LazyScripts.Value.IndexOf(LazyScripts.Value.First(script => script.Name == name));

    /// <summary>The ranges of a script, however its name is spelled; null where there is none of that name.</summary>
    public static IReadOnlyList<(int First, int Last)>? RangesOf(string name)
    {
        string plain = Plain(name);
        foreach ((string known, ImmutableArray<(int First, int Last)> ranges) in LazyScripts.Value)
        {
            if (Plain(known).Equals(plain, StringComparison.OrdinalIgnoreCase))
            {
                return ranges;
            }
        }

        return null;
    }

    /// <summary>A character of one UTF-16 unit that has the script of another and a property; null where there is none.</summary>
    public static char? StandIn(Rune character, Func<Rune, bool> has)
    {
        int number = LazyCurrent.Value[character.Value];
        if (number == 0)
        {
            return null;
        }

        foreach ((int first, int last) in LazyScripts.Value[number - 1].Ranges)
        {
            for (int codePoint = first; codePoint <= Math.Min(last, char.MaxValue); codePoint++)
            {
                if (has(new Rune(codePoint)))
                {
                    return (char)codePoint;
                }
            }
        }

        return null;
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static ImmutableArray<(string Name, ImmutableArray<(int First, int Last)> Ranges)> Load(string member)
    {
        using JsonDocument document = DataFile.Read("scripts.json");
        return [.. document.RootElement.GetProperty(member).EnumerateObject().Select(script => (script.Name, Ranges(script.Value)))];
    }

    private static ImmutableArray<(int First, int Last)> Ranges(JsonElement ranges) =>
        [.. ranges.EnumerateArray().Select(range => (range[0].GetInt32(), range[1].GetInt32()))];

    private static ushort[] Number(IEnumerable<(string Name, ImmutableArray<(int First, int Last)> Ranges)> scripts)
    {
        ushort[] numbers = new ushort[0x110000];
        foreach ((string name, ImmutableArray<(int First, int Last)> ranges) in scripts)
        {
            foreach ((int first, int last) in ranges)
            {
                numbers.AsSpan(first, last - first + 1).Fill((ushort)NumberOf(name));
            }
        }

        return numbers;
    }

    private static ushort[] LoadOld()
    {
        ushort[] numbers = Number([.. LazyScripts.Value, .. Load("changed_since_9")]);
        using JsonDocument document = DataFile.Read("scripts.json");
        CodePointSet present = new(Ranges(document.RootElement.GetProperty("present_9")));
        for (int codePoint = 0; codePoint < numbers.Length; codePoint++)
        {
            numbers[codePoint] = present.Contains(codePoint) ? numbers[codePoint] : (ushort)0;
        }

        return numbers;
    }
}
