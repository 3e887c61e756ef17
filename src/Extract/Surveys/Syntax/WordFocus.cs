namespace AttnExtract.Extract.Surveys.Syntax;

/// <summary>Which other word each word attends to most.</summary>
internal static class WordFocus
{
    /// <summary>
    /// Reads one map. Attention to a word is the sum over its tokens, attention from a word the mean over them (Clark et al. 2019,
    /// section 4.1); tokens that were added and the word itself are left out.
    /// </summary>
    /// <param name="row">A row of the map, by query.</param>
    /// <param name="words">The word of each token.</param>
    /// <param name="wordCount">How many words.</param>
    /// <returns>For each word another, or <see cref="WordAlignment.None"/> where it has no token or there is no other.</returns>
    public static int[] Of(RowReader row, ReadOnlySpan<int> words, int wordCount)
    {
        int[] focus = new int[wordCount];
        float[] toWords = new float[wordCount];
        bool[] hasToken = new bool[wordCount];
        foreach (int word in words)
        {
            if (word != WordAlignment.None)
            {
                hasToken[word] = true;
            }
        }

        // Tokens of a word stand together.
        for (int query = 0, end; query < words.Length; query = end)
        {
            int from = words[query];
            toWords.AsSpan().Clear();
            for (end = query; end < words.Length && words[end] == from; end++)
            {
                if (from != WordAlignment.None)
                {
                    Add(row(end), words, toWords);
                }
            }

            if (from != WordAlignment.None)
            {
                focus[from] = Largest(toWords, hasToken, from);
            }
        }

        for (int word = 0; word < wordCount; word++)
        {
            focus[word] = hasToken[word] ? focus[word] : WordAlignment.None;
        }

        return focus;
    }

    private static void Add(ReadOnlySpan<float> row, ReadOnlySpan<int> words, Span<float> toWords)
    {
        for (int key = 0; key < words.Length; key++)
        {
            if (words[key] != WordAlignment.None)
            {
                toWords[words[key]] += row[key];
            }
        }
    }

    // The first of several that are equally large.
    private static int Largest(ReadOnlySpan<float> toWords, ReadOnlySpan<bool> hasToken, int from)
    {
        int largest = WordAlignment.None;
        for (int word = 0; word < toWords.Length; word++)
        {
            if (word != from && hasToken[word] && (largest == WordAlignment.None || toWords[word] > toWords[largest]))
            {
                largest = word;
            }
        }

        return largest;
    }
}

/// <summary>The row of a map for one query.</summary>
internal delegate ReadOnlySpan<float> RowReader(int query);
