using AttnExtract.Extract;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Cli.Output;

/// <summary>Counts how much of the texts a model's vocabulary lacks, and says it once, on standard error: a picture of [UNK] shows nothing of them.</summary>
internal sealed class UnknownTokens
{
    // What published vocabularies call it, where a record is all that there is.
    private static readonly string[] UsualNames = ["[UNK]", "<unk>"];

    private readonly TextTokenizer? _tokenizer;
    private readonly string _model;
    private readonly bool _isBundled;
    private string _unknown = "";
    private int _all;
    private int _lacking;

    /// <summary>Begins to count.</summary>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="folder">The model's folder.</param>
    /// <param name="model">What the model is called.</param>
    public UnknownTokens(TextTokenizer tokenizer, string folder, string model)
        : this(model, folder == PretrainedModel.BundledFolder) => _tokenizer = tokenizer;

    private UnknownTokens(string model, bool isBundled) => (_model, _isBundled) = (model, isBundled);

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
            UnknownTokens counted = new(runs.Key, runs.Key == PretrainedFolder.NameOf(PretrainedModel.BundledFolder));
            foreach (AttentionRecord record in runs)
            {
                RecordToken[] tokens = [.. record.Tokens.Where(token => !token.IsSpecial)];
                string? unknown = UsualNames.FirstOrDefault(name => tokens.Any(token => token.Text == name));
                counted.Add(new TextPair(record.Text, record.Pair), tokens.Length, tokens.Count(token => token.Text == unknown), unknown);
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
            EncodingToken[] tokens = [.. _tokenizer.Encode(text.Text, text.Pair).Tokens.Where(token => !token.IsSpecial)];
            Add(text, tokens.Length, tokens.Count(token => token.Id == unknown && token.Word is not null), _tokenizer.TokenOf(unknown));
        }

        return text;
    }

    /// <summary>Remarks what was counted, if anything is lacking.</summary>
    public void Remark(Invocation call)
    {
        if (_lacking > 0)
        {
            call.Note(Messages.Unknown(_lacking, _all, _unknown, _model, _isBundled));
        }
    }

    private void Add(TextPair text, int all, int lacking, string? unknown)
    {
        _all += all;
        if (unknown is not null)
        {
            _unknown = unknown;
            _lacking += lacking - CountTyped(text, unknown);
        }
    }

    // Whoever writes [UNK] means it.
    private static int CountTyped(TextPair text, string unknown) =>
        (text.Text.Split(unknown).Length - 1) + ((text.Pair ?? "").Split(unknown).Length - 1);
}
