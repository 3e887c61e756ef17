using System.Collections.Immutable;
using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>Finds out what heads do by maps that were kept, without a model.</summary>
public static class RecordSurveys
{
    // What stands between and after texts, where no tokenizer is there to say it.
    private static readonly ImmutableArray<string> Separators = ["[SEP]", "<sep>"];

    // The end of a text, which separates where a text has a beginning too.
    private const string Beginning = "<s>";
    private const string End = "</s>";

    /// <summary>
    /// The statistics of a record's heads: those of <see cref="HeadStatisticCatalog.All"/>, without those of places where tokens attend to
    /// another text. Its special tokens <c>[SEP]</c>, <c>&lt;sep&gt;</c> and, after <c>&lt;s&gt;</c>, <c>&lt;/s&gt;</c> are separators.
    /// </summary>
    /// <param name="record">The record, with the maps of every layer and head.</param>
    /// <param name="options">How. One text has no spread: its intervals are its value.</param>
    /// <exception cref="AttnExtractException">Layers, heads or numbers are missing.</exception>
    public static HeadSurvey Survey(this AttentionRecord record, HeadSurveyOptions? options = null)
    {
        MapStream.RequireAllHeads(record.Provenance.Model, hasAll: record.Provenance.PrunedHeads is null);
        if (record.QueryPositions is { } queries)
        {
            throw new AttnExtractException(
                $"The record holds the rows of tokens {IndexSet.Text(queries)} alone, and statistics are of every token; capture every query.");
        }

        RequireAll("layer", record.Layers, record.Provenance.LayerCount);
        RequireAll("head", record.Heads, record.Provenance.HeadCount);
        foreach (int layer in record.Layers)
        {
            RequireNumbers(record, layer);
        }

        bool isOfOneText = !record.HasOtherKeys;
        Encoding keys = EncodingOf(record.Keys, record.Provenance.TruncatedTokens);
        EncodingToken separator = keys.Tokens.FirstOrDefault(token => token.IsSpecial && IsSeparator(token.Text, keys.Tokens));
        TokenLayout layout = new(
            keys, separator.Text is null ? null : separator.Id, otherQueries: isOfOneText ? null : record.Tokens.Count);
        HeadSums sums = new(
            record.Layers.Count, record.Heads.Count, (options ?? HeadSurveyOptions.Default).Bootstrap, comeTwice: false, tellsAll: isOfOneText);
        sums.Add(
            new MapBatch<AttentionRecord>([record], [keys], [.. record.Layers.Select(layer => Batched(record.Pattern(layer)))]), _ => layout);
        return sums.ToSurvey(_ => record.Provenance) with
        {
            Kind = record.Kind,
            Detail = isOfOneText ? "" : " that attends to another",
            TokenCount = record.Tokens.Count,
        };
    }

    private static void RequireAll(string what, IReadOnlyList<int> kept, int count)
    {
        if (kept.Count < count)
        {
            throw new AttnExtractException(
                $"The record holds {what}s {IndexSet.Text(kept)} of {count}, and statistics compare all heads with one another; capture every {what}.");
        }
    }

    private static void RequireNumbers(AttentionRecord record, int layer)
    {
        ReadOnlySpan<float> values = record.Pattern(layer).Values.Span;
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                (int row, int key) = Math.DivRem(i, record.Keys.Tokens.Count);
                (int head, int query) = Math.DivRem(row, record.Tokens.Count);
                throw new AttnExtractException(FormattableString.Invariant(
                    $"Layer {layer}, head {record.Heads[head]} of {record.Provenance.Model} gives key {key} no number at query {query}; ")
                    + "statistics need every weight.");
            }
        }
    }

    // A record need not know a vocabulary's ids: tokens are the same where they are written alike.
    private static Encoding EncodingOf(RecordText text, int truncatedTokens)
    {
        Dictionary<string, int> ids = [];
        List<EncodingToken> tokens = [];
        foreach (RecordToken token in text.Tokens)
        {
            ids.TryAdd(token.Text, ids.Count);
            tokens.Add(new(ids[token.Text], token.Text, token.Start, token.End, token.TypeId, token.Sequence, token.Word));
        }

        return new(text.Text, text.Pair, tokens, truncatedTokens);
    }

    private static bool IsSeparator(string token, IReadOnlyList<EncodingToken> tokens) =>
        Separators.Contains(token) || (token == End && tokens.Any(other => other.IsSpecial && other.Text == Beginning));

    private static DenseArray Batched(DenseArray pattern) => new(pattern.Values, [1, .. pattern.Shape]);
}
