using System.Text;
using AttnExtract.Cli.Running;
using AttnExtract.Extract;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Cli.Output;

/// <summary>
/// Counts how much of the texts a model's vocabulary lacks, and says it once, on standard error: a picture of [UNK] shows nothing of them. What was counted
/// of a chunk stands at the end of its partial result, so that whoever merges says the same.
/// </summary>
internal sealed class UnknownTokens
{
    private readonly TextTokenizer? _tokenizer;
    private string _model;
    private bool _isBundled;
    private Func<bool> _hasDecoder;
    private readonly Lazy<bool> _readsTargets = new(false);
    private string _unknown = "";
    private bool _lacksLetters;
    private int _all;
    private int _lacking;

    /// <summary>Begins to count.</summary>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="folder">The model's folder.</param>
    /// <param name="model">What the model is called.</param>
    public UnknownTokens(TextTokenizer tokenizer, string folder, string model)
        : this(model, folder == PretrainedModel.BundledFolder, () => HasDecoder(folder), tokenizer) =>
        _readsTargets = new(() => TargetTokens.AreReadBy(folder));

    /// <summary>Begins to add up what was counted of chunks.</summary>
    public UnknownTokens()
        : this("", isBundled: false, () => false)
    {
    }

    private UnknownTokens(string model, bool isBundled, Func<bool> hasDecoder, TextTokenizer? tokenizer = null) =>
        (_model, _isBundled, _hasDecoder, _tokenizer) = (model, isBundled, hasDecoder, tokenizer);

    /// <summary>Remarks what a model lacks of texts, if there is any.</summary>
    public static void Remark(Invocation call, TextTokenizer tokenizer, string folder, string model, IEnumerable<TextPair> texts)
    {
        UnknownTokens counted = new(tokenizer, folder, model);
        foreach (TextPair text in texts)
        {
            counted.Count(text);
        }

        counted.Remark(call);
    }

    /// <summary>Remarks what models lacked of the texts of records, once for each model.</summary>
    public static void Remark(Invocation call, params IEnumerable<AttentionRecord> records)
    {
        foreach (IGrouping<string, AttentionRecord> runs in records.GroupBy(record => record.Provenance.Model))
        {
            UnknownTokens counted = new(
                runs.Key, runs.First().Provenance.IsOfBundledModel, () => runs.Any(record => record.Kind is not null));
            foreach (AttentionRecord record in runs)
            {
                RecordToken[] tokens = [.. record.Tokens.Where(token => !token.IsSpecial)];
                string? unknown = record.Queries.UnknownName;
                counted.Add(
                    new TextPair(record.Text, record.Pair), tokens.Length, unknown,
                    tokens.Where(token => token.Text == unknown).Select(token => (token.Sequence, token.Start, token.End)));
            }

            counted.Remark(call);
        }
    }

    /// <summary>Counts a text.</summary>
    /// <returns>The text.</returns>
    public TextPair Count(TextPair text)
    {
        if (_tokenizer?.UnknownId is { } unknown)
        {
            // What stands after a tab is another text, which the encoder does not read.
            TextPair read = text.Text.Contains('\t', StringComparison.Ordinal) && _readsTargets.Value ? text.InColumns() : text;
            EncodingToken[] tokens = [.. _tokenizer.Encode(read.Text, read.Pair).Tokens.Where(token => !token.IsSpecial)];
            Add(
                read, tokens.Length, _tokenizer.TokenOf(unknown),
                tokens.Where(token => token.Id == unknown && token.Word is not null).Select(token => (token.Sequence, token.Start, token.End)));
        }

        return text;
    }

    /// <summary>Counts the texts of a chunk, and writes what was counted of them at the end of its partial result.</summary>
    public void Count(IEnumerable<TextPair> texts, Stream partial)
    {
        UnknownTokens chunk = new(_model, _isBundled, _hasDecoder, _tokenizer);
        foreach (TextPair text in texts)
        {
            chunk.Count(text);
        }

        using MemoryStream counts = new();
        using BinaryWriter writer = new(counts);
        writer.Write(_model);
        writer.Write(_isBundled);
        writer.Write(chunk._lacksLetters && _hasDecoder());
        writer.Write(chunk._unknown);
        writer.Write(chunk._lacksLetters);
        writer.Write(chunk._all);
        writer.Write(chunk._lacking);
        writer.Write((int)counts.Length);
        partial.Write(counts.GetBuffer().AsSpan(0, (int)counts.Length));
        Add(chunk);
    }

    /// <summary>Adds what was counted of a chunk.</summary>
    /// <param name="partial">Its partial result.</param>
    /// <returns>The same without what was counted, at its beginning.</returns>
    public Stream Take(Stream partial)
    {
        using BinaryReader reader = new(partial, System.Text.Encoding.UTF8, leaveOpen: true);
        partial.Seek(-sizeof(int), SeekOrigin.End);
        int size = reader.ReadInt32();
        partial.Seek(-sizeof(int) - size, SeekOrigin.End);
        (string model, bool isBundled, bool hasDecoder) = (reader.ReadString(), reader.ReadBoolean(), reader.ReadBoolean());
        Add(new UnknownTokens(model, isBundled, () => hasDecoder)
        {
            _unknown = reader.ReadString(),
            _lacksLetters = reader.ReadBoolean(),
            _all = reader.ReadInt32(),
            _lacking = reader.ReadInt32(),
        });
        partial.Position = 0;
        return new PartStream(partial, sizeof(int) + size);
    }

    /// <summary>Remarks what was counted, if anything is lacking.</summary>
    public void Remark(Invocation call)
    {
        if (_lacking > 0)
        {
            call.NoteOnce(Messages.Unknown(_lacking, _all, _unknown, _model, _isBundled, isOfLanguage: _lacksLetters && !_hasDecoder()));
        }
    }

    private void Add(UnknownTokens other)
    {
        (_model, _isBundled) = (other._model, other._isBundled);
        if (other._lacksLetters)
        {
            (_lacksLetters, _hasDecoder) = (true, other._hasDecoder);
        }

        if (other._unknown.Length > 0)
        {
            _unknown = other._unknown;
        }

        _all += other._all;
        _lacking += other._lacking;
    }

    private void Add(TextPair text, int all, string? unknown, IEnumerable<(int? Sequence, int Start, int End)> lacking)
    {
        _all += all;
        if (unknown is not null)
        {
            string[] stretches = [.. lacking.Select(token => Stretch(token.Sequence == 1 ? text.Pair! : text.Text, token.Start, token.End))];
            _unknown = unknown;
            _lacking += stretches.Length - CountTyped(text, unknown);
            _lacksLetters |= stretches.Any(stretch => stretch != unknown && stretch.EnumerateRunes().Any(Rune.IsLetter));
        }
    }

    // Tokens count code points.
    private static string Stretch(string text, int start, int end) => string.Concat(text.EnumerateRunes().Take(end).Skip(start));

    // No other encoder takes the place of what writes; a folder may hold a tokenizer alone.
    private static bool HasDecoder(string folder)
    {
        try
        {
            return PretrainedFolder.Open(folder).Structure.Decoder is not null;
        }
        catch (AttnExtractException)
        {
            return false;
        }
    }

    // Whoever writes [UNK] means it.
    private static int CountTyped(TextPair text, string unknown) =>
        (text.Text.Split(unknown).Length - 1) + ((text.Pair ?? "").Split(unknown).Length - 1);
}
