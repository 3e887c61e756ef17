using System.Collections.Immutable;

namespace AttnExtract.Model.Weights;

/// <summary>
/// Which of our weights is called what in a family's files: text, a line a tensor, <c>ours = theirs</c>, read from top to bottom.
/// </summary>
/// <remarks>
/// <c>{l}</c> stands for the layer; a trailing <c>.*</c> on both sides for <c>.weight</c> and <c>.bias</c>; <c>{p}</c> for the
/// family's prefix, which differs between files. <c>ignore = name</c> names what is left aside on purpose, with <c>*</c> for
/// any characters.
/// </remarks>
public sealed class WeightTable
{
    private const string IgnoreKeyword = "ignore";
    private const string LayerMark = "{l}";
    private const string PrefixMark = "{p}";
    private const string BothSuffix = ".*";

    private WeightTable(ImmutableArray<string> prefixes, ImmutableArray<Line> lines, ImmutableArray<string> ignored)
    {
        Prefixes = prefixes;
        Lines = lines;
        Ignored = ignored;
    }

    /// <summary>What <c>{p}</c> may be; the first is what published files use.</summary>
    public ImmutableArray<string> Prefixes { get; }

    private ImmutableArray<Line> Lines { get; }

    private ImmutableArray<string> Ignored { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="prefixes">What <c>{p}</c> may be, the commonest first; may contain the empty string.</param>
    /// <param name="text">The lines.</param>
    /// <exception cref="ArgumentException">A line is not <c>ours = theirs</c>.</exception>
    public static WeightTable Parse(ImmutableArray<string> prefixes, string text)
    {
        ImmutableArray<Line>.Builder lines = ImmutableArray.CreateBuilder<Line>();
        ImmutableArray<string>.Builder ignored = ImmutableArray.CreateBuilder<string>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] sides = line.Split('=', StringSplitOptions.TrimEntries);
            if (sides is not [{ Length: > 0 } ours, { Length: > 0 } theirs])
            {
                throw new ArgumentException($"'{line}' is not of the form 'ours = theirs'.");
            }

            if (ours == IgnoreKeyword)
            {
                ignored.Add(theirs);
            }
            else if (ours.EndsWith(BothSuffix, StringComparison.Ordinal))
            {
                lines.Add(new Line(ours[..^1] + "weight", theirs[..^1] + "weight"));
                lines.Add(new Line(ours[..^1] + "bias", theirs[..^1] + "bias"));
            }
            else
            {
                lines.Add(new Line(ours, theirs));
            }
        }

        return new WeightTable(prefixes, lines.ToImmutable(), ignored.ToImmutable());
    }

    /// <summary>The prefix that a file uses: the one under which most of the table's names are found, the commonest on a tie.</summary>
    /// <param name="stored">Whether the file has a tensor of that name.</param>
    internal string PrefixOf(Func<string, bool> stored) =>
        Prefixes.MaxBy(prefix => Lines.Count(line => stored(Fill(line.Theirs, prefix, 0)))) ?? "";

    /// <summary>Our names and theirs, for a model of so many layers.</summary>
    internal IEnumerable<(string Ours, string Theirs)> Expand(string prefix, int layerCount)
    {
        foreach (Line line in Lines)
        {
            int repeats = line.Ours.Contains(LayerMark, StringComparison.Ordinal) ? layerCount : 1;
            for (int layer = 0; layer < repeats; layer++)
            {
                yield return (Fill(line.Ours, prefix, layer), Fill(line.Theirs, prefix, layer));
            }
        }
    }

    /// <summary>Whether a stored name is left aside on purpose.</summary>
    internal bool Ignores(string stored, string prefix) =>
        Ignored.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Fill(pattern, prefix, 0), stored, ignoreCase: false));

    /// <summary>The layer that a stored name belongs to by this table; null when no line describes it.</summary>
    internal int? LayerOf(string stored, string prefix)
    {
        foreach (Line line in Lines)
        {
            string[] around = line.Theirs.Replace(PrefixMark, prefix, StringComparison.Ordinal).Split(LayerMark);
            if (around is [string before, string after]
                && stored.StartsWith(before, StringComparison.Ordinal)
                && stored.EndsWith(after, StringComparison.Ordinal)
                && stored.Length > before.Length + after.Length
                && int.TryParse(stored.AsSpan()[before.Length..^after.Length], out int layer))
            {
                return layer;
            }
        }

        return null;
    }

    private static string Fill(string pattern, string prefix, int layer) =>
        pattern.Replace(PrefixMark, prefix, StringComparison.Ordinal).Replace(LayerMark, layer.ToString(), StringComparison.Ordinal);

    private readonly record struct Line(string Ours, string Theirs);
}
