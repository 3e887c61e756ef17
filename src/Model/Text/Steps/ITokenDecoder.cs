using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps;

/// <summary>A step that turns tokens back into text.</summary>
internal interface ITokenDecoder
{
    /// <summary>Its <c>type</c> in tokenizer.json.</summary>
    string Name { get; }

    /// <summary>The steps themselves, when this is a sequence of them; else itself.</summary>
    IEnumerable<ITokenDecoder> Steps => [this];

    /// <summary>Changes tokens into strings that the next step reads; the last step's are joined without anything between.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="budget">What work is left for the text that they are of.</param>
    IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget);
}
