using AttnExtract.Ground;
using AttnExtract.Model.Text;
using CsCheck;

namespace AttnExtract.Model.Tests.Text;

/// <summary>Damaged files end in one sentence, whatever the damage: never in another exception, never in a hang.</summary>
public sealed class TokenizerFuzzTests
{
    // Small enough to mutate often; together they have every component.
    private static readonly string[] Seeds =
    [
        """
        {"added_tokens":[{"id":0,"content":"[UNK]","special":true},
        {"id":9,"content":"<m>","lstrip":true,"single_word":true,"normalized":true}],
        "normalizer":{"type":"Sequence","normalizers":[{"type":"BertNormalizer","lowercase":true},{"type":"NFKC"},{"type":"StripAccents"},
        {"type":"Strip","strip_left":true},{"type":"Replace","pattern":{"Regex":"\\s{2,}"},"content":" "},{"type":"Prepend","prepend":"▁"},
        {"type":"Precompiled","precompiled_charsmap":"AAgAAAAgAAAJCQAA"}]},
        "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"BertPreTokenizer"},{"type":"Digits","individual_digits":true},
        {"type":"Split","pattern":{"String":"b"},"behavior":"MergedWithNext","invert":false},
        {"type":"Punctuation","behavior":"Contiguous"}]},
        "model":{"type":"WordPiece","unk_token":"[UNK]","vocab":{"[UNK]":0,"a":1,"##b":2,"c":3}},
        "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[UNK]","type_id":0}},
        {"Sequence":{"id":"A","type_id":0}}],
        "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
        "special_tokens":{"[UNK]":{"ids":[0],"tokens":["[UNK]"]}}},
        "decoder":{"type":"WordPiece","prefix":"##","cleanup":true}}
        """,
        """
        {"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true,"use_regex":true},
        "model":{"type":"BPE","unk_token":"u","fuse_unk":true,"byte_fallback":true,"continuing_subword_prefix":"","end_of_word_suffix":"",
        "vocab":{"a":0,"b":1,"ab":2,"u":3,"<0x63>":4},"merges":["a b"]},
        "post_processor":{"type":"Sequence","processors":[{"type":"ByteLevel","trim_offsets":true},
        {"type":"RobertaProcessing","cls":["a",0],"sep":["b",1],"trim_offsets":true}]},
        "decoder":{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Fuse"},
        {"type":"Strip","content":" ","start":1,"stop":0}]}}
        """,
        """
        {"normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true},
        "model":{"type":"Unigram","unk_id":0,"byte_fallback":false,"vocab":[["<unk>",0.0],["▁a",-1.5],["b",-2],["ab",-3e1]]},
        "decoder":{"type":"Metaspace","replacement":"▁"}}
        """,
    ];

    private static readonly string[] Fragments =
    [
        "null", "-1", "1e400", "99999999999", "\"\"", "[]", "{}", "\"\\ud800\"", "true",
        "\"(\"", "\"Sequence\"", "\"type\"", ",", "\"", "[", "}", "\0",
    ];

    public static Gen<byte[]> Mutated { get; } =
        from seed in Gen.OneOf(Seeds)
        from edits in Gen.Select(Gen.Double.Unit, Gen.Int[0, 12], Gen.OneOf(Fragments), Gen.Byte).Array[1, 4]
        select edits.Aggregate(System.Text.Encoding.UTF8.GetBytes(seed), Mutate);

    [Fact]
    public void Load_and_Encode_end_well_or_in_one_sentence_for_damaged_tokenizer_json()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "tokenizer.json");

        Mutated.Sample(bytes => EndsWell(folder, file, bytes), iter: Iterations, seed: "0000KOIPe036", threads: 1);
    }

    [Fact]
    public void Load_and_Encode_end_well_or_in_one_sentence_for_damaged_models()
    {
        byte[] model = SmallModel();
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "spm.model");
        Gen<byte[]> mutated =
            from edits in Gen.Select(Gen.Double.Unit, Gen.Int[0, 12], Gen.OneOf(Fragments), Gen.Byte).Array[1, 4]
            select edits.Aggregate(model, Mutate);

        mutated.Sample(bytes => EndsWell(folder, file, bytes), iter: Iterations, seed: "0000KOIPe036", threads: 1);
    }

    // The long set is for the machines that build; a developer's run takes a second.
    private static int Iterations => int.TryParse(Environment.GetEnvironmentVariable("ATTN_FUZZ"), out int count) ? count : 2_000;

    private static void EndsWell(TemporaryFolder folder, string file, byte[] bytes)
    {
        File.WriteAllBytes(file, bytes);
        try
        {
            TextTokenizer tokenizer = TextTokenizer.Load(folder.Path);
            Use(tokenizer);
        }
        catch (AttnExtractException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    private static void Use(TextTokenizer tokenizer)
    {
        Encoding encoding = tokenizer.Encode("Ab  cé▁<m> ½\u0301 12😀", "b", new EncodingOptions { MaxLength = 9 });
        tokenizer.Decode(encoding.Tokens.Select(token => token.Id).Where(id => tokenizer.TokenOf(id) is not null));
        _ = tokenizer.Components;
    }

    // Replaces, inserts, deletes or repeats a few bytes.
    private static byte[] Mutate(byte[] bytes, (double Where, int Length, string Fragment, byte Value) edit)
    {
        int at = (int)(edit.Where * bytes.Length);
        int end = Math.Min(at + edit.Length, bytes.Length);
        return (edit.Value % 5) switch
        {
            0 => [.. bytes[..at], edit.Value, .. bytes[Math.Min(at + 1, bytes.Length)..]],
            1 => [.. bytes[..at], .. System.Text.Encoding.UTF8.GetBytes(edit.Fragment), .. bytes[end..]],
            2 => [.. bytes[..at], .. bytes[end..]],
            3 => [.. bytes[..end], .. bytes[at..]],
            _ => bytes[..at],
        };
    }

    // pieces "<unk>" (unknown), "[CLS]", "[SEP]" (control), "▁a", "b"; a unigram model without a character map.
    private static byte[] SmallModel() =>
    [
        .. Piece("<unk>", 2), .. Piece("[CLS]", 3), .. Piece("[SEP]", 3), .. Piece("▁a", 1), .. Piece("b", 1),
        0x12, 2, 0x18, 1, 0x1A, 2, 0x18, 1,
    ];

    private static byte[] Piece(string text, byte kind)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        byte[] content = [0x0A, (byte)utf8.Length, .. utf8, 0x15, 0, 0, 0x80, 0xBF, 0x18, kind];
        return [0x0A, (byte)content.Length, .. content];
    }
}
