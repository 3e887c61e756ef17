namespace AttnExtract.Render.Words;

/// <summary>Words at the beginning of a sentence.</summary>
internal static class Sentence
{
    /// <summary>The words with a capital first.</summary>
    public static string Begun(string words) => char.ToUpperInvariant(words[0]) + words[1..];
}
