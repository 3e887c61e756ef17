using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Files;

namespace AttnExtract.Model.Text.Steps.Models;

/// <summary>Every piece is an entry of the vocabulary, or unknown.</summary>
internal sealed class WordLevel(Vocabulary vocabulary, int? unknownId) : ITokenModel
{
    public string Name => "WordLevel";

    public Vocabulary Vocabulary => vocabulary;

    public int? UnknownId => unknownId;

    public static WordLevel Read(JsonPart part)
    {
        Vocabulary vocabulary = VocabularyReader.FromObject(part.Get("vocab"));
        return new WordLevel(vocabulary, vocabulary.IdOf(part.Text("unk_token", "<unk>")) is >= 0 and int id ? id : null);
    }

    public void Tokenize(AlignedText text, Piece piece, int word, TokenBuffer output)
    {
        ReadOnlySpan<char> characters = text.Characters[piece.Start..piece.End];
        int id = vocabulary.IdOf(characters) is >= 0 and int known ? known : unknownId ?? throw Vocabulary.Lacks(characters);
        output.Add(id, text, piece.Start, piece.End - 1, word);
    }
}
