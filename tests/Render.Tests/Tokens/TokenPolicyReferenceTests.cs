using System.Text.Json;
using System.Text.RegularExpressions;
using AttnExtract.Extract;
using AttnExtract.Render.Tokens;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Tokens;

/// <summary>Policies on the tokens of every kind of tokenizer: WordPiece, byte-level and other BPE, Unigram.</summary>
public sealed partial class TokenPolicyReferenceTests
{
    private static readonly TokenPolicy Words = new() { Merge = MergeRule.SumMean };

    public static IEnumerable<TheoryDataRow<string>> Tokenizers =>
        ReferenceData.Folders("tokenizers").Select(folder => new TheoryDataRow<string>(Path.GetFileName(folder)));

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Rows_of_words_sum_to_1_and_so_do_renormalised_rows(string tokenizer)
    {
        foreach (AttentionRecord record in Records(tokenizer).Take(100))
        {
            Matrix words = Show(record, Words);

            Assert.Equal(
                record.Tokens.Where(token => !token.IsSpecial).DistinctBy(token => token.Word).Count()
                    + record.Tokens.Count(token => token.IsSpecial),
                words.Rows);
            AssertRowsSumTo1(words);
            foreach (MergeRule rule in Enum.GetValues<MergeRule>())
            {
                AssertRowsSumTo1(Show(record, new() { Merge = rule, DropSpecial = true, Renormalize = true }));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Merging_commutes_with_leaving_out_and_with_averaging(string tokenizer)
    {
        foreach (AttentionRecord record in Records(tokenizer).Take(60))
        {
            Matrix whole = Show(record, Words);
            int[] kept = [.. record.Tokens.Index().Where(token => !token.Item.IsSpecial).Select(token => token.Index)];
            int[] words = [.. Enumerable.Range(0, whole.Rows).Where(i => record.Tokens[FirstTokenOf(record, i)].Sequence is not null)];

            Matrix dropped = Show(record, Words with { DropSpecial = true });

            Assert.Equal(words.Length, dropped.Rows);
            Assert.All(words.Index(), row => Assert.All(words.Index(), column =>
                Assert.Equal(whole[row.Item, column.Item], dropped[row.Index, column.Index])));
            Matrix chosen = Show(record, new() { Positions = [.. kept] });
            Assert.Equal(record.Pattern(0, 0).Values.Span[(kept[0] * record.Tokens.Count) + kept[^1]], chosen[0, kept.Length - 1]);

            Figure heads = record.ToFigure(tokens: Words, means: MeanPanels.Heads);
            TokenView view = new(record, Words);
            Matrix[] maps = [.. record.Heads.Select(head =>
                new Matrix(record.Tokens.Count, record.Tokens.Count, record.Pattern(0, head).Values))];
            foreach ((double first, double second) in heads.Panels[^1].Values.Numbers().Zip(view.Apply(Matrix.Mean(maps)).Numbers()))
            {
                Assert.Equal(first, second, 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tokenizers))]
    public void Pretty_labels_are_source_text_and_never_single_bytes(string tokenizer)
    {
        foreach (AttentionRecord record in Records(tokenizer))
        {
            string[] tokens = [.. record.ToFigure(tokens: new() { Pretty = true }).RowLabels];
            string[] words = [.. record.ToFigure(tokens: new() { Merge = MergeRule.First, DropSpecial = true }).RowLabels];

            foreach ((RecordToken token, string label) in record.Tokens.Zip(tokens))
            {
                Assert.True(
                    token.IsSpecial ? label == token.Text : IsOfSource(label, record),
                    $"{tokenizer}: '{token.Text}' of '{record.Text}' is labelled '{label}'.");
            }

            Assert.All(words, label => Assert.True(IsOfSource(label, record), $"{tokenizer}: '{label}' is no word of '{record.Text}'."));
        }
    }

    // Marks may follow the text: which part of a character's tokens it is, or that the vocabulary does not know it.
    private static bool IsOfSource(string label, AttentionRecord record) =>
        label.Length > 0
        && (record.Text.Contains(Part().Replace(label, ""), StringComparison.Ordinal)
            || record.Tokens.Any(token => label.EndsWith($" {token.Text}", StringComparison.Ordinal)
                && record.Text.Contains(label[..^(token.Text.Length + 1)], StringComparison.Ordinal))
            || Stopgap().IsMatch(label));

    private static int FirstTokenOf(AttentionRecord record, int group)
    {
        int at = -1;
        foreach ((int index, RecordToken token) in record.Tokens.Index())
        {
            bool continues = index > 0 && token.Word is not null && token.Word == record.Tokens[index - 1].Word
                && token.Sequence == record.Tokens[index - 1].Sequence;
            at += continues ? 0 : 1;
            if (at == group)
            {
                return index;
            }
        }

        throw new InvalidOperationException($"There is no group {group}.");
    }

    private static void AssertRowsSumTo1(Matrix matrix)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            Assert.Equal(1, Enumerable.Range(0, matrix.Columns).Sum(column => matrix[row, column]), 1e-5);
        }
    }

    private static Matrix Show(AttentionRecord record, TokenPolicy policy) => record.ToFigure([0], [0], policy).Panels[0].Values;

    // Texts alone that have any word, with attention of seeded numbers.
    private static List<AttentionRecord> Records(string tokenizer)
    {
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("tokenizers", tokenizer, "cases.json")));
        List<AttentionRecord> records = [];
        foreach (JsonElement one in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            RecordToken[] tokens = Tokens(one);
            if (one.GetProperty("pair").ValueKind == JsonValueKind.Null && tokens.Any(token => !token.IsSpecial) && tokens.Length < 64)
            {
                AttentionRecord numbers = Samples.Record(1, 2, [.. tokens.Select(token => token.Text)], seed: tokens.Length);
                records.Add(new(one.GetProperty("text").GetString()!, null, tokens, [0, 1], numbers.Sites, numbers.Provenance));
            }
        }

        Assert.NotEmpty(records);
        return records;
    }

    private static RecordToken[] Tokens(JsonElement one) =>
    [
        .. one.GetProperty("tokens").EnumerateArray().Select((token, i) =>
        {
            JsonElement word = one.GetProperty("word_ids")[i];
            JsonElement offsets = one.GetProperty("offsets")[i];
            bool isSpecial = one.GetProperty("special_tokens_mask")[i].GetInt32() == 1;
            return new RecordToken(
                one.GetProperty("ids")[i].GetInt32(),
                token.GetString()!,
                offsets[0].GetInt32(),
                offsets[1].GetInt32(),
                isSpecial ? null : 0,
                word.ValueKind == JsonValueKind.Null ? null : word.GetInt32(),
                0);
        }),
    ];

    [GeneratedRegex(@" \d+/\d+$")]
    private static partial Regex Part();

    [GeneratedRegex("^[␣↵⇥\uFFFD]+$")]
    private static partial Regex Stopgap();
}
