using System.Globalization;
using AttnExtract.Model.Text;
using Microsoft.ML.Tokenizers;

namespace AttnExtract.Bench;

/// <summary>
/// Text to ids, tokens and offsets on one core, beside Microsoft.ML.Tokenizers: the project's own documents repeated to 1 MB, and 1 MB without a
/// single space. Vocabularies are the bundled model's and, smaller, those of the reference folders.
/// </summary>
internal static class TokenizeBenchmark
{
    private const int Length = 1_000_000;
    private const int Pairs = 7;

    public static void Run()
    {
        string root = FamilyBenchmark.RepositoryRoot();
        string models = Path.Combine(root, "models", "all-MiniLM-L6-v2");
        string references = Path.Combine(root, "tests", "Reference", "tokenizers");
        string gpt2 = Path.Combine(references, "gpt2");
        string unigram = Path.Combine(references, "xlm-roberta");
        string prose = Prose(root);
        Compare("WordPiece", models, () => BertTokenizer.Create(Path.Combine(models, "vocab.txt")), prose, 2);
        Compare(
            "byte-level BPE",
            gpt2,
            () => BpeTokenizer.Create(new BpeOptions(Path.Combine(gpt2, "vocab.json"), Path.Combine(gpt2, "merges.txt")) { ByteLevel = true }),
            prose,
            1.5);
        Compare(
            "Unigram",
            unigram,
            () =>
            {
                using FileStream model = File.OpenRead(Path.Combine(unigram, "sentencepiece.bpe.model"));
                return SentencePieceTokenizer.Create(model);
            },
            prose,
            1.5);

        // Alone: the rival takes minutes.
        string solid = Repeated(string.Concat(prose.Where(char.IsAsciiLetter)));
        Console.WriteLine($"   {Length / 1e6:0.00} MB without spaces");
        foreach ((string kind, string folder) in new[] { ("WordPiece", models), ("byte-level BPE", gpt2), ("Unigram", unigram) })
        {
            TextTokenizer tokenizer = TextTokenizer.Load(folder);
            Paired.Alone(kind, () => { tokenizer.Encode(solid); return null; }, Pairs);
        }
    }

    private static void Compare(string kind, string folder, Func<Tokenizer> makeRival, string text, double target)
    {
        TextTokenizer ours = TextTokenizer.Load(folder);
        Tokenizer rival = makeRival();
        double megabytes = System.Text.Encoding.UTF8.GetByteCount(text) / 1e6;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"   {kind}: {megabytes:0.00} MB, so {1000 * megabytes / target:0} ms are {target:0.0} MB/s"));
        Paired.Compare(
            "ours", () => { ours.Encode(text); return null; },
            "Microsoft.ML.Tokenizers", () => { rival.EncodeToTokens(text, out _); return null; },
            Pairs);
    }

    private static string Prose(string root) => Repeated(string.Join(
        '\n', Directory.GetFiles(Path.Combine(root, "docs"), "*.md").Order(StringComparer.Ordinal).Select(File.ReadAllText)));

    private static string Repeated(string text) => string.Concat(Enumerable.Repeat(text, (Length / text.Length) + 1))[..Length];
}
