using AttnExtract.Ground;

namespace AttnExtract.Extract;

/// <summary>A text to run a model on, alone or with a second one.</summary>
/// <param name="Text">The text.</param>
/// <param name="Pair">The second text, or null.</param>
public sealed record TextPair(string Text, string? Pair = null)
{
    /// <summary>What the decoder of a model with an encoder and a decoder is to read; null for none.</summary>
    public string? Target { get; init; }

    /// <summary>The token of the target's language, for models that have them; null for the one that the tokenizer names.</summary>
    public string? TargetLanguage { get; init; }

    /// <summary>The text and its target, where it is written as both with a tab between; else the same.</summary>
    /// <exception cref="AttnExtractException">There are more than two columns, or one is empty; or the text has another target besides.</exception>
    public TextPair InColumns() => !Text.Contains('\t', StringComparison.Ordinal) ? this
        : Target is not null ? throw new AttnExtractException(
            $"“{Text.Replace("\t", " | ", StringComparison.Ordinal)}” brings its own target after a tab, and another is given (--target): leave out one of "
            + "them.")
        : Text.Split('\t') is [string source, string target] ? (this with { Text = source, Target = target }).RequireWords()
        : throw new AttnExtractException($"“{Text.Replace("\t", " | ", StringComparison.Ordinal)}” is more than a text, a tab and its target.")
        {
            RefusedText = Text,
        };

    /// <summary>Refuses a text that no model can read.</summary>
    /// <returns>This pair.</returns>
    /// <exception cref="AttnExtractException">The text is empty, or all white space.</exception>
    public TextPair RequireWords() =>
        Text.Length == 0 ? throw new AttnExtractException("The text is empty; give a sentence with words.")
        : string.IsNullOrWhiteSpace(Text) ? throw new AttnExtractException("The text is only white space; give a sentence with words.") { RefusedText = Text }
        : Target is not null && string.IsNullOrWhiteSpace(Target)
            ? throw new AttnExtractException("The target is empty; give the sentence that the decoder is to read.") { RefusedText = Text }
        : this;
}
