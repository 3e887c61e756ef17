using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>Which word of a sentence each token is a part of.</summary>
internal static class WordAlignment
{
    /// <summary>Belongs to no word.</summary>
    public const int None = -1;

    /// <summary>For each token the 0-based word that it shares most with; <see cref="None"/> for tokens that were added.</summary>
    public static int[] Of(Encoding encoding, ParsedSentence sentence)
    {
        int[] words = new int[encoding.Tokens.Count];
        int first = 0;
        for (int i = 0; i < words.Length; i++)
        {
            EncodingToken token = encoding.Tokens[i];
            words[i] = None;
            if (token.IsSpecial)
            {
                continue;
            }

            while (first < sentence.Words.Length && sentence.Words[first].End <= token.Start)
            {
                first++;
            }

            int most = 0;
            for (int word = first; word < sentence.Words.Length && sentence.Words[word].Start < token.End; word++)
            {
                int shared = Math.Min(token.End, sentence.Words[word].End) - Math.Max(token.Start, sentence.Words[word].Start);
                if (shared > most)
                {
                    (most, words[i]) = (shared, word);
                }
            }
        }

        return words;
    }
}
