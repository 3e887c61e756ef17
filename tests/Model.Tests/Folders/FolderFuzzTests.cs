using AttnExtract.Ground;
using AttnExtract.Model.Network;
using AttnExtract.Model.Text;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Folders;

/// <summary>
/// Whole model folders with one damaged file: they load, and run, or are refused in one sentence. Never another exception, a hang, or memory
/// that only a file's promise asks for.
/// </summary>
public sealed class FolderFuzzTests : IDisposable
{
    // Tells what hangs from what waits for a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // More than any of the folders needs by far; as much as a file of a few bytes may cost.
    private const long MostMemory = 1L << 30;

    private readonly TemporaryFolder _folder = new();

    /// <summary>The files that a model folder may have, and how many damaged copies of each the usual run tries.</summary>
    public static TheoryData<string, int> ModelFiles => new()
    {
        { "config.json", 600 },
        { "model.safetensors", 150 },
        { "pytorch_model.bin", 150 },
        { "model.safetensors.index.json", 150 },
        { "modules.json", 150 },
        { "1_Pooling/config.json", 100 },
    };

    /// <summary>The files that a tokenizer may be made of, likewise; those after the first are read where there is no tokenizer.json.</summary>
    public static TheoryData<string, int> TokenizerFiles => new()
    {
        { "tokenizer.json", 150 },
        { "tokenizer_config.json", 150 },
        { "special_tokens_map.json", 50 },
        { "vocab.txt", 150 },
        { "vocab.json", 150 },
        { "merges.txt", 150 },
        { "tokenizer.model", 50 },
        { "sentencepiece.bpe.model", 50 },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(ModelFiles))]
    public void A_damaged_file_of_a_model_ends_well_or_in_one_sentence(string file, int usual) => Try("families", file, usual, _ => true, () =>
    {
        using PretrainedModel model = PretrainedModel.Load(_folder.Path);
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        ModelInput input = model.Batch([model.Tokenizer.Encode("Ab cé 12😀."), model.Tokenizer.Encode("The cat sat.")]);
        Tensor hidden = model.Encoder.call(input); // [batch, token, hidden]
        foreach (Model.Heads.TaskHead head in model.Heads)
        {
            head.call(hidden, input.Padding);
        }

        model.Pooling?.Pool(hidden[0]);
    });

    [Theory]
    [MemberData(nameof(TokenizerFiles))]
    public void A_damaged_file_of_a_tokenizer_ends_well_or_in_one_sentence(string file, int usual) => Try(
        "tokenizers", file, usual, name => name.StartsWith("tokenizer.json", StringComparison.Ordinal) == (file == "tokenizer.json"), () =>
        {
            TextTokenizer tokenizer = TextTokenizer.Load(_folder.Path);
            Encoding encoding = tokenizer.Encode("Ab  cé▁<m> ½\u0301 12😀", "b", new EncodingOptions { MaxLength = 9 });
            tokenizer.Decode(encoding.Tokens.Select(token => token.Id).Where(id => tokenizer.TokenOf(id) is not null));
            _ = tokenizer.Components;
        });

    private void Try(string subject, string file, int usual, Func<string, bool> keeps, Action use)
    {
        // The project's own folders: small ones, so that copies are many.
        string parent = Path.Combine(ReferenceData.OwnRoot, subject);
        string[] sources = [.. Directory.GetDirectories(parent).Where(folder => File.Exists(Path.Combine(folder, file))).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(sources);
        Dictionary<string, string> mistakes = [];
        int count = Mutations.Count(usual);
        int share = (count + sources.Length - 1) / sources.Length;
        foreach (string source in sources)
        {
            Fill(source, name => name == file || keeps(name));
            byte[] good = File.ReadAllBytes(Path.Combine(source, file));
            IEnumerable<byte[]> damaged = Path.GetExtension(file) == ".json"
                ? Mutations.Of(good, share / 2, Math.Min(good.Length, 400)).Concat(JsonMutations.Of(good, share - (share / 2)))
                : Mutations.Of(good, share, Math.Min(good.Length, 4000));
            foreach ((int seed, byte[] bytes) in damaged.Index())
            {
                Replace(file, bytes);
                if (Mistake(use) is { } mistake)
                {
                    mistakes.TryAdd(mistake[..Math.Min(mistake.Length, 300)], $"{Path.GetFileName(source)}/{file}, copy {seed}: {mistake}");
                }
            }
        }

        Assert.True(mistakes.Count == 0, string.Join("\n\n", mistakes.Values.Take(20)));
    }

    // What went wrong; null when it ended well, or in one sentence.
    private static string? Mistake(Action use)
    {
        Exception? failure = null;
        long before = GC.GetTotalAllocatedBytes();
        if (!Task.Run(() => failure = Record.Exception(use)).Wait(Patience))
        {
            return $"still busy after {Patience.TotalMinutes} minutes";
        }

        long taken = GC.GetTotalAllocatedBytes() - before;
        return taken > MostMemory ? $"took {taken >> 20} MB"
            : failure is null ? null
            : failure is not AttnExtractException ? failure.ToString()
            : failure.Message.Contains('\n') || !failure.Message.EndsWith('.') ? $"not one sentence: {failure.Message}"
            : null;
    }

    // A new file, since the load of the one before may still be hashing what it refused.
    private void Replace(string name, byte[] bytes)
    {
        File.Delete(_folder[name]);
        _folder.Write(name, bytes);
    }

    private void Fill(string source, Func<string, bool> keeps)
    {
        foreach (string path in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(source, path);
            if (name is not ("cases.json" or "expected.safetensors") && keeps(name))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
                Replace(name, File.ReadAllBytes(path));
            }
            else
            {
                File.Delete(_folder[name]);
            }
        }
    }
}
