using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Measures;

/// <summary>The token that stands for one that is not to be seen.</summary>
/// <param name="Id">Index into the vocabulary.</param>
/// <param name="Text">The vocabulary entry.</param>
internal readonly record struct MaskToken(int Id, string Text)
{
    /// <summary>A model's mask token.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">The tokenizer of the text; null for the model's only one.</param>
    /// <exception cref="AttnExtractException">It has none.</exception>
    public static MaskToken Of(PretrainedModel model, TextTokenizer? tokenizer = null) =>
        (tokenizer ?? model.Tokenizer).MaskId is { } id
            ? new MaskToken(id, (tokenizer ?? model.Tokenizer).TokenOf(id) ?? "")
            : throw new AttnExtractException(
                $"{model.Name} has no mask token in its tokenizer, so no token can be blanked out; use a measure that does not blank out, such as gradient.");

    /// <summary>The same place in the text with this token in it.</summary>
    public EncodingToken InPlaceOf(EncodingToken token) => token with { Id = Id, Text = Text };
}
