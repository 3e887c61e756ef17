using AttnExtract.Ground;
using Google.Protobuf;

namespace AttnExtract.Model.Text.Files.SentencePiece;

/// <summary>
/// What a sentencepiece *.model file holds, as far as tokenizing needs it (a protocol buffer; field numbers from
/// sentencepiece_model.proto of google/sentencepiece, Apache-2.0).
/// </summary>
internal sealed class SentencePieceModel
{
    private const int PiecesField = 1;
    private const int TrainerField = 2;
    private const int NormalizerField = 3;
    private const int PieceTextField = 1;
    private const int PieceScoreField = 2;
    private const int PieceKindField = 3;
    private const int TrainerModelKindField = 3;
    private const int TrainerByteFallbackField = 35;
    private const int NormalizerMapField = 2;
    private const int BpeKind = 2;

    private readonly List<Piece> _pieces = [];

    private SentencePieceModel()
    {
    }

    /// <summary>What a piece is.</summary>
    public enum PieceKind
    {
        /// <summary>A piece of text.</summary>
        Normal = 1,

        /// <summary>What stands for the unknown.</summary>
        Unknown = 2,

        /// <summary>A mark that no text contains.</summary>
        Control = 3,

        /// <summary>A piece that is always kept together.</summary>
        UserDefined = 4,

        /// <summary>A piece that is never produced.</summary>
        Unused = 5,

        /// <summary>One byte.</summary>
        Byte = 6,
    }

    /// <summary>The pieces by id.</summary>
    public IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>The compiled character map; empty for none.</summary>
    public byte[] CharacterMap { get; private set; } = [];

    /// <summary>Whether the pieces are BPE's rather than a unigram model's.</summary>
    public bool IsBpe { get; private set; }

    /// <summary>Whether what is unknown is spelled in bytes.</summary>
    public bool FallsBackToBytes { get; private set; }

    /// <summary>The piece that stands for the unknown, or null.</summary>
    public string? UnknownText => _pieces.Find(piece => piece.Kind == PieceKind.Unknown)?.Text;

    /// <summary>Whether there is a piece with a text.</summary>
    public bool Has(string text) => _pieces.Exists(piece => piece.Text == text);

    /// <exception cref="AttnExtractException">The file cannot be read or is not a sentencepiece model.</exception>
    public static SentencePieceModel Read(string file)
    {
        SentencePieceModel model = new();
        try
        {
            ReadFields(new CodedInputStream(WholeFile.Bytes(file)), model.ReadField);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new AttnExtractException($"'{file}' is not a sentencepiece model, or a damaged one: fetch it again.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw InputFile.Unreadable(file, exception);
        }

        return model._pieces.Count > 0
            ? model
            : throw new AttnExtractException($"'{file}' is not a sentencepiece model: it has no pieces.");
    }

    private static void ReadFields(CodedInputStream input, Func<CodedInputStream, int, bool> read)
    {
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (!read(input, WireFormat.GetTagFieldNumber(tag)))
            {
                input.SkipLastField();
            }
        }
    }

    private bool ReadField(CodedInputStream input, int field)
    {
        switch (field)
        {
            case PiecesField:
                _pieces.Add(ReadPiece(input.ReadBytes()));
                return true;
            case TrainerField:
                ReadFields(input.ReadBytes().CreateCodedInput(), ReadTrainerField);
                return true;
            case NormalizerField:
                ReadFields(input.ReadBytes().CreateCodedInput(), ReadNormalizerField);
                return true;
            default:
                return false;
        }
    }

    private static Piece ReadPiece(ByteString bytes)
    {
        Piece piece = new("", 0, PieceKind.Normal);
        ReadFields(bytes.CreateCodedInput(), (input, field) =>
        {
            switch (field)
            {
                case PieceTextField:
                    piece = piece with { Text = input.ReadString() };
                    return true;
                case PieceScoreField:
                    piece = piece with { Score = input.ReadFloat() };
                    return true;
                case PieceKindField:
                    piece = piece with { Kind = (PieceKind)input.ReadEnum() };
                    return true;
                default:
                    return false;
            }
        });
        return piece;
    }

    private bool ReadTrainerField(CodedInputStream input, int field)
    {
        switch (field)
        {
            case TrainerModelKindField:
                IsBpe = input.ReadEnum() == BpeKind;
                return true;
            case TrainerByteFallbackField:
                FallsBackToBytes = input.ReadBool();
                return true;
            default:
                return false;
        }
    }

    private bool ReadNormalizerField(CodedInputStream input, int field)
    {
        if (field != NormalizerMapField)
        {
            return false;
        }

        CharacterMap = input.ReadBytes().ToByteArray();
        return true;
    }

    /// <summary>An entry of the vocabulary.</summary>
    public sealed record Piece(string Text, float Score, PieceKind Kind);
}
