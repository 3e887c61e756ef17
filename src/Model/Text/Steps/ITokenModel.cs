using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps;

/// <summary>The step that turns a piece of text into tokens of its vocabulary.</summary>
internal interface ITokenModel
{
    /// <summary>Its <c>type</c> in tokenizer.json.</summary>
    string Name { get; }

    Vocabulary Vocabulary { get; }

    /// <summary>The id that stands for what the vocabulary lacks, or null.</summary>
    int? UnknownId { get; }

    /// <summary>Adds the tokens of <paramref name="piece"/> to <paramref name="output"/>.</summary>
    void Tokenize(AlignedText text, Piece piece, int word, TokenBuffer output);
}
