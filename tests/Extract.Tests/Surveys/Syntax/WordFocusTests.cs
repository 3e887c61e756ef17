using AttnExtract.Extract.Surveys.Syntax;
using CsCheck;

namespace AttnExtract.Extract.Tests.Surveys.Syntax;

public sealed class WordFocusTests
{
    [Fact]
    public void Attention_to_a_word_is_summed_and_from_a_word_averaged()
    {
        // [CLS] w0 w1 w1 w2 [SEP]: to either piece of w1 less than to w2, to both together more.
        float[][] map =
        [
            [1, 0, 0, 0, 0, 0],
            [0.2f, 0.1f, 0.2f, 0.2f, 0.3f, 0],
            [0, 0.4f, 0, 0, 0.1f, 0.5f],
            [0, 0, 0, 0, 0.5f, 0.5f],
            [0, 0.1f, 0, 0.2f, 0.7f, 0],
            [0, 0, 0, 0, 0, 1],
        ];

        Assert.Equal([1, 2, 1], WordFocus.Of(query => map[query], [-1, 0, 1, 1, 2, -1], 3));
    }

    [Fact]
    public void A_word_without_a_token_is_neither_asked_nor_found()
    {
        float[][] map = [[0.5f, 0.5f], [0.5f, 0.5f]];

        Assert.Equal([1, 0, -1], WordFocus.Of(query => map[query], [0, 1], 3));
        Assert.Equal([-1], WordFocus.Of(query => map[query], [0, 0], 1));
    }

    [Fact]
    public void It_is_what_a_matrix_of_words_says() =>
        (from words in Gen.Int[1, 3].Array[2, 6]
         from weights in Gen.Float[0, 1].Array[400]
         select (words, weights)).Sample(drawn =>
        {
            int[] wordOf = [.. drawn.words.SelectMany((pieces, word) => Enumerable.Repeat(word, pieces))];
            int n = wordOf.Length;
            int count = drawn.words.Length;
            double[,] matrix = new double[count, count];
            for (int query = 0; query < n; query++)
            {
                for (int key = 0; key < n; key++)
                {
                    matrix[wordOf[query], wordOf[key]] += drawn.weights[(query * n) + key] / drawn.words[wordOf[query]];
                }
            }

            int[] focus = WordFocus.Of(query => drawn.weights.AsSpan(query * n, n), wordOf, count);

            for (int word = 0; word < count; word++)
            {
                double most = Enumerable.Range(0, count).Where(other => other != word).Max(other => matrix[word, other]);
                Assert.Equal(most, matrix[word, focus[word]], 1e-5);
                Assert.NotEqual(word, focus[word]);
            }
        });
}
