using AttnExtract.Model.Text;
using AttnExtract.Testing;
using Microsoft.ML.Tokenizers;

namespace AttnExtract.Model.Tests.Text;

/// <summary>
/// The inputs of docs/tokenizers.md on which Microsoft.ML.Tokenizers 2.0.1 gives something else than the Hugging Face libraries: our tokenizer,
/// used as that package's <see cref="Tokenizer"/>, gives what they give, and the package what the page says.
/// </summary>
public sealed class ForeignTokenizerTests
{
    // sentencepiece_model.proto: a trainer of byte pairs, and a normalizer that changes nothing.
    private static readonly byte[] BytePairs = [0x12, 2, 0x18, 2];
    private static readonly byte[] AsItIs = [0x1A, 6, 0x18, 0, 0x20, 0, 0x28, 0];

    private static readonly string Gpt2Folder = ReferenceCase.FolderOf("gpt2");

    private static readonly Tokenizer Ours = TextTokenizer.Load(ReferenceData.BundledModel);
    private static readonly Tokenizer Theirs = BertTokenizer.Create(Path.Combine(ReferenceData.BundledModel, "vocab.txt"));
    private static readonly Tokenizer OurGpt2 = TextTokenizer.Load(Gpt2Folder);
    private static readonly Tokenizer TheirGpt2 =
        BpeTokenizer.Create(Path.Combine(Gpt2Folder, "vocab.json"), Path.Combine(Gpt2Folder, "merges.txt"));

    [Theory]
    [InlineData("cat\nsat", "cat sat", "cats ##at", "cat sat", "catsat")]
    [InlineData("c++ is $5", "c + + is $ 5", "c is 5", "c + + is $ 5", "c is 5")]
    [InlineData("one two three", "one two three", "one two three", "one two three", "one two three")]
    public void Line_breaks_and_symbols_are_kept(string text, string ours, string theirs, string ourText, string theirText)
    {
        Assert.Equal((ours, ourText), (Spelled(Ours, text), Ours.Decode(Ours.EncodeToIds(text))));
        Assert.Equal((theirs, theirText), (Spelled(Theirs, text), Theirs.Decode(Theirs.EncodeToIds(text))));
        Assert.Equal(ours.Split(' ').Length, Ours.CountTokens(text));
        Assert.Equal(theirs.Split(' ').Length, Theirs.CountTokens(text));
    }

    [Theory]
    [InlineData("one two three", new[] { 3, 7, 13 }, new[] { 0, 3, 7 })]
    [InlineData("c++ is $5", new[] { 1, 2, 3, 6, 8, 9 }, new[] { 0, 1, 6 })]
    public void Characters_are_consumed_with_their_token(string text, int[] ours, int[] theirs)
    {
        Assert.Equal(ours, ours.Select((_, i) => Consumed(Ours, i + 1)));
        Assert.Equal(theirs, theirs.Select((_, i) => Consumed(Theirs, i + 1)));
        Assert.All(ours.Index(), one => Assert.Equal(one.Item, Ours.GetIndexByTokenCount(text, one.Index + 1, out _, out _)));

        int Consumed(Tokenizer tokenizer, int limit)
        {
            Assert.Equal(limit, tokenizer.EncodeToIds(text, limit, out _, out int consumed).Count);
            return consumed;
        }
    }

    [Fact]
    public void An_index_ends_at_a_token()
    {
        const string Text = "one two three";

        Assert.Equal((7, 4), (Ours.GetIndexByTokenCount(Text, 2, out _, out _), Ours.GetIndexByTokenCountFromEnd(Text, 2, out _, out _)));
        Assert.Equal((8, 3), (Theirs.GetIndexByTokenCount(Text, 2, out _, out _), Theirs.GetIndexByTokenCountFromEnd(Text, 2, out _, out _)));
    }

    [Theory]
    [InlineData("a  cat sat", 4, "acatsat")]
    [InlineData(" a\n\n b", 4, "ab")]
    public void Byte_level_files_keep_their_spaces(string text, int count, string theirs)
    {
        Assert.Equal((count, text), (OurGpt2.CountTokens(text), OurGpt2.Decode(OurGpt2.EncodeToIds(text))));
        Assert.Equal(theirs, TheirGpt2.Decode(TheirGpt2.EncodeToIds(text)));
    }

    [Fact]
    public void Of_equal_merges_the_leftmost_comes_first()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(Path.Combine(folder.Path, "tokenizer.json"), """{ "model": {"type":"BPE","vocab":{"a":0,"aa":1},"merges":[["a","a"]]} }""");
        using MemoryStream model = new([.. Pieces(), .. BytePairs, .. AsItIs]);

        Assert.Equal("aa a", Spelled(TextTokenizer.Load(folder.Path), "aaa"));
        Assert.Equal("a aa", Spelled(SentencePieceTokenizer.Create(model, addBeginningOfSentence: false), "aaa"));
    }

    // sentencepiece_model.proto: text, score and kind of each.
    private static IEnumerable<byte> Pieces() =>
        from piece in new (string Text, float Score, byte Kind)[] { ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("aa", 0, 1), ("a", -1, 1) }
        let text = System.Text.Encoding.UTF8.GetBytes(piece.Text)
        let fields = (byte[])[0x0A, (byte)text.Length, .. text, 0x15, .. BitConverter.GetBytes(piece.Score), 0x18, piece.Kind]
        from one in (byte[])[0x0A, (byte)fields.Length, .. fields]
        select one;

    private static string Spelled(Tokenizer tokenizer, string text) =>
        string.Join(' ', tokenizer.EncodeToTokens(text, out _).Select(token => token.Value));
}
