using System.Text;
using System.Text.Json;

namespace AttnExtract.Model.Text.Characters;

/// <summary>
/// The character classes of the tokenizers library, from <c>Data/characters.json</c>. Each table there comes from another
/// Unicode version, and none is the platform's, so the platform's categories are never asked.
/// </summary>
internal static class CharacterClasses
{
    private static readonly Lazy<JsonDocument> Document = new(() => DataFile.Read("characters.json"));
    private static readonly Lazy<CodePointSet> LazyBertRemoved = Load("bert_removed");
    private static readonly Lazy<CodePointSet> LazyBertSpace = Load("bert_space");
    private static readonly Lazy<CodePointSet> LazyBertIdeograph = Load("bert_cjk");
    private static readonly Lazy<CodePointSet> LazyBertAccent = Load("bert_accent");
    private static readonly Lazy<CodePointSet> LazyCombiningMark = Load("strip_accents");
    private static readonly Lazy<CodePointSet> LazyPunctuation = Load("punctuation");
    private static readonly Lazy<CodePointSet> LazyWhiteSpace = Load("white_space");
    private static readonly Lazy<CodePointSet> LazyLetter = Load("letter");
    private static readonly Lazy<CodePointSet> LazyNumber = Load("number");
    private static readonly Lazy<CodePointSet> LazyWord = Load("word");
    private static readonly Lazy<Dictionary<int, string>> LazyLowercase = new(LoadLowercase);

    /// <summary>What BertNormalizer's clean_text deletes.</summary>
    public static CodePointSet BertRemoved => LazyBertRemoved.Value;

    /// <summary>What BertNormalizer's clean_text turns into a space.</summary>
    public static CodePointSet BertSpace => LazyBertSpace.Value;

    /// <summary>What BertNormalizer puts between spaces.</summary>
    public static CodePointSet BertIdeograph => LazyBertIdeograph.Value;

    /// <summary>What BertNormalizer's strip_accents deletes after decomposition.</summary>
    public static CodePointSet BertAccent => LazyBertAccent.Value;

    /// <summary>What the StripAccents normalizer deletes.</summary>
    public static CodePointSet CombiningMark => LazyCombiningMark.Value;

    public static CodePointSet Punctuation => LazyPunctuation.Value;

    public static CodePointSet WhiteSpace => LazyWhiteSpace.Value;

    public static CodePointSet Letter => LazyLetter.Value;

    public static CodePointSet Number => LazyNumber.Value;

    /// <summary>What a <c>single_word</c> added token must not touch.</summary>
    public static CodePointSet Word => LazyWord.Value;

    /// <summary>The lower-case form of every code point that has one.</summary>
    public static IReadOnlyDictionary<int, string> Lowercase => LazyLowercase.Value;

    private static Lazy<CodePointSet> Load(string name) => new(() => new CodePointSet(
        Document.Value.RootElement.GetProperty(name).EnumerateArray().Select(range => (range[0].GetInt32(), range[1].GetInt32()))));

    private static Dictionary<int, string> LoadLowercase() => Document.Value.RootElement.GetProperty("lowercase").EnumerateObject()
        .ToDictionary(mapping => Rune.GetRuneAt(mapping.Name, 0).Value, mapping => mapping.Value.GetString()!);
}
