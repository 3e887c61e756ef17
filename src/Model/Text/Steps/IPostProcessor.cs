namespace AttnExtract.Model.Text.Steps;

/// <summary>The step that joins the tokens of one or two texts, sets type ids and adds the model's marks.</summary>
internal interface IPostProcessor
{
    /// <summary>Its <c>type</c> in tokenizer.json.</summary>
    string Name { get; }

    /// <summary>The steps themselves, when this is a sequence of them; else itself.</summary>
    IEnumerable<IPostProcessor> Steps => [this];

    /// <summary>How many tokens it adds.</summary>
    int AddedCount(bool isPair);

    /// <summary>Changes the texts' tokens; what it returns is joined in order. It may change the lists that it is given.</summary>
    IReadOnlyList<List<EncodingToken>> Process(IReadOnlyList<List<EncodingToken>> texts, bool addSpecialTokens);
}
