using System.Text.Json;
using AttnExtract.Model.Text.Alignment;
using AttnExtract.Model.Text.Characters;
using AttnExtract.Model.Text.Steps;
using AttnExtract.Model.Text.Steps.Normalizers;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Text;

/// <summary>The embedded tables, code point by code point against what the library was measured to do.</summary>
public sealed class CharacterTableTests
{
    private static readonly JsonElement Measured =
        JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("tokenizers", "characters.json"))).RootElement;

    public static TheoryData<string> Classes =>
        ["bert_removed", "bert_space", "bert_cjk", "bert_accent", "strip_accents", "punctuation",
        "white_space", "letter", "number", "word"];

    [Theory]
    [MemberData(nameof(Classes))]
    public void Classes_hold_the_measured_characters(string name)
    {
        HashSet<int> expected = Set(name);
        if (name == "word")
        {
            // The measurement could not see these two; every letter is a word character.
            expected.UnionWith(['a', 'q']);
        }

        CodePointSet set = name switch
        {
            "bert_removed" => CharacterClasses.BertRemoved,
            "bert_space" => CharacterClasses.BertSpace,
            "bert_cjk" => CharacterClasses.BertIdeograph,
            "bert_accent" => CharacterClasses.BertAccent,
            "strip_accents" => CharacterClasses.CombiningMark,
            "punctuation" => CharacterClasses.Punctuation,
            "white_space" => CharacterClasses.WhiteSpace,
            "letter" => CharacterClasses.Letter,
            "number" => CharacterClasses.Number,
            _ => CharacterClasses.Word,
        };

        IEnumerable<int> wrong = Enumerable.Range(0, 0x110000).Where(codePoint => set.Contains(codePoint) != expected.Contains(codePoint));

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("nfd_changes", false)]
    [InlineData("nfkd_changes", true)]
    public void Decompositions_change_the_measured_characters(string name, bool compatibility)
    {
        HashSet<int> expected = Set(name);
        INormalizer form = compatibility ? UnicodeForm.Nfkd : UnicodeForm.Nfd;

        IEnumerable<int> wrong = CodePoints().Where(codePoint =>
        {
            string character = char.ConvertFromUtf32(codePoint);
            return Apply(form, character) != character != expected.Contains(codePoint);
        });

        Assert.Empty(wrong);
    }

    [Fact]
    public void Lowercase_maps_the_measured_characters()
    {
        Dictionary<string, string> expected = Measured.GetProperty("lowercase").Deserialize<Dictionary<string, string>>()!;
        Lowercase lowercase = new();

        IEnumerable<int> wrong = CodePoints().Where(codePoint =>
        {
            string character = char.ConvertFromUtf32(codePoint);
            return Apply(lowercase, character) != expected.GetValueOrDefault(character, character);
        });

        Assert.Empty(wrong);
    }

    [Fact]
    public void Composition_undoes_decomposition()
    {
        // What NFC leaves alone must survive NFD and back; composition exclusions are what it does not leave alone.
        IEnumerable<int> wrong = CodePoints().Where(codePoint =>
        {
            string composed = Apply(UnicodeForm.Nfc, char.ConvertFromUtf32(codePoint));
            return Apply(UnicodeForm.Nfc, Apply(UnicodeForm.Nfd, composed)) != composed;
        });

        Assert.Empty(wrong);
    }

    private static string Apply(INormalizer normalizer, string text) =>
        normalizer.Normalize(AlignedText.FromSource(text, 0)).Characters.ToString();

    private static IEnumerable<int> CodePoints() => Enumerable.Range(0, 0x110000).Where(codePoint => codePoint is < 0xD800 or > 0xDFFF);

    private static HashSet<int> Set(string name) =>
        [.. Measured.GetProperty(name).EnumerateArray()
            .Select(range => (First: range[0].GetInt32(), Last: range[1].GetInt32()))
            .SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1))];
}
