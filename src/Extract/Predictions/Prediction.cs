using AttnExtract.Model.Specs;

namespace AttnExtract.Extract.Predictions;

/// <summary>What a head makes of one text: words, classes, labels or an answer.</summary>
/// <param name="Text">The text, and with what the model read it.</param>
/// <param name="Task">Which head.</param>
/// <param name="Lines">What it says, in the order of the text and likeliest first.</param>
/// <param name="Written">What the model wrote; null where it was asked for what it says of the text alone.</param>
public sealed record Prediction(TextPair Text, HeadKind Task, IReadOnlyList<PredictedLine> Lines, WrittenText? Written = null);

/// <summary>What a model wrote.</summary>
/// <param name="Text">The text.</param>
/// <param name="Tokens">Its tokens, without one that ends it.</param>
/// <param name="Ids">Their indices into the vocabulary.</param>
/// <param name="IsEnded">Whether the model ended it itself.</param>
public sealed record WrittenText(string Text, IReadOnlyList<string> Tokens, IReadOnlyList<int> Ids, bool IsEnded)
{
    /// <summary>What a run left of it.</summary>
    public static WrittenText Of(Generation written) =>
        new(written.Text, [.. written.Tokens.Select(token => token.Text)], [.. written.Tokens.Select(token => token.Id)], written.IsEnded);
}
