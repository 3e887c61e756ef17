using System.Text.Json;
using AttnExtract.Extract.Predictions;
using AttnExtract.Extract.Tables;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Specs;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Predictions;

public sealed class LogitLensTests(BundledModel bundled)
{
    private const string Text = "the cat sat on a mat";

    [Fact]
    public void Probabilities_after_each_layer_agree_with_Python()
    {
        using ResearchReference reference = new("more");
        JsonElement lens = reference.Description.GetProperty("lens");
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.Root, lens.GetProperty("folder").GetString()!));

        LogitLens found = model.Lens(lens.GetProperty("text").GetString()!, new LensOptions { Count = null });

        Assert.Equal(lens.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()), found.Tokens.Select(token => token.Id));
        reference.AssertCloseTo("lens/probabilities", found.Probabilities);
        Assert.Equal(Enumerable.Range(0, found.Count), found.Ids.Take(found.Count));
    }

    /// <summary>With a norm that follows the last layer and without one, forwards and both ways.</summary>
    [Theory]
    [InlineData("bert")]
    [InlineData("gpt2")]
    [InlineData("modernbert")]
    [InlineData("roberta")]
    [InlineData("albert")]
    [InlineData("electra-generator")]
    [InlineData("deberta-v2-conv")]
    public void The_last_row_is_what_the_model_says(string family)
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.FolderOf("families", family));
        HeadKind kind = model.Heads.Find(HeadKind.CausalLanguageModel) is null ? HeadKind.MaskedLanguageModel : HeadKind.CausalLanguageModel;

        LogitLens lens = model.Lens(Text, new LensOptions { Count = null });
        DenseArray scores = model.Scores(kind, new TextPair(Text)); // [token, word]

        Assert.Equal((model.Spec.LayerCount + 1, kind == HeadKind.CausalLanguageModel), (lens.Rows, lens.IsForNext));
        int words = scores.Shape[1];
        for (int token = 0; token < lens.Tokens.Length; token++)
        {
            double[] powers = [.. scores[token].Values.ToArray().Select(score => Math.Exp(score))];
            ReadOnlySpan<float> found = lens.Probabilities[lens.Rows - 1][token].Values.Span;
            for (int word = 0; word < words; word++)
            {
                Assert.Equal(powers[word] / powers.Sum(), found[word], 1e-6);
            }
        }
    }

    [Fact]
    public void The_likeliest_words_come_first_and_are_all_that_is_kept()
    {
        using PretrainedModel model = PretrainedModel.Load(ReferenceData.FolderOf("families", "bert"));

        LogitLens all = model.Lens(Text, new LensOptions { Count = null });
        LogitLens some = model.Lens(Text, new LensOptions { Count = 3 });

        for (int row = 0; row < some.Rows; row++)
        {
            for (int token = 0; token < some.Tokens.Length; token++)
            {
                float[] expected = [.. all.Probabilities[row][token].Values.ToArray().OrderDescending().Take(3)];
                Assert.Equal(expected, some.Probabilities[row][token].Values.ToArray());
                Assert.Equal(all.Likeliest(row, token), some.Likeliest(row, token));
                Assert.Equal(some.Likeliest(row, token).Word, some.WordsAt(row, token).First());
            }
        }

        Table table = some.ToTable();
        Assert.Equal(["layer", "position", "token", "id", "word", "probability"], table.Columns.Select(column => column.Name));
        Assert.Equal(some.Rows * some.Tokens.Length * 3, table.Columns[0].Count);
        Assert.Equal((-1.0, 0.0), (table.Columns[0].Numbers[0], table.Columns[1].Numbers[2]));
    }

    [Fact]
    public void A_model_without_a_word_head_says_which_it_has() => Assert.Equal(
        "The model has no head for words in place of masked tokens: its weights lack 'cls.predictions.transform.dense.weight'. "
        + "It has heads for one vector of a text.",
        Assert.Throws<AttnExtractException>(() => bundled.Model.Lens(Text)).Message);
}
