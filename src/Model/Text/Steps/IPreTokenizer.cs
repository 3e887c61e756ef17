namespace AttnExtract.Model.Text.Steps;

/// <summary>A step that cuts a stretch of text into the pieces that the model sees one by one.</summary>
internal interface IPreTokenizer
{
    /// <summary>Its <c>type</c> in tokenizer.json.</summary>
    string Name { get; }

    /// <summary>The steps themselves, when this is a sequence of them; else itself.</summary>
    IEnumerable<IPreTokenizer> Steps => [this];

    void PreTokenize(PieceList pieces);
}
