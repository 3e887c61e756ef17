namespace AttnExtract.Extract;

/// <summary>A text and the tokens that stand for it: what the rows or the columns of attention maps are.</summary>
/// <param name="Text">The text as it was given.</param>
/// <param name="Pair">The second text, or null.</param>
/// <param name="Tokens">The real tokens, in the order in which the model read them.</param>
public sealed record RecordText(string Text, string? Pair, IReadOnlyList<RecordToken> Tokens)
{
    // What published vocabularies call it.
    private static readonly string[] UnknownNames = ["[UNK]", "<unk>"];

    /// <summary>The token that stands for what the vocabulary lacks, where one of the tokens is it; else null.</summary>
    public string? UnknownName => UnknownNames.FirstOrDefault(name => Tokens.Any(token => !token.IsSpecial && token.Text == name));

    /// <summary>How many tokens stand for what the vocabulary lacks; not those that the text has typed.</summary>
    public int UnknownCount => UnknownName is { } unknown
        ? Math.Max(0, Tokens.Count(token => !token.IsSpecial && token.Text == unknown) - TimesTyped(unknown))
        : 0;

    /// <summary>How often a text and its pair hold a token's name: whoever writes [UNK] means it.</summary>
    /// <param name="token">The name.</param>
    public int TimesTyped(string token) => (Text.Split(token).Length - 1) + ((Pair ?? "").Split(token).Length - 1);
}
