using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>
/// Sequences of tokens that come twice, between those that a model's tokenizer adds; of random tokens, so that nothing but the repetition can
/// tell what follows: Olsson et al. 2022.
/// </summary>
internal sealed class RepeatedTokens
{
    private readonly PretrainedModel _model;
    private readonly string? _file;
    private readonly ImmutableArray<EncodingToken> _before;
    private readonly ImmutableArray<EncodingToken> _after;

    /// <summary>Finds out what the tokenizer adds.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">The file that holds the sequences, for messages; null where none does.</param>
    public RepeatedTokens(PretrainedModel model, string? file = null)
    {
        _model = model;
        _file = file;
        IReadOnlyList<EncodingToken> tokens = model.Tokenizer.Encode("a").Tokens;
        _before = [.. tokens.TakeWhile(token => token.IsSpecial)];
        _after = [.. tokens.Skip(_before.Length).SkipWhile(token => !token.IsSpecial)];
    }

    /// <summary>Reads a sequence: tokens, the same again, and around them what the tokenizer adds, or nothing.</summary>
    /// <param name="ids">The tokens' ids.</param>
    /// <param name="number">The sequence's 1-based number, for messages.</param>
    /// <exception cref="AttnExtractException">It is too long, an id is none of the model's, or the second half is not the first again.</exception>
    public Encoding Read(IReadOnlyList<int> ids, int number)
    {
        string name = _file is null ? $"Sequence {number}" : $"Sequence {number} of '{_file}'";
        if (ids.Count > _model.Spec.MaximumLength)
        {
            throw new AttnExtractException(
                $"{name} has {ids.Count} tokens, but {_model.Name} reads at most {_model.Spec.MaximumLength}; "
                + "give fewer, as many before the middle as behind it.");
        }

        foreach (int id in ids.Where(id => id < 0 || id >= _model.Spec.VocabularySize))
        {
            throw new AttnExtractException(
                $"{name} has the id {id}, but {_model.Name} knows ids 0 to {_model.Spec.VocabularySize - 1}; attn tokenize shows ids.");
        }

        int before = ids.Take(_before.Length).SequenceEqual(_before.Select(token => token.Id)) ? _before.Length : 0;
        int after = ids.Count >= before + _after.Length && ids.TakeLast(_after.Length).SequenceEqual(_after.Select(token => token.Id))
            ? _after.Length : 0;
        int[] inner = [.. ids.Skip(before).SkipLast(after)];
        int half = inner.Length / 2;
        return half > 0 && inner[..half].SequenceEqual(inner[half..])
            ? Encode(inner, before > 0, after > 0)
            : throw new AttnExtractException(
                $"{name} has {inner.Length} token{(inner.Length == 1 ? "" : "s")} besides those that the tokenizer adds, and the second half "
                + "is not the first again; give tokens and the same tokens again.");
    }

    /// <summary>Draws sequences of tokens of the vocabulary that are not special, each as likely as any other.</summary>
    /// <param name="length">How many tokens come twice.</param>
    /// <param name="count">How many sequences.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <exception cref="AttnExtractException">So many do not fit the model.</exception>
    public IEnumerable<Encoding> Draw(int length, int count, int seed)
    {
        int around = _before.Length + _after.Length;
        int most = (_model.Spec.MaximumLength - around) / 2;
        if (length > most)
        {
            string added = around switch { 0 => "", 1 => ", with the one that its tokenizer adds", _ => $", with the {around} that its tokenizer adds" };
            throw new AttnExtractException(
                $"{length} tokens that come twice are too many: {_model.Name} reads at most {_model.Spec.MaximumLength}{added}; take {most} or fewer.");
        }

        // A model without a longest text could be asked for more than can be drawn.
        RunMemory.Require(_model, 0, 1, (2.0 * length) + around, 0);
        Random random = new(seed);
        int[] ordinary = [.. Enumerable.Range(0, _model.Spec.VocabularySize).Where(_model.Tokenizer.IsOrdinary)];
        return [.. Enumerable.Range(0, count).Select(_ => Drawn())];

        Encoding Drawn()
        {
            int[] block = [.. Enumerable.Range(0, length).Select(_ => ordinary[random.Next(ordinary.Length)])];
            return Encode([.. block, .. block], isBegun: true, isEnded: true);
        }
    }

    private Encoding Encode(int[] inner, bool isBegun, bool isEnded)
    {
        EncodingToken[] tokens =
        [
            .. isBegun ? _before : [],
            .. inner.Select((id, i) => new EncodingToken(id, _model.Tokenizer.TokenOf(id) ?? $"#{id}", 0, 0, TypeId: 0, Sequence: 0, Word: i)),
            .. isEnded ? _after : [],
        ];
        return new Encoding(string.Join(' ', inner), null, tokens, 0);
    }
}
