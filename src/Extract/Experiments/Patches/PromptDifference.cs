using AttnExtract.Extract.Experiments.Differences;
using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Experiments.Patches;

/// <summary>What is said of two prompts whose tokens do not stand for each other.</summary>
internal static class PromptDifference
{
    private const int MostNamed = 6;

    /// <summary>Refuses prompts of different numbers of tokens.</summary>
    /// <exception cref="AttnExtractException">They have; the message says how many each has, and which.</exception>
    public static void RequireNone(Encoding text, Encoding source)
    {
        if (text.Tokens.Count == source.Tokens.Count)
        {
            return;
        }

        RecordToken[] ofText = [.. text.Tokens.Select(RecordToken.Of)];
        RecordToken[] ofSource = [.. source.Tokens.Select(RecordToken.Of)];
        (int Text, int Source)[] same =
            [.. TokenAlignment.Of(ofText, ofSource, isSameText: false).Where(pair => ofText[pair.Before].Text == ofSource[pair.After].Text)];
        throw new AttnExtractException(
            $"The text has {ofText.Length} tokens and the source {ofSource.Length}, and patching goes token by token: "
            + $"only the text has {Named(ofText, same.Select(pair => pair.Text))}, only the source {Named(ofSource, same.Select(pair => pair.Source))}. "
            + "Give texts of as many tokens; attn tokenize shows them.");
    }

    private static string Named(RecordToken[] tokens, IEnumerable<int> shared)
    {
        string[] own = [.. Enumerable.Range(0, tokens.Length).Except(shared).Select(i => $"'{tokens[i].Text}'")];
        return own.Length == 0 ? "nothing" : string.Join(' ', own.Take(MostNamed)) + (own.Length > MostNamed ? " …" : "");
    }
}
