using AttnExtract.Ground;
using AttnExtract.Model.Text;

namespace AttnExtract.Model.Tests.Text;

/// <summary>
/// Components that no reference tokenizer has. What is expected follows from the documented rules of the tokenizers library: kana count as Han,
/// white space belongs to what stands before it, and a length counts characters.
/// </summary>
public sealed class RareComponentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("森の猫。No", "森の猫|。|No")]
    [InlineData("Cats or ねこ 猫", "Cats or |ねこ 猫")]
    [InlineData("  ab 12", "ab |12")]
    [InlineData("コーヒー", "コーヒー")]
    [InlineData("да yes", "да |yes")]
    public void UnicodeScripts_cuts_where_the_script_changes(string text, string pieces) => Cuts("""{"type":"UnicodeScripts"}""", text, pieces);

    [Theory]
    [InlineData(5, "Seven words", "Seven| word|s")]
    [InlineData(5, "four", "four")]
    [InlineData(3, "Seven words", "Sev|en |wor|ds")]
    [InlineData(3, "Seven 🐢 words", "Sev|en |🐢 w|ord|s")]
    public void FixedLength_counts_characters(int length, string text, string pieces) =>
        Cuts($$"""{"type":"FixedLength","length":{{length}}}""", text, pieces);

    [Fact]
    public void FixedLength_of_nothing_is_refused()
    {
        string file = Write("""{"type":"FixedLength","length":0}""", "null", []);

        AttnExtractException failure = Assert.Throws<AttnExtractException>(() => TextTokenizer.Load(_folder.Path));

        Assert.Equal($"'{file}' is damaged: its 'pre_tokenizer.length' should be from 1 up, not 0.", failure.Message);
    }

    [Theory]
    [InlineData(@"\\p{Han}", "a漢b", "a|漢|b")]
    [InlineData(@"\\p{Han}+", "漢字kana𠀀x", "漢字|kana|𠀀|x")]
    [InlineData(@"[\\p{Han}\\p{Hiragana}]+", "aのb漢はc", "a|の|b|漢は|c")]
    [InlineData(@"\\P{Latin}+", "ab12cd", "ab|12|cd")]
    [InlineData(@"\\p{^Latin}+", "ab12cd", "ab|12|cd")]
    [InlineData(@"[\\P{Latin}x]+", "abx12cd", "ab|x12|cd")]
    [InlineData(@"\\p{Script=Greek}+", "aλb", "a|λ|b")]
    [InlineData(@"\\p{Old_Italic}?\\p{L}+", "ab", "")]
    public void Patterns_know_scripts(string pattern, string text, string pieces)
    {
        string split = $$"""{"type":"Split","pattern":{"Regex":"{{pattern}}"},"behavior":"Isolated"}""";
        if (pieces.Length > 0)
        {
            Cuts(split, text, pieces);
            return;
        }

        string file = Write(split, "null", []);
        Assert.Equal(
            $"'{file}' cannot be used: the regular expression '{pattern.Replace(@"\\", @"\")}' is not one that is read here (unrecognized unicode property).",
            Assert.Throws<AttnExtractException>(() => TextTokenizer.Load(_folder.Path)).Message);
    }

    [Theory]
    [InlineData(@"\\h+", "is not one that is read here (unrecognized escape)")]
    [InlineData(@"a++", "is not one that is read here (nested quantifiers not parenthesized)")]
    [InlineData(@"\\X", "is not one that is read here (unrecognized escape)")]
    [InlineData(@"[[:alpha:]]+", "has a class within a class, which is not read here")]
    [InlineData(@"[^(\\s|[.,!?])]+", "is not one that is read here (insufficient opening parentheses)")]
    [InlineData(@"[a-z&&b]", "has an intersection of classes, which is not read here")]
    [InlineData(@"(?<name>a)\\g<name>", "is not one that is read here (unrecognized escape)")]
    [InlineData(@"\\x{41}", "is not one that is read here (insufficient or invalid hex digits)")]
    public void What_Oniguruma_reads_and_we_do_not_is_told_by_its_fault(string pattern, string fault)
    {
        string file = Write($$"""{"type":"Split","pattern":{"Regex":"{{pattern}}"},"behavior":"Isolated"}""", "null", []);

        Assert.Equal(
            $"'{file}' cannot be used: the regular expression '{pattern.Replace(@"\\", @"\")}' {fault}.",
            Assert.Throws<AttnExtractException>(() => TextTokenizer.Load(_folder.Path)).Message);
    }

    [Fact]
    public void Nmt_deletes_controls_and_makes_odd_spaces_spaces()
    {
        Write("""{"type":"WhitespaceSplit"}""", """{"type":"Nmt"}""", ["ab", "c", "d"]);

        IReadOnlyList<EncodingToken> tokens = TextTokenizer.Load(_folder.Path).Encode("a\u0001b\u200Bc\u2581d").Tokens;

        Assert.Equal(["ab", "c", "d"], tokens.Select(token => token.Text));
        Assert.Equal([(0, 3), (4, 5), (6, 7)], tokens.Select(token => (token.Start, token.End)));
    }

    [Fact]
    public void ByteLevel_spells_bytes_as_a_normalizer()
    {
        Write("null", """{"type":"ByteLevel"}""", ["aĠÃ©"]);

        EncodingToken token = Assert.Single(TextTokenizer.Load(_folder.Path).Encode("a é").Tokens);

        Assert.Equal(("aĠÃ©", 0, 3), (token.Text, token.Start, token.End));
    }

    private void Cuts(string preTokenizer, string text, string pieces)
    {
        Write(preTokenizer, "null", pieces.Split('|'));

        Assert.Equal(pieces.Split('|'), TextTokenizer.Load(_folder.Path).Encode(text).Tokens.Select(token => token.Text));
    }

    private string Write(string preTokenizer, string normalizer, IEnumerable<string> words)
    {
        IEnumerable<string> entries = words.Distinct().Select((word, index) => $"\"{word}\":{index + 1}").Prepend("\"[UNK]\":0");
        string model = $"\"model\":{{\"type\":\"WordLevel\",\"unk_token\":\"[UNK]\",\"vocab\":{{{string.Join(',', entries)}}}}}";
        return _folder.Write("tokenizer.json", $"{{\"normalizer\":{normalizer},\"pre_tokenizer\":{preTokenizer},{model}}}");
    }
}
