using AttnExtract.Ground;
using AttnExtract.Model.Text;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Text;

public sealed class TextTokenizerTests
{
    private static readonly TextTokenizer Bundled = TextTokenizer.Load(ReferenceData.BundledModel);

    [Fact]
    public void Load_knows_the_roles_of_the_bundled_models_tokens()
    {
        Assert.Equal(
            (0, 103, 100, 102, 101),
            (Bundled.PadId, Bundled.MaskId, Bundled.UnknownId, Bundled.SeparatorId, Bundled.ClassifierId));
        Assert.Equal(30522, Bundled.VocabularySize);
        Assert.Equal(("[MASK]", 103), (Bundled.TokenOf(103), Bundled.IdOf("[MASK]")));
        Assert.Equal(((string?)null, (int?)null), (Bundled.TokenOf(30522), Bundled.IdOf("no such token")));
    }

    [Fact]
    public void Components_are_named_as_in_tokenizer_json() => Assert.Equal(
        [
            new("normalizer", "BertNormalizer"),
            new("pre_tokenizer", "BertPreTokenizer"),
            new("model", "WordPiece"),
            new("post_processor", "TemplateProcessing"),
            new("decoder", "WordPiece"),
        ],
        Bundled.Components);

    [Fact]
    public void Encode_neither_truncates_nor_pads_whatever_the_file_says()
    {
        Encoding one = Bundled.Encode("cat");
        Encoding many = Bundled.Encode(string.Concat(Enumerable.Repeat("cat ", 500)));

        Assert.Equal((3, 502), (one.Tokens.Count, many.Tokens.Count));
        Assert.Equal(0, many.TruncatedCount);
    }

    [Fact]
    public void Encode_says_how_many_tokens_it_cut_off()
    {
        Encoding encoding = Bundled.Encode("one two three four", "five six", new EncodingOptions { MaxLength = 7 });

        Assert.Equal((7, 2), (encoding.Tokens.Count, encoding.TruncatedCount));
    }

    // An attribute cannot hold half a pair: the unit is put in between.
    [Theory]
    [InlineData("a", 0xD83D, "", 1)]
    [InlineData("", 0xDE00, "a", 0)]
    [InlineData("\U0001f600 ", 0xDE00, "", 2)]
    [InlineData("\U0001f600", 0xD83D, "\U0001f600", 1)]
    public void Encode_refuses_half_a_surrogate_pair(string before, int unit, string after, int character)
    {
        string text = $"{before}{(char)unit}{after}";

        AttnExtractException error = Assert.Throws<AttnExtractException>(() => Bundled.Encode("fine", text));

        Assert.Equal(
            $"The text is not valid Unicode: its character {character} (counted from 0) is U+{unit:X4}, half of a surrogate pair; "
            + "give the whole character or take it out.",
            error.Message);
    }

    [Fact]
    public void Encode_takes_linear_time_on_a_megabyte_without_spaces()
    {
        string text = new('a', 1_000_000);

        Encoding encoding = Bundled.Encode(text);

        Assert.Equal([101, 100, 102], encoding.Tokens.Select(token => token.Id));
        Assert.Equal((0, 1_000_000), (encoding.Tokens[1].Start, encoding.Tokens[1].End));
    }

    [Fact]
    public void Encode_gives_the_same_from_several_threads()
    {
        Encoding expected = Bundled.Encode("Threads share one tokenizer, née 東京.");

        Parallel.For(0, 200, _ => Assert.Equal(expected.Tokens, Bundled.Encode("Threads share one tokenizer, née 東京.").Tokens));
    }
}
