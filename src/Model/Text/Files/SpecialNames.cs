namespace AttnExtract.Model.Text.Files;

/// <summary>What special tokens are called where nothing else says.</summary>
/// <param name="Pad">Pads a batch.</param>
/// <param name="Unknown">Stands for what the vocabulary lacks.</param>
/// <param name="Classifier">Stands for the whole text.</param>
/// <param name="Separator">Ends or separates texts.</param>
/// <param name="Mask">Is to be filled in.</param>
/// <param name="MaskStripsLeft">Whether the mask swallows the white space before it.</param>
internal sealed record SpecialNames(
    string Pad, string Unknown, string Classifier, string Separator, string Mask, bool MaskStripsLeft = false);
