using System.Collections.Immutable;
using System.Globalization;
using System.IO.Enumeration;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Weights.Tables;

/// <summary>
/// Which of our weights is called what in a family's files: text, a line a tensor, <c>ours = theirs</c>, read from top to bottom.
/// </summary>
/// <remarks>
/// <c>{l}</c> stands for the layer, <c>{g}</c> for the layer's group where layers share weights, <c>{b}</c> for one of its further blocks;
/// a trailing <c>.*</c> on both sides for <c>.weight</c> and <c>.bias</c>; <c>{p}</c> for the family's prefix, which differs between files.
/// <c>theirs or other</c> names a second place to look. What is to be done with the stored tensor follows it, as in <c>| transpose</c>,
/// <c>| rows 0/3</c> (the first of three equal shares of its rows) and <c>| heads 0/3</c> (the same of every head's rows).
/// <c>ignore = name</c> names what is left aside on purpose, with <c>*</c> for any characters.
/// </remarks>
public sealed class WeightTable
{
    private const string IgnoreKeyword = "ignore";
    private const string LayerMark = "{l}";
    private const string GroupMark = "{g}";
    private const string BlockMark = "{b}";
    private const string PrefixMark = "{p}";
    private const string BothSuffix = ".*";

    private readonly ImmutableArray<Line> _lines;
    private readonly ImmutableArray<string> _ignored;

    private WeightTable(ImmutableArray<string> prefixes, ImmutableArray<Line> lines, ImmutableArray<string> ignored)
    {
        Prefixes = prefixes;
        _lines = lines;
        _ignored = ignored;
    }

    /// <summary>What <c>{p}</c> may be; the first is what published files use.</summary>
    public ImmutableArray<string> Prefixes { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="prefixes">What <c>{p}</c> may be, the commonest first; may contain the empty string.</param>
    /// <param name="texts">The lines, in one or more pieces.</param>
    /// <exception cref="ArgumentException">A line is not <c>ours = theirs</c>.</exception>
    public static WeightTable Parse(ImmutableArray<string> prefixes, params ReadOnlySpan<string> texts)
    {
        ImmutableArray<Line>.Builder lines = ImmutableArray.CreateBuilder<Line>();
        ImmutableArray<string>.Builder ignored = ImmutableArray.CreateBuilder<string>();
        foreach (string line in string.Join('\n', texts!).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
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
                lines.Add(Read(ours, theirs, ".weight"));
                lines.Add(Read(ours, theirs, ".bias"));
            }
            else
            {
                lines.Add(Read(ours, theirs, BothSuffix));
            }
        }

        return new WeightTable(prefixes, lines.ToImmutable(), ignored.ToImmutable());
    }

    /// <summary>The prefix that a file uses: the one under which most of the table's names are found, the commonest on a tie.</summary>
    /// <param name="stored">Whether the file has a tensor of that name.</param>
    internal string PrefixOf(Func<string, bool> stored) =>
        Prefixes.MaxBy(prefix => CountFound(prefix, stored)) ?? "";

    /// <summary>How many of the table's names a file has, of the first layer, under the prefix that it uses.</summary>
    /// <param name="stored">Whether the file has a tensor of that name.</param>
    internal int CountFound(Func<string, bool> stored) => CountFound(PrefixOf(stored), stored);

    /// <summary>Where each of our weights is to be found, for a model of that structure.</summary>
    internal Dictionary<string, WeightSource> Expand(string prefix, ModelSpec spec)
    {
        Dictionary<string, WeightSource> sources = [];
        foreach (Line line in _lines)
        {
            if (line.Stack == StackOrder.Second && spec.Second is null)
            {
                continue;
            }

            StackSpec stack = spec[line.Stack];
            int repeats = line.Ours.Contains(LayerMark, StringComparison.Ordinal) ? stack.LayerCount : 1;
            for (int layer = 0; layer < repeats; layer++)
            {
                int group = stack.GroupOf(layer);
                int blocks = line.Ours.Contains(BlockMark, StringComparison.Ordinal) ? stack.Bottleneck?.BlockCount ?? 0 : 1;
                for (int block = 0; block < blocks; block++)
                {
                    (int ofLayer, int ofBlock) = (layer, block);
                    sources.Add(
                        Fill(line.Ours, prefix, layer, group, block),
                        new WeightSource([.. line.Theirs.Select(name => Fill(name, prefix, ofLayer, group, ofBlock))], line.Operations));
                }
            }
        }

        return sources;
    }

    /// <summary>Whether a stored name is left aside on purpose.</summary>
    internal bool Ignores(string stored, string prefix) =>
        _ignored.Any(pattern => FileSystemName.MatchesSimpleExpression(Fill(pattern, prefix, 0, 0), stored, ignoreCase: false));

    /// <summary>The layer, or group of layers, that a stored name belongs to by this table; null when no line describes it.</summary>
    internal int? LayerOf(string stored, string prefix, StackOrder stack)
    {
        foreach (string theirs in _lines.Where(line => line.Stack == stack).SelectMany(line => line.Theirs))
        {
            string[] around = theirs.Replace(PrefixMark, prefix, StringComparison.Ordinal).Split([LayerMark, GroupMark], StringSplitOptions.None);
            if (around is [string before, string after]
                && stored.StartsWith(before, StringComparison.Ordinal)
                && stored.EndsWith(after, StringComparison.Ordinal)
                && stored.Length > before.Length + after.Length
                && int.TryParse(stored.AsSpan()[before.Length..^after.Length], NumberStyles.None, CultureInfo.InvariantCulture, out int layer))
            {
                return layer;
            }
        }

        return null;
    }

    private int CountFound(string prefix, Func<string, bool> stored) => _lines.Count(line => stored(Fill(line.Theirs[0], prefix, 0, 0)));

    // What follows the bars is done to the tensor; the rest are its names.
    private static Line Read(string ours, string theirs, string suffix)
    {
        string[] parts = theirs.Split('|', StringSplitOptions.TrimEntries);
        return new Line(
            WithSuffix(ours),
            [.. parts[0].Split(" or ", StringSplitOptions.TrimEntries).Select(WithSuffix)],
            [.. parts[1..].Select(WeightOperation.Parse)]);

        string WithSuffix(string name) => name.EndsWith(BothSuffix, StringComparison.Ordinal) ? name[..^BothSuffix.Length] + suffix : name;
    }

    private static string Fill(string pattern, string prefix, int layer, int group, int block = 0) => pattern
        .Replace(BlockMark, block.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace(PrefixMark, prefix, StringComparison.Ordinal)
        .Replace(LayerMark, layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace(GroupMark, group.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private readonly record struct Line(string Ours, ImmutableArray<string> Theirs, ImmutableArray<WeightOperation> Operations)
    {
        public StackOrder Stack => Ours.StartsWith(Encoder.SecondName + ".", StringComparison.Ordinal) ? StackOrder.Second : StackOrder.First;
    }
}

/// <summary>Where one of our weights is to be found.</summary>
/// <param name="Names">Its names in the file; the first that is there counts.</param>
/// <param name="Operations">What is done to the stored tensor, in order.</param>
internal readonly record struct WeightSource(ImmutableArray<string> Names, ImmutableArray<WeightOperation> Operations);
