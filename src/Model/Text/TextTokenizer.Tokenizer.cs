using System.Buffers;
using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using Microsoft.ML.Tokenizers;

namespace AttnExtract.Model.Text;

/// <content>
/// What <see cref="Tokenizer"/> asks for. Its terms differ from <see cref="Encode"/>'s: no special tokens, and offsets in
/// UTF-16 units of the normalized text, which it hands out, or of the text itself where there is no normalizer or none is wanted.
/// </content>
public sealed partial class TextTokenizer
{
    /// <summary>All normalizers in turn, added tokens left as they are; null where the tokenizer has none.</summary>
    public override Normalizer? Normalizer => _pipeline.Normalizer is null ? null : new NormalizerView(this);

    /// <summary>All pre-tokenizers in turn, added tokens being pieces of their own; null where the tokenizer has none.</summary>
    public override PreTokenizer? PreTokenizer => _pipeline.PreTokenizer is null ? null : new PreTokenizerView(this);

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">The text has half of a surrogate pair.</exception>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        string given = new SourceText(text ?? textSpan.ToString()).Text;
        string processed = settings.ConsiderNormalization ? Normalize(given) : given;
        TokenBuffer buffer = _pipeline.TokenizeSegments(Segments(given, settings.ConsiderNormalization), settings.ConsiderPreTokenization);
        int count = CountThatFits(buffer.Tokens, settings.MaxTokenCount);
        List<EncodedToken> tokens = new(count);
        foreach (TokenBuffer.Token token in buffer.Tokens[..count])
        {
            tokens.Add(new EncodedToken(token.Id, Spelling(token), token.Start..token.End));
        }

        return new EncodeResults<EncodedToken>
        {
            Tokens = tokens,
            NormalizedText = settings.ConsiderNormalization && _pipeline.Normalizer is not null ? processed : null,
            CharsConsumed = count == buffer.Count ? processed.Length : count == 0 ? 0 : tokens[^1].Offset.End.Value,
        };
    }

    /// <summary>The text that <paramref name="ids"/> stand for, special tokens included.</summary>
    /// <exception cref="AttnExtractException">There is no token with one of the ids.</exception>
    public override string Decode(IEnumerable<int> ids) => Join([.. ids.Select(id => TokenOf(id)
        ?? throw new AttnExtractException($"No token has the id {id}; the vocabulary has {VocabularySize} tokens."))]);

    /// <inheritdoc/>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        List<string> tokens = [];
        OperationStatus status = OperationStatus.Done;
        foreach (int id in ids)
        {
            if (TokenOf(id) is not { } token)
            {
                status = OperationStatus.InvalidData;
                break;
            }

            tokens.Add(token);
        }

        string text = Join(tokens);
        if (text.Length > destination.Length)
        {
            status = OperationStatus.DestinationTooSmall;
            (int fits, int tooMany) = (0, tokens.Count);
            while (tooMany - fits > 1)
            {
                int middle = (fits + tooMany) / 2;
                (fits, tooMany) = Join(tokens[..middle]).Length <= destination.Length ? (middle, tooMany) : (fits, middle);
            }

            tokens = tokens[..fits];
            text = Join(tokens);
        }

        text.CopyTo(destination);
        (idsConsumed, charsWritten) = (tokens.Count, text.Length);
        return status;
    }

    // Several byte-level tokens may stand for one character: a cut goes before or after all of them.
    private static int CountThatFits(ReadOnlySpan<TokenBuffer.Token> tokens, int largest)
    {
        int count = Math.Min(tokens.Length, largest);
        while (count > 0 && count < tokens.Length && tokens[count - 1].End > tokens[count].Start)
        {
            count--;
        }

        return count;
    }

    private string Join(IReadOnlyList<string> tokens) =>
        _pipeline.Decoder is { } decoder
            ? string.Concat(decoder.Decode(tokens, new TextBudget(tokens.Sum(token => token.Length))))
            : string.Join(' ', tokens);

    private string Normalize(string text)
    {
        StringBuilder normalized = new(text.Length);
        foreach ((AlignedText segment, _) in _pipeline.Segments(text, normalize: true))
        {
            normalized.Append(segment.Characters);
        }

        return normalized.ToString();
    }

    // The segments as parts of the processed text rather than of the source.
    private IEnumerable<(AlignedText Text, AddedToken? Token)> Segments(string text, bool normalize)
    {
        int start = 0;
        foreach ((AlignedText segment, AddedToken? token) in _pipeline.Segments(text, normalize))
        {
            yield return (AlignedText.FromSource(segment.Characters, start, segment.Budget), token);
            start += segment.Length;
        }
    }

    private sealed class NormalizerView(TextTokenizer tokenizer) : Normalizer
    {
        public override string Normalize(string original) => tokenizer.Normalize(new SourceText(original).Text);

        public override string Normalize(ReadOnlySpan<char> original) => Normalize(original.ToString());
    }

    private sealed class PreTokenizerView(TextTokenizer tokenizer) : PreTokenizer
    {
        public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
        {
            foreach ((AlignedText segment, AddedToken? token) in tokenizer.Segments(new SourceText(text).Text, normalize: false))
            {
                PieceList pieces = new(segment);
                if (token is null)
                {
                    tokenizer._pipeline.PreTokenizer?.PreTokenize(pieces);
                }

                foreach (Piece piece in pieces.Pieces)
                {
                    int start = pieces.Text.StartOf(piece.Start);
                    yield return (start, pieces.Text.EndOf(piece.End - 1) - start);
                }
            }
        }

        public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => PreTokenize(text.ToString());
    }
}
