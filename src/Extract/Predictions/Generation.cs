using System.Collections.Immutable;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Predictions;

/// <summary>What a model wrote: of all words always the likeliest.</summary>
/// <param name="Encoding">What the model reads with it, as it would be captured: the target that it wrote, or the text continued.</param>
/// <param name="Text">What it wrote.</param>
/// <param name="Tokens">The tokens of that, without one that ends the text.</param>
/// <param name="IsEnded">Whether the model ended the text itself.</param>
/// <param name="Choices">Of every token the likeliest words, that which was written first; at the end, where the model ended the text, of that.</param>
public sealed record Generation(
    Encoding Encoding, string Text, ImmutableArray<RecordToken> Tokens, bool IsEnded, ImmutableArray<WordGuesses> Choices);
