using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Model.Tests.Text;

/// <summary>Folders without tokenizer.json: classes that would cut otherwise, words that end in a mark, and tokens that were added later.</summary>
public sealed class OldFolderTests : IDisposable
{
    private const string Words = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tokenizer_config.json", "BertJapaneseTokenizer")]
    [InlineData("config.json", "BertJapaneseTokenizer")]
    [InlineData("tokenizer_config.json", "RoFormerTokenizer")]
    [InlineData("tokenizer_config.json", "MyOwnTokenizerFast")]
    public void A_class_that_would_cut_otherwise_is_refused_by_its_name(string file, string name)
    {
        string vocabulary = _folder.Write("vocab.txt", Words);
        _folder.Write(file, $$"""{"tokenizer_class": "{{name}}"}""");

        Assert.Equal(
            $"'{vocabulary}' belongs to a {name.Replace("Fast", "")}, whose tokens are not made here; of such a file BertTokenizer, DistilBertTokenizer, "
            + "ElectraTokenizer, MobileBertTokenizer, ConvBertTokenizer, SqueezeBertTokenizer, LayoutLMTokenizer, LxmertTokenizer, RetriBertTokenizer, "
            + "DPRContextEncoderTokenizer, DPRQuestionEncoderTokenizer, DPRReaderTokenizer, MPNetTokenizer, EsmTokenizer are. "
            + "Add a tokenizer.json, which is read whatever the class, if transformers can write one for it.",
            Message());
    }

    // As published: the type of the model says what cuts its words, jieba, and nothing else does.
    [Fact]
    public void A_family_whose_words_another_program_cuts_is_refused_where_no_class_is_named()
    {
        string vocabulary = _folder.Write("vocab.txt", Words);
        _folder.Write("config.json", """{"model_type": "roformer"}""");

        Assert.StartsWith($"'{vocabulary}' belongs to a RoFormerTokenizer, whose tokens are not made here; ", Message());

        _folder.Write("config.json", """{"model_type": "bert"}""");
        Assert.Equal([2, 5, 6, 3], Ids(TextTokenizer.Load(_folder.Path), "a b"));
    }

    [Fact]
    public void A_class_that_merges_otherwise_is_refused_by_its_name()
    {
        string vocabulary = _folder.Write("vocab.json", """{"<|startoftext|>":0,"a</w>":1}""");
        _folder.Write("merges.txt", "#version: 0.2\n");
        _folder.Write("tokenizer_config.json", """{"tokenizer_class": "CLIPTokenizer"}""");

        Assert.Equal(
            $"'{vocabulary}' belongs to a CLIPTokenizer, whose tokens are not made here; of such a file RobertaTokenizer, BartTokenizer, "
            + "LongformerTokenizer, LEDTokenizer, GPT2Tokenizer, DebertaTokenizer, HerbertTokenizer are. "
            + "Add a tokenizer.json, which is read whatever the class, if transformers can write one for it.",
            Message());
    }

    // HerbertConverter of transformers 4.57: merges within words that BERT's pre-tokenizer cuts, the last character with </w>.
    [Theory]
    [InlineData("""{"tokenizer_class": "HerbertTokenizerFast"}""")]
    [InlineData("{}")]
    public void Words_that_end_in_a_mark_are_merged_with_it(string config)
    {
        _folder.Write("tokenizer_config.json", config);
        _folder.Write("vocab.json", """
            {"<s>":0,"<pad>":1,"</s>":2,"<unk>":3,"<mask>":4,"k":5,"o":6,"t":7,"t</w>":8,"y</w>":9,".</w>":10,"ko":11,"kot</w>":12,"o</w>":13}
            """);
        _folder.Write("merges.txt", "#version: 0.2\nk o\nko t</w>\n");

        TextTokenizer tokenizer = TextTokenizer.Load(_folder.Path);

        Assert.Equal(["<s>", "kot</w>", "ko", "t", "y</w>", ".</w>", "<unk>", "<mask>", "</s>"], Tokens(tokenizer, "kot koty. ż<mask>"));
        Assert.Equal(
            [(0, 0), (0, 3), (4, 6), (6, 7), (7, 8), (8, 9), (10, 11), (11, 17), (0, 0)],
            tokenizer.Encode("kot koty. ż<mask>").Tokens.Select(token => (token.Start, token.End)));
        Assert.Equal([0, 0, 0, 1, 1], tokenizer.Encode("kot", "kot").Tokens.Select(token => token.TypeId));
    }

    [Fact]
    public void Added_tokens_are_read_from_their_file()
    {
        _folder.Write("vocab.txt", Words);
        _folder.Write("added_tokens.json", """{"Hello": 7, "[E1]": 9}""");
        _folder.Write("special_tokens_map.json", """{"additional_special_tokens": ["[E1]"]}""");

        TextTokenizer tokenizer = TextTokenizer.Load(_folder.Path);

        // What is not special is found in the text as it is when its case is gone; what is special, only as it is written.
        Assert.Equal([2, 5, 7, 6, 9, 7, 3], Ids(tokenizer, "a Hello b[E1]hello"));
        Assert.Equal(9, tokenizer.VocabularySize);
        Assert.Equal("[E1]", tokenizer.TokenOf(9));
    }

    [Fact]
    public void Additional_special_tokens_get_the_next_ids_unless_they_have_one()
    {
        _folder.Write("vocab.txt", Words);
        _folder.Write("special_tokens_map.json", """
            {"mask_token": "b", "additional_special_tokens": ["[E1]", {"content": "[E2]", "lstrip": true, "rstrip": false}, "a"]}
            """);

        TextTokenizer tokenizer = TextTokenizer.Load(_folder.Path);

        Assert.Equal([2, 7, 8, 5, 6, 3], Ids(tokenizer, "[E1]  [E2]ab"));
        Assert.Equal(
            [(0, 0), (0, 4), (4, 10), (10, 11), (11, 12), (0, 0)],
            tokenizer.Encode("[E1]  [E2]ab").Tokens.Select(token => (token.Start, token.End)));
        Assert.Equal(6, tokenizer.MaskId);
    }

    [Fact]
    public void Listed_tokens_stand_for_the_older_file()
    {
        _folder.Write("vocab.txt", Words);
        _folder.Write("added_tokens.json", """{"Hello": 7}""");
        _folder.Write("tokenizer_config.json", """{"added_tokens_decoder": {"8": {"content": "world", "special": false}}}""");

        Assert.Equal([2, 1, 8, 3], Ids(TextTokenizer.Load(_folder.Path), "hello world"));
    }

    private static IEnumerable<string> Tokens(TextTokenizer tokenizer, string text) =>
        tokenizer.Encode(text).Tokens.Select(token => tokenizer.TokenOf(token.Id)!);

    private static IEnumerable<int> Ids(TextTokenizer tokenizer, string text) => tokenizer.Encode(text).Tokens.Select(token => token.Id);

    private string Message() => Assert.Throws<AttnExtractException>(() => TextTokenizer.Load(_folder.Path)).Message;
}
