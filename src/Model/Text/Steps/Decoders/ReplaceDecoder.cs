using System.Text;
using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;

namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>Replaces whatever a pattern finds in each token.</summary>
internal sealed class ReplaceDecoder(Pattern pattern, string content) : ITokenDecoder
{
    public string Name => "Replace";

    public static ReplaceDecoder Read(JsonPart part) => new(Pattern.Read(part.Get("pattern")), part.Text("content"));

    public IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget) =>
        [.. tokens.Select(token => Replace(token, budget))];

    private string Replace(string token, TextBudget budget)
    {
        StringBuilder replaced = new(token.Length);
        int start = 0;
        foreach (Piece match in pattern.Find(token, budget))
        {
            budget.Spend(content.Length);
            replaced.Append(token, start, match.Start - start).Append(content);
            start = match.End;
        }

        return replaced.Append(token, start, token.Length - start).ToString();
    }
}
