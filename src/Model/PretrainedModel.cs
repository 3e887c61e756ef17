using System.Runtime.CompilerServices;
using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using AttnExtract.Model.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>A model folder, loaded: configuration, weights, tokenizer and the encoder with its hook points.</summary>
public sealed class PretrainedModel : IDisposable
{
    private readonly IDisposable[] _owned;

    internal PretrainedModel(
        string folder,
        string name,
        ModelFolder loaded,
        (TextTokenizer Source, TextTokenizer Target) tokenizers,
        SentencePooling? pooling,
        GlobalTokenRule? globals,
        Task<string> hash)
    {
        Folder = folder;
        Name = name;
        Config = loaded.Config;
        Encoder = loaded.Encoder;
        Tokenizer = tokenizers.Source;
        TargetTokenizer = tokenizers.Target;
        Pooling = pooling;
        Heads = loaded.Heads;
        Report = loaded.Report;
        GlobalTokens = !Spec.HasGlobalTokens ? GlobalTokenRule.None : globals ?? GlobalTokenRule.UsualFor(Heads);
        WeightsHash = hash;
        _owned = Pooling is null ? [Heads, Encoder] : [Pooling, Heads, Encoder];
    }

    private PretrainedModel(PretrainedModel original)
        : this(
            original.Folder, original.Name, new ModelFolder(original.Config, original.Encoder.Twin(), original.Heads, original.Report),
            (original.Tokenizer, original.TargetTokenizer), original.Pooling, original.GlobalTokens,
            original.WeightsHash)
    {
        _owned = [Encoder];
    }

    /// <summary>The folder of the model that is bundled with the program: beside it, wherever it was started from.</summary>
    public static string BundledFolder { get; } = Path.Combine(AppContext.BaseDirectory, "models", "all-MiniLM-L6-v2");

    /// <summary>The folder that it was loaded from.</summary>
    public string Folder { get; }

    /// <summary>What it is called, as <see cref="PretrainedFolder.Name"/> says.</summary>
    public string Name { get; }

    /// <summary>Its configuration.</summary>
    public ModelConfig Config { get; }

    /// <summary>Its structure.</summary>
    public ModelSpec Structure => Encoder.Structure;

    /// <summary>The structure of its only stack; of two, the encoder's.</summary>
    public StackSpec Spec => Encoder.Spec;

    /// <summary>The encoder.</summary>
    public Encoder Encoder { get; }

    /// <summary>The encoder's hook points by name.</summary>
    public HookMap Hooks => Encoder.Hooks;

    /// <summary>Its tokenizer.</summary>
    public TextTokenizer Tokenizer { get; }

    /// <summary>The tokenizer of what its decoder reads, where that reads an encoder; else the same.</summary>
    public TextTokenizer TargetTokenizer { get; }

    /// <summary>Its heads: what tasks put on top of the encoder.</summary>
    public TaskHeads Heads { get; }

    /// <summary>How hidden states become one vector for a text; null where the folder does not say.</summary>
    public SentencePooling? Pooling { get; }

    /// <summary>What became of every tensor of the checkpoint.</summary>
    public LoadReport Report { get; }

    /// <summary>The type that the forward pass computes in; <c>Encoder.to(…)</c> changes it.</summary>
    public Precision Precision => Encoder.Precision;

    /// <summary>Which tokens of a text see everything.</summary>
    public GlobalTokenRule GlobalTokens { get; }

    /// <summary>SHA-256 of the weights, as <see cref="Checkpoint.Sha256()"/> defines it.</summary>
    public string WeightsSha256 => WeightsHash.GetAwaiter().GetResult();

    /// <summary>What becomes <see cref="WeightsSha256"/>: it is computed beside everything else, and only whoever needs it waits.</summary>
    public Task<string> WeightsHash { get; }

    /// <summary>Begins to load libtorch in the background, for a program that will load a model but has other things to do first.</summary>
    /// <returns>Done when libtorch is ready.</returns>
    public static Task WarmUp() => Task.Run(() =>
    {
        RuntimeHelpers.RunClassConstructor(typeof(Encoder).TypeHandle);
        using IDisposable scope = NewDisposeScope();
        using Tensor any = NewTensor.Zeros([2, 2], ScalarType.Float32, CPU);
        _ = any.MatrixTimes(any);
    });

    /// <summary>Loads the bundled model, all-MiniLM-L6-v2.</summary>
    /// <exception cref="AttnExtractException">It is not beside the program.</exception>
    public static PretrainedModel LoadBundled(Precision precision = Precision.Float32) => Load(BundledFolder, precision);

    /// <summary>Loads a model folder as the Hugging Face libraries write it.</summary>
    /// <param name="folder">The folder: config.json, weights, tokenizer.</param>
    /// <param name="precision">The type to compute in; the stored weights may have another.</param>
    /// <exception cref="AttnExtractException">Something is missing, broken, unknown or does not fit together; the message says what.</exception>
    public static PretrainedModel Load(string folder, Precision precision = Precision.Float32) => Load(PretrainedFolder.Open(folder), precision);

    /// <inheritdoc cref="Load(string, Precision)"/>
    internal static PretrainedModel Load(PretrainedFolder folder, Precision precision, GlobalTokenRule? globals = null)
    {
        if (globals is not null && globals != GlobalTokenRule.None && !folder.Spec.HasGlobalTokens)
        {
            throw new AttnExtractException(
                $"In {folder.Name} no token sees more than the others, so that none can be chosen for it (--global-tokens {globals}).");
        }

        Task<(TextTokenizer Source, TextTokenizer Target)> tokenizers = Task.Run(() => LoadTokenizers(folder));
        try
        {
            Task<string> hash = HashInBackground(folder.Path);
            ModelFolder loaded = ModelFolder.Load(folder, precision);
            SentencePooling? pooling = SentencePooling.Find(folder.Root, precision);
            loaded.Encoder.Readers = [.. loaded.Heads, .. pooling?.Projections ?? []];
            return new PretrainedModel(folder.Path, folder.Name, loaded, tokenizers.GetAwaiter().GetResult(), pooling, globals, hash);
        }
        finally
        {
            // Whatever failed above, the tokenizer's own failure must not surface later as an unobserved one.
            _ = tokenizers.ContinueWith(done => done.Exception, TaskContinuationOptions.OnlyOnFaulted);
        }
    }

    /// <summary>Moves the weights to where the model is to run. Records and results are in the program's own memory wherever it ran.</summary>
    /// <param name="device">Where to.</param>
    /// <exception cref="AttnExtractException">The libtorch of the program has no such device.</exception>
    public void MoveTo(ComputeDevice device) => Encoder.MoveTo(device);

    /// <summary>
    /// The same model once more, for a thread of its own: weights, heads and tokenizer are shared, hook points and the turn are not. It is to be
    /// disposed before this one is.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public PretrainedModel Twin()
    {
        using IDisposable turn = Encoder.Turnstile.Enter();
        return new PretrainedModel(this);
    }

    /// <summary>Puts texts into a batch, padded on the right to the longest.</summary>
    /// <param name="encodings">One or more texts, each of 1 token or more.</param>
    /// <exception cref="AttnExtractException">A text has more tokens than the model has positions.</exception>
    public ModelInput Batch(IReadOnlyList<Encoding> encodings)
    {
        ModelInput input = Batch(encodings, StackOrder.First);
        return Structure.Second is not null && encodings.All(encoding => encoding.Target is not null)
            ? input with { Target = Batch([.. encodings.Select(encoding => encoding.Target!)], StackOrder.Second) }
            : input;
    }

    /// <summary>The tokens that a decoder which reads an encoder is given for a text.</summary>
    /// <param name="text">The text, of which it is asked for every next token; the empty text for what goes before any.</param>
    /// <param name="language">The token of its language, for models that have them; null for the one that the tokenizer names.</param>
    /// <param name="truncate">Whether a text that is too long is cut off at the end.</param>
    /// <exception cref="AttnExtractException">The model has one stack, or no such language.</exception>
    public Encoding EncodeTarget(string text, string? language = null, bool truncate = false)
    {
        DecoderStart start = Structure.Start ?? throw new AttnExtractException(
            $"{Name} has one stack of layers and takes no target: a target is what the decoder of a model with an encoder and a decoder reads.");
        TextTokenizer tokenizer = TargetTokenizer.InLanguage(language);
        int? most = truncate && Structure.Last.HasMaximumLength ? Structure.Last.MaximumLength : null;
        Encoding read = start.Shift(tokenizer.Encode(text, null, new EncodingOptions { MaxLength = most }), tokenizer);

        // What moved to the front stood behind the end of the text, before which nothing is.
        return text.Length > 0 || start.TokenId is not null ? read : read with { Tokens = [read.Tokens[0]] };
    }

    private ModelInput Batch(IReadOnlyList<Encoding> encodings, StackOrder stack)
    {
        int longest = encodings.Max(encoding => encoding.Tokens.Count);
        StackSpec spec = Structure[stack];
        RequireLength(encodings.MaxBy(encoding => encoding.Tokens.Count)!, stack);

        long[] tokenIds = new long[encodings.Count * longest];
        long[] typeIds = new long[encodings.Count * longest];
        Array.Fill(tokenIds, Tokenizer.PadId ?? 0);
        for (int row = 0; row < encodings.Count; row++)
        {
            IReadOnlyList<EncodingToken> tokens = encodings[row].Tokens;
            for (int i = 0; i < tokens.Count; i++)
            {
                tokenIds[(row * longest) + i] = InTable(tokens[i].Id, spec.VocabularySize, "token");
                typeIds[(row * longest) + i] = InTable(tokens[i].TypeId, spec.TokenTypeCount < 2 ? int.MaxValue : spec.TokenTypeCount, "token type");
            }
        }

        return new ModelInput(
            NewTensor.Of(tokenIds, Encoder.Device).view(encodings.Count, longest), // [batch, token]
            NewTensor.Of(typeIds, Encoder.Device).view(encodings.Count, longest), // [batch, token]
            Padding.ForLengths([.. encodings.Select(encoding => encoding.Tokens.Count)], Encoder.Device))
        {
            Globals = GlobalTokens.In(encodings, longest, Tokenizer.SeparatorId, Encoder.Device),
        };
    }

    /// <summary>Refuses a text that is longer than the model can read, without running it.</summary>
    /// <exception cref="AttnExtractException">It, or what a decoder is to read beside it, has more tokens than the model has positions.</exception>
    public void RequireReadable(Encoding encoding)
    {
        RequireLength(encoding, StackOrder.First);
        if (Structure.Second is not null && encoding.Target is { } target)
        {
            RequireLength(target, StackOrder.Second);
        }
    }

    private void RequireLength(Encoding encoding, StackOrder stack)
    {
        int count = encoding.Tokens.Count;
        if (count > Structure[stack].MaximumLength)
        {
            string what = stack == StackOrder.First ? "text" : "target";
            throw new AttnExtractException(
                $"The {what} has {count} tokens, but {Name} reads at most {Structure[stack].MaximumLength}. Shorten it, or cut it off with --truncate.")
            {
                RefusedText = encoding.Text,
            };
        }
    }

    /// <summary>Frees the weights, when the run in progress is over; no run begins any more.</summary>
    public void Dispose() => Encoder.Turnstile.Close(() =>
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    });

    private int InTable(int id, int rows, string what) => (uint)id < (uint)rows ? id : throw new AttnExtractException(
        $"The tokenizer of {Name} gives {what} {id}, but its model knows only {rows}: tokenizer and {ModelConfig.FileName} do not belong together.");

    private static (TextTokenizer Source, TextTokenizer Target) LoadTokenizers(PretrainedFolder folder)
    {
        TextTokenizer source = TextTokenizer.Load(folder.Path);
        return (source, folder.Structure.Second is null ? source : TextTokenizer.LoadTarget(folder.Path) ?? source);
    }

    // 45 MB take as long to hash as to load, and only a saved record needs the result: start at once, wait when asked.
    private static Task<string> HashInBackground(string folder) => Task.Run(() =>
    {
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        return checkpoint.Sha256();
    });
}

/// <summary>The type that a forward pass computes in, and that its weights have in memory, whatever the type of the stored ones.</summary>
public enum Precision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>
    /// Single precision, with weights that take half the memory: of checkpoints in bfloat16 they are what they are, so that all numbers are as in
    /// <see cref="Float32"/>; others are rounded to 8 binary digits. Each is widened where it is used.
    /// </summary>
    BFloat16,

    /// <summary>Double precision, for proofs: what then still differs from a reference is a wrong formula.</summary>
    Float64,
}

/// <summary>What a precision is to the library below.</summary>
internal static class Precisions
{
    public static ScalarType ToScalarType(this Precision precision) => precision switch
    {
        Precision.Float64 => ScalarType.Float64,
        Precision.BFloat16 => ScalarType.BFloat16,
        _ => ScalarType.Float32,
    };

    /// <summary>The precision of weights.</summary>
    /// <exception cref="AttnExtractException">Nothing can be computed with them.</exception>
    public static Precision ToPrecision(this ScalarType type) => type switch
    {
        ScalarType.Float64 => Precision.Float64,
        ScalarType.BFloat16 => Precision.BFloat16,
        ScalarType.Float32 => Precision.Float32,
        _ => throw new AttnExtractException(
            $"The model's weights were converted to {type}, which it cannot compute with: convert them with Encoder.to(…) to "
            + $"{ScalarType.Float32}, {ScalarType.Float64} or {ScalarType.BFloat16}."),
    };

    /// <summary>Computes with a weight as it is, or with a wider copy that is let go of at once.</summary>
    public static Tensor Use(this Parameter weight, Func<Tensor, Tensor> compute)
    {
        if (weight.dtype != ScalarType.BFloat16)
        {
            return compute(weight);
        }

        using Tensor wide = weight.to(ScalarType.Float32);
        return compute(wide);
    }
}
