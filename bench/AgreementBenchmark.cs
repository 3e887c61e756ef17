using System.Globalization;
using System.Text.Json;
using AttnExtract.Model.Text;
using Microsoft.ML.Tokenizers;

namespace AttnExtract.Bench;

/// <summary>
/// Not how fast but how true: on how many texts of the tokenizers' reference the ids, and the offsets too, are the library's, ours and those of
/// Microsoft.ML.Tokenizers, special tokens left out. The latter's depend on whether .NET has cultures (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT).
/// </summary>
internal static class AgreementBenchmark
{
    public static void Run()
    {
        string root = FamilyBenchmark.RepositoryRoot();
        string vocabulary = Path.Combine(root, "models", "all-MiniLM-L6-v2", "vocab.txt");
        string references = Path.Combine(root, "tests", "Reference", "tokenizers");
        Console.WriteLine($"   globalization: {(HasCultures() ? "with cultures" : "invariant")}");
        Compare("minilm-uncased", _ => BertTokenizer.Create(vocabulary, new BertOptions { RemoveNonSpacingMarks = true }));
        Compare(
            "gpt2",
            folder => BpeTokenizer.Create(new BpeOptions(Path.Combine(folder, "vocab.json"), Path.Combine(folder, "merges.txt"))
            {
                ByteLevel = true,
                PreTokenizer = RobertaPreTokenizer.Instance,
            }));
        Compare("llama-style", folder => FromModel(Path.Combine(folder, "tokenizer.model"), LlamaTokenizerOf));
        Compare("deberta-v3", folder => FromModel(Path.Combine(folder, "spm.model"), SentencePieceTokenizerOf));

        void Compare(string name, Func<string, Tokenizer> makeRival)
        {
            string folder = Path.Combine(references, name);
            Case[] cases = [.. Cases(folder)];
            TextTokenizer ours = TextTokenizer.Load(folder);
            Tokenizer rival = makeRival(folder);
            Console.WriteLine(
                $"   {name}: {Count(cases, ours)}; {rival.GetType().Name}: {Count(cases, rival)}; of {cases.Length} texts");
        }
    }

    private static Tokenizer LlamaTokenizerOf(Stream model) => LlamaTokenizer.Create(model, addBeginOfSentence: false);

    private static Tokenizer SentencePieceTokenizerOf(Stream model) => SentencePieceTokenizer.Create(model, addBeginningOfSentence: false);

    private static Tokenizer FromModel(string path, Func<Stream, Tokenizer> make)
    {
        using FileStream model = File.OpenRead(path);
        return make(model);
    }

    private static bool HasCultures() => "e\u0301".Normalize(System.Text.NormalizationForm.FormC).Length == 1;

    private static IEnumerable<Case> Cases(string folder)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        foreach (JsonElement one in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            bool isPlain = one.GetProperty("pair").ValueKind == JsonValueKind.Null
                && one.GetProperty("max_length").ValueKind == JsonValueKind.Null;
            if (isPlain)
            {
                JsonElement[] isAdded = [.. one.GetProperty("special_tokens_mask").EnumerateArray()];
                yield return new Case(
                    one.GetProperty("text").GetString()!,
                    [.. OfTheText("ids").Select(id => id.GetInt32())],
                    [.. OfTheText("offsets").Select(range => (range[0].GetInt32(), range[1].GetInt32()))]);

                IEnumerable<JsonElement> OfTheText(string field) =>
                    one.GetProperty(field).EnumerateArray().Where((_, i) => isAdded[i].GetInt32() == 0);
            }
        }
    }

    private static string Count(Case[] cases, TextTokenizer tokenizer) => Count(cases, one =>
    {
        Encoding found = tokenizer.Encode(one.Text, null, new EncodingOptions { AddSpecialTokens = false });
        return (found.Tokens.Select(token => token.Id), found.Tokens.Select(token => (token.Start, token.End)).SequenceEqual(one.Offsets));
    });

    private static string Count(Case[] cases, Tokenizer tokenizer) => Count(cases, one =>
    {
        IReadOnlyList<EncodedToken> found = tokenizer.EncodeToTokens(one.Text, out _);
        IEnumerable<(int Start, int End)> places = found.Select(token => (token.Offset.Start.Value, token.Offset.End.Value));
        return (found.Select(token => token.Id), places.SequenceEqual(one.InUtf16()));
    });

    private static string Count(Case[] cases, Func<Case, (IEnumerable<int> Ids, bool HasPlaces)> encode)
    {
        bool[] hasPlaces = [.. from one in cases let found = encode(one) where found.Ids.SequenceEqual(one.Ids) select found.HasPlaces];
        return string.Create(CultureInfo.InvariantCulture, $"ids {hasPlaces.Length}, with offsets {hasPlaces.Count(has => has)}");
    }

    /// <summary>A text and what the library made of it; offsets in Unicode code points.</summary>
    private sealed record Case(string Text, int[] Ids, (int Start, int End)[] Offsets)
    {
        public IEnumerable<(int Start, int End)> InUtf16()
        {
            int[] places = [0, .. Text.EnumerateRunes().Select(rune => rune.Utf16SequenceLength)];
            for (int i = 1; i < places.Length; i++)
            {
                places[i] += places[i - 1];
            }

            return Offsets.Select(range => (places[range.Start], places[range.End]));
        }
    }
}
