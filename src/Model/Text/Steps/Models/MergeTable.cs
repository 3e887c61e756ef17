using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Characters;
using AttnExtract.Model.Text.Files;

namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>The learned merges of a BPE vocabulary: which two neighbours become which token, and which go first.</summary>
internal sealed class MergeTable
{
    private readonly Dictionary<(int Left, int Right), (int Rank, int Id)> _merges;

    /// <param name="count">About how many merges there will be.</param>
    public MergeTable(int count) => _merges = new Dictionary<(int, int), (int, int)>(count);

    /// <summary>Reads merges as tokenizer.json lists them, in rank order: <c>"a b"</c> or <c>["a", "b"]</c>.</summary>
    /// <param name="part">The list.</param>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="prefix">What a right part that continues a word begins with, and the result does not repeat.</param>
    public static MergeTable Read(JsonPart part, Vocabulary vocabulary, string prefix)
    {
        part.Expect(JsonValueKind.Array, "a list");
        MergeTable table = new(part.Element.GetArrayLength());
        foreach (JsonPart merge in part.Items())
        {
            string[] pair = merge.Is(JsonValueKind.String) ? merge.AsText().Split(' ') : [.. merge.Items().Select(item => item.AsText())];
            if (pair.Length != 2)
            {
                throw merge.Wrong("should be two tokens");
            }

            if (!table.TryAdd(vocabulary, pair[0], pair[1], prefix))
            {
                throw merge.Wrong($"merges '{pair[0]}' and '{pair[1]}', but these or their union are not in the vocabulary");
            }
        }

        return table;
    }

    /// <summary>Reads merges.txt: two tokens a line, after a line that says its version.</summary>
    /// <exception cref="AttnExtractException">The file is damaged.</exception>
    public static MergeTable ReadLines(string file, Vocabulary vocabulary)
    {
        string[] lines = [.. TextFile.Lines(file).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))];
        MergeTable table = new(lines.Length);
        foreach (string line in lines)
        {
            string[] pair = line.Split(' ');
            if (pair.Length != 2 || !table.TryAdd(vocabulary, pair[0], pair[1], ""))
            {
                throw new AttnExtractException(
                    $"'{file}' is damaged: its line '{line}' should be two tokens that are in the vocabulary together with their union.");
            }
        }

        return table;
    }

    /// <summary>What two neighbours become; false when they stay apart.</summary>
    public bool TryGet(int left, int right, out (int Rank, int Id) merge) => _merges.TryGetValue((left, right), out merge);

    /// <summary>Adds the next merge in rank; false when a token of it is unknown.</summary>
    public bool TryAdd(Vocabulary vocabulary, string left, string right, string prefix)
    {
        string rest = right.StartsWith(prefix, StringComparison.Ordinal) ? right[prefix.Length..] : right;
        (int leftId, int rightId) = (vocabulary.IdOf(left), vocabulary.IdOf(right));
        int node = vocabulary.Trie.Walk(CharTrie.Root, left);
        node = node < 0 ? node : vocabulary.Trie.Walk(node, rest);
        int merged = node < 0 ? -1 : vocabulary.Trie.ValueAt(node);
        if (leftId < 0 || rightId < 0 || merged < 0)
        {
            return false;
        }

        _merges[(leftId, rightId)] = (_merges.Count, merged);
        return true;
    }
}
