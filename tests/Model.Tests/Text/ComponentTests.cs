using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Model.Tests.Text;

/// <summary>
/// Components and options that the reference tokenizers do not use, on examples from the documentation of the tokenizers library.
/// </summary>
public sealed class ComponentTests : IDisposable
{
    private const string Letters = """{"type":"WordLevel","unk_token":"?","vocab":{"?":0}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Removed", "the|final|countdown")]
    [InlineData("Isolated", "the|-|final|-|-|countdown")]
    [InlineData("MergedWithPrevious", "the-|final-|-|countdown")]
    [InlineData("MergedWithNext", "the|-final|-|-countdown")]
    [InlineData("Contiguous", "the|-|final|--|countdown")]
    public void Split_treats_the_delimiter_as_its_behavior_says(string behavior, string pieces) => Assert.Equal(
        pieces, Pieces($$"""{"type":"Split","pattern":{"String":"-"},"behavior":"{{behavior}}","invert":false}""", "the-final--countdown"));

    [Theory]
    [InlineData("""{"type":"Split","pattern":{"Regex":"[a-z]+"},"behavior":"Removed","invert":true}""", "ab1c  d!", "ab|c|d")]
    [InlineData("""{"type":"Whitespace"}""", "Hey friend!     How are you?!?", "Hey|friend|!|How|are|you|?!?")]
    [InlineData("""{"type":"WhitespaceSplit"}""", "Hey friend!     How are you?!?", "Hey|friend!|How|are|you?!?")]
    [InlineData("""{"type":"Digits","individual_digits":false}""", "Hey 123 friend!", "Hey |123| friend!")]
    [InlineData("""{"type":"Digits","individual_digits":true}""", "Hey 123 friend!", "Hey |1|2|3| friend!")]
    [InlineData("""{"type":"Punctuation"}""", "Hey?! you", "Hey|?|!| you")]
    [InlineData("""{"type":"CharDelimiterSplit","delimiter":"x"}""", "axbxxc", "a|b|c")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"never","split":false}""", "a b", "a▁b")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","add_prefix_space":false}""", "a b", "a|▁b")]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}""", "a é", "aĠÃ©")]
    public void PreTokenizer_cuts(string preTokenizer, string text, string pieces) => Assert.Equal(pieces, Pieces(preTokenizer, text));

    // Letters outside the BMP, and ones that the platform takes for something else, are letters for a regular expression too.
    [Theory]
    [InlineData(@"\\p{L}+", "a𝗮ꟛ1", "a𝗮ꟛ|1")]
    [InlineData(@"\\p{N}+", "½𝟘①a", "½𝟘①|a")]
    [InlineData(@"[^\\s\\p{L}\\p{N}]+", "a😀\u0301!b", "a|😀\u0301!|b")]
    public void Regular_expressions_see_the_librarys_classes(string expression, string text, string pieces) => Assert.Equal(
        pieces, Pieces($$"""{"type":"Split","pattern":{"Regex":"{{expression}}"},"behavior":"Isolated","invert":false}""", text));

    [Theory]
    [InlineData("""{"type":"NFKD"}""", "ﬁ½", "fi1⁄2")]
    [InlineData("""{"type":"NFC"}""", "e\u0323\u0302 한", "ệ 한")]
    [InlineData("""{"type":"NFD"}""", "ệ 한", "e\u0323\u0302 \u1112\u1161\u11ab")]
    [InlineData("""{"type":"StripAccents"}""", "e\u0301a\u20dd", "ea")]
    [InlineData("""{"type":"Lowercase"}""", "ΟΔΟΣ İẞ", "οδοσ i\u0307ß")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":false}""", " a ", "a ")]
    [InlineData("""{"type":"Prepend","prepend":"ab"}""", "c", "abc")]
    [InlineData("""{"type":"Replace","pattern":{"String":"b"},"content":""}""", "abcb", "ac")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":"[ab]+"},"content":"xyz"}""", "abcb", "xyzcxyz")]
    public void Normalizer_rewrites(string normalizer, string text, string normalized) => Assert.Equal(
        normalized, Load($$"""{ "normalizer": {{normalizer}}, "model": {{Letters}} }""").Normalizer!.Normalize(text));

    [Fact]
    public void Bpe_knows_prefix_suffix_and_whole_pieces()
    {
        const string Suffixed = """
            {"type":"BPE","unk_token":null,"continuing_subword_prefix":"##","end_of_word_suffix":"</w>","ignore_merges":false,
            "vocab":{"a":0,"##b":1,"##c</w>":2,"ab":3,"abc</w>":4},"merges":["a ##b","ab ##c</w>"]}
            """;
        const string Whole = """
            {"type":"BPE","ignore_merges":true,"vocab":{"a":0,"b":1,"c":2,"bc":3,"abc":4},"merges":["b c"]}
            """;

        Assert.Equal(["abc</w>"], Tokens($$"""{ "model": {{Suffixed}} }""", "abc"));
        Assert.Equal(["ab"], Tokens($$"""{ "model": {{Suffixed}} }""", "abx"));
        Assert.Equal(["abc"], Tokens($$"""{ "model": {{Whole}} }""", "abc"));
        Assert.Equal(["a", "bc", "bc"], Tokens($$"""{ "model": {{Whole}} }""", "abcbc"));
    }

    [Theory]
    [InlineData("true", "u:0-2|a:2-3|u:3-4")]
    [InlineData("false", "u:0-1|u:1-2|a:2-3|u:3-4")]
    public void Bpe_fuses_unknowns_when_told_to(string fuses, string expected) => Assert.Equal(
        expected,
        Show(Load($$"""
            { "model": {"type":"BPE","unk_token":"u","fuse_unk":{{fuses}},"vocab":{"u":0,"a":1},"merges":[]} }
            """).Encode("xyax")));

    [Fact]
    public void Bpe_drops_what_it_cannot_say_and_leaves_the_others_where_they_are() => Assert.Equal(
        "a:0-1|a:2-3", Show(Load("""{ "model": {"type":"BPE","vocab":{"a":1},"merges":[]} }""").Encode("axa")));

    [Fact]
    public void Bpe_merges_the_lowest_rank_first_and_the_leftmost_of_several() => Assert.Equal(
        "aa:0-2|aa:2-4|a:4-5",
        Show(Load("""{ "model": {"type":"BPE","vocab":{"a":0,"aa":1},"merges":[["a","a"]]} }""").Encode("aaaaa")));

    [Theory]
    [InlineData("ab", "ab:0-2")]
    [InlineData("abc", "a:0-1|bc:1-3")]
    [InlineData("xyb", "xy:0-2|b:2-3")]
    public void Unigram_takes_the_longer_last_piece_on_a_tie(string text, string expected) => Assert.Equal(
        expected,
        Show(Load("""
            { "model": {"type":"Unigram","unk_id":0,
            "vocab":[["<unk>",0],["a",-1],["b",-1],["c",-1],["ab",-2],["bc",-2]]} }
            """).Encode(text)));

    // The unknown costs the lowest score less ten, so here -40.
    [Theory]
    [InlineData("20", "x:0-1|ab:1-3")]
    [InlineData("8", "xa:0-2|b:2-3")]
    public void Unigram_takes_an_unknown_character_when_the_rest_pays_for_it(string score, string expected) => Assert.Equal(
        expected,
        Show(Load($$"""
            { "model": {"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["a",-1],["b",-1],["ab",{{score}}],["xa",-30]]} }
            """).Encode("xab")));

    [Fact]
    public void BertProcessing_and_Sequence_fill_templates()
    {
        const string Model = """{"type":"WordLevel","unk_token":"?","vocab":{"?":0,"[CLS]":1,"[SEP]":2}}""";
        const string Bert = """{"type":"BertProcessing","sep":["[SEP]",2],"cls":["[CLS]",1]}""";

        Encoding pair = Load($$"""
            { "model": {{Model}}, "post_processor": {"type":"Sequence","processors":[{"type":"ByteLevel","trim_offsets":true},{{Bert}}]} }
            """).Encode(" a", "b");

        Assert.Equal([1, 0, 2, 0, 2], pair.Tokens.Select(token => token.Id));
        Assert.Equal([0, 0, 0, 1, 1], pair.Tokens.Select(token => token.TypeId));
        Assert.Equal((int?[])[null, 0, null, 1, null], pair.Tokens.Select(token => token.Sequence));
    }

    [Theory]
    [InlineData("""{"type":"ByteLevel"}""", "ĠcafÃ©", " café")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}""", "▁a ▁b", "a b")]
    [InlineData("""{"type":"BPEDecoder","suffix":"</w>"}""", "a</w> b</w>", "a b")]
    [InlineData("""{"type":"Replace","pattern":{"String":"▁"},"content":" "}""", "▁a ▁b", " a b")]
    [InlineData("""{"type":"ByteFallback"}""", "<0xC3> <0xA9> x <0xFF>", "éx\ufffd")]
    [InlineData("""{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":"x","start":1,"stop":1}]}""", "xx y xx", "xyx")]
    [InlineData("null", "a b", "a b")]
    public void Decode_undoes_the_tokenizers_spelling(string decoder, string tokens, string text)
    {
        string[] names = tokens.Split(' ');
        string vocabulary = string.Join(',', names.Distinct().Select((name, id) => $"\"{name}\":{id}"));
        TextTokenizer tokenizer = Load(
            $$"""{ "decoder": {{decoder}}, "model": {"type":"WordLevel","unk_token":"?","vocab":{ {{vocabulary}} } } }""");

        Assert.Equal(text, tokenizer.Decode(names.Select(name => tokenizer.IdOf(name)!.Value)));
    }

    [Fact]
    public void Models_without_an_unknown_token_say_what_they_cannot_spell()
    {
        TextTokenizer unigram = Load("""{ "model": {"type":"Unigram","vocab":[["a",-1]]} }""");
        TextTokenizer words = Load("""{ "model": {"type":"WordLevel","unk_token":"?","vocab":{"a":0}} }""");

        Assert.Equal(
            "The tokenizer's vocabulary lacks 'é' and names no unknown token to stand for it.",
            Assert.Throws<AttnExtractException>(() => unigram.Encode("aé")).Message);
        Assert.Equal(
            "The tokenizer's vocabulary lacks 'aé' and names no unknown token to stand for it.",
            Assert.Throws<AttnExtractException>(() => words.Encode("aé")).Message);
    }

    private static string Show(Encoding encoding) =>
        string.Join('|', encoding.Tokens.Select(token => $"{token.Text}:{token.Start}-{token.End}"));

    private string Pieces(string preTokenizer, string text)
    {
        TextTokenizer tokenizer = Load($$"""
            { "pre_tokenizer": {{preTokenizer}}, "model": {"type":"Unigram","unk_id":0,"vocab":[["?",0]]} }
            """);
        return string.Join('|', tokenizer.Encode(text).Tokens.Select(token => token.Text));
    }

    private IEnumerable<string> Tokens(string json, string text) => Load(json).Encode(text).Tokens.Select(token => token.Text);

    private TextTokenizer Load(string json)
    {
        _folder.Write("tokenizer.json", json);
        return TextTokenizer.Load(_folder.Path);
    }
}
