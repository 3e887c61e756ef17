using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Steps;

namespace AttnExtract.Model.Text;

/// <summary>The parts of a tokenizer in the order in which a text meets them.</summary>
internal sealed class Pipeline
{
    private readonly AddedTokens _rawTokens;
    private readonly AddedTokens _normalizedTokens;

    public Pipeline(
        IReadOnlyList<AddedToken> addedTokens,
        INormalizer? normalizer,
        IPreTokenizer? preTokenizer,
        ITokenModel model,
        IPostProcessor postProcessor,
        ITokenDecoder? decoder)
    {
        AddedTokens = addedTokens;
        Normalizer = normalizer;
        PreTokenizer = preTokenizer;
        Model = model;
        PostProcessor = postProcessor;
        Decoder = decoder;
        _rawTokens = new AddedTokens(addedTokens.Where(token => !token.IsNormalized), token => token.Content);
        _normalizedTokens = new AddedTokens(
            addedTokens.Where(token => token.IsNormalized),
            token => Normalize(AlignedText.FromSource(token.Content, 0)).Characters.ToString());
    }

    public IReadOnlyList<AddedToken> AddedTokens { get; }

    public INormalizer? Normalizer { get; }

    public IPreTokenizer? PreTokenizer { get; }

    public ITokenModel Model { get; }

    public IPostProcessor PostProcessor { get; }

    public ITokenDecoder? Decoder { get; }

    /// <summary>The same with another last step.</summary>
    public Pipeline With(IPostProcessor postProcessor) => new(AddedTokens, Normalizer, PreTokenizer, Model, postProcessor, Decoder);

    /// <summary>The tokens of one text, before truncation and post-processing. The text has no lone surrogates.</summary>
    public TokenBuffer Tokenize(string text) => TokenizeSegments(Segments(text, normalize: true), preTokenize: true);

    /// <summary>The tokens of a text that is already cut into segments.</summary>
    public TokenBuffer TokenizeSegments(IEnumerable<(AlignedText Text, AddedToken? Token)> segments, bool preTokenize)
    {
        TokenBuffer output = new();
        int word = 0;
        foreach ((AlignedText segment, AddedToken? token) in segments)
        {
            if (token is not null)
            {
                output.Add(token.Id, segment, 0, segment.Length - 1, word++, segment.Characters.ToString());
                continue;
            }

            PieceList pieces = new(segment);
            if (preTokenize)
            {
                PreTokenizer?.PreTokenize(pieces);
            }

            foreach (Piece piece in pieces.Pieces)
            {
                Model.Tokenize(pieces.Text, piece, word++, output);
            }
        }

        return output;
    }

    /// <summary>
    /// The added tokens of a text and the normalized stretches between them, in order. A stretch that normalizes to nothing is left out.
    /// </summary>
    public IEnumerable<(AlignedText Text, AddedToken? Token)> Segments(string text, bool normalize)
    {
        AlignedText raw = AlignedText.FromSource(text, 0);
        foreach ((Piece rawPiece, AddedToken? rawToken) in _rawTokens.Split(raw))
        {
            AlignedText stretch = raw.Slice(rawPiece.Start, rawPiece.Length);
            if (rawToken is not null)
            {
                yield return (stretch, rawToken);
                continue;
            }

            AlignedText normalized = normalize ? Normalize(stretch) : stretch;
            foreach ((Piece piece, AddedToken? token) in _normalizedTokens.Split(normalized))
            {
                yield return (normalized.Slice(piece.Start, piece.Length), token);
            }
        }
    }

    private AlignedText Normalize(AlignedText text) => Normalizer is null ? text : Normalizer.Normalize(text);
}
