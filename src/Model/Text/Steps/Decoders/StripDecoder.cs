using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;


namespace AttnExtract.Model.Text.Steps.Decoders;

/// <summary>Takes up to so many of a character off the ends of each token.</summary>
internal sealed class StripDecoder(char content, int start, int stop) : ITokenDecoder
{
    public string Name => "Strip";

    public static StripDecoder Read(JsonPart part)
    {
        string content = part.Text("content");
        return content.Length == 1
            ? new StripDecoder(content[0], part.Number("start", 0), part.Number("stop", 0))
            : throw part.Get("content").Wrong($"should be one character, not '{content}'");
    }

    public IReadOnlyList<string> Decode(IReadOnlyList<string> tokens, TextBudget budget) => [.. tokens.Select(Strip)];

    private string Strip(string token)
    {
        int left = token.Take(start).TakeWhile(unit => unit == content).Count();
        int right = token.Skip(left).Reverse().Take(stop).TakeWhile(unit => unit == content).Count();
        return token[left..(token.Length - right)];
    }
}
