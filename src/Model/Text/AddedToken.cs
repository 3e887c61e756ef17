namespace AttnExtract.Model.Text;

/// <summary>A token that is found in the text before the model sees it.</summary>
/// <param name="Id">Index into the vocabulary.</param>
/// <param name="Content">What is searched for.</param>
/// <param name="IsSingleWord">Whether it must not touch a word character.</param>
/// <param name="StripsLeft">Whether it swallows white space before it.</param>
/// <param name="StripsRight">Whether it swallows white space after it.</param>
/// <param name="IsNormalized">Whether it is searched for in the normalized text.</param>
/// <param name="IsSpecial">Whether it is one of the model's marks rather than a word.</param>
internal sealed record AddedToken(
    int Id, string Content, bool IsSingleWord, bool StripsLeft, bool StripsRight, bool IsNormalized, bool IsSpecial);
