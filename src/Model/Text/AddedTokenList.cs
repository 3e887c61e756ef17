using System.Globalization;

namespace AttnExtract.Model.Text;

/// <summary>The added tokens of a folder without tokenizer.json.</summary>
internal static class AddedTokenList
{
    /// <summary>
    /// Those that tokenizer_config.json lists by id in <c>added_tokens_decoder</c>, and the special tokens that are in the vocabulary.
    /// </summary>
    public static IReadOnlyList<AddedToken> Read(JsonPart settings, IEnumerable<string> specials, Vocabulary vocabulary)
    {
        List<AddedToken> tokens = [];
        if (settings.Find("added_tokens_decoder") is { } listed)
        {
            foreach ((string id, JsonPart token) in listed.Members())
            {
                tokens.Add(TokenizerJson.ReadAddedToken(token, int.TryParse(id, CultureInfo.InvariantCulture, out int number)
                    ? number
                    : throw token.Wrong("should stand under an id")));
            }
        }

        foreach (string special in specials.Distinct().Where(special => tokens.TrueForAll(token => token.Content != special)))
        {
            if (vocabulary.IdOf(special) is >= 0 and int id)
            {
                tokens.Add(new AddedToken(id, special, false, false, false, IsNormalized: false, IsSpecial: true));
            }
        }

        return tokens;
    }
}
