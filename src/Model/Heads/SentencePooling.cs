using System.Collections.Immutable;
using System.Text.Json;
using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Heads;

/// <summary>
/// How a sentence-transformers folder makes one vector of a text's hidden states: <c>modules.json</c> names the steps, and the
/// pooling step's <c>config.json</c> the kinds of pooling, whose results are joined in the order of <see cref="PoolingMode.All"/>.
/// </summary>
public sealed class SentencePooling : IDisposable
{
    /// <summary>The file that names the steps.</summary>
    internal const string ModulesFile = "modules.json";

    private const string TransformerStep = "Transformer";
    private const string TypePrefix = "sentence_transformers.models.";

    private readonly ImmutableArray<nn.Module<Tensor, Tensor>> _steps;

    private SentencePooling(ImmutableArray<nn.Module<Tensor, Tensor>> steps) => _steps = steps;

    /// <summary>What becomes of a text before its tokens are made.</summary>
    public required SentenceText Text { get; init; }

    /// <summary>What may be written before a text.</summary>
    public required SentencePrompts Prompts { get; init; }

    /// <summary>Whether the tokens of a prompt are pooled along with those of the text (<c>include_prompt</c>).</summary>
    public required bool IncludesPrompt { get; init; }

    /// <summary>The kinds of pooling.</summary>
    public required ImmutableArray<PoolingMode> Modes { get; init; }

    /// <summary>Whether the vector is projected after pooling.</summary>
    public bool Projects => Projections.Any();

    /// <summary>The steps with weights of their own.</summary>
    internal IEnumerable<SentenceDense> Projections => _steps.OfType<SentenceDense>();

    /// <summary>Whether the vector is scaled to Euclidean length 1.</summary>
    public bool Normalizes => _steps.Any(step => step is UnitLength);

    /// <summary>What is done, in order: kinds of pooling as their configuration calls them, then <c>dense</c> and <c>normalize</c>.</summary>
    public ImmutableArray<string> StepNames => StepNamesWith(Modes);

    /// <summary>Reads how a folder pools.</summary>
    /// <param name="folder">A model folder.</param>
    /// <param name="precision">The type that the model computes in.</param>
    /// <returns>Null where there is no <c>modules.json</c>.</returns>
    /// <exception cref="AttnExtractException">A step is not known, or a file is broken.</exception>
    public static SentencePooling? Find(string folder, Precision precision = Precision.Float32)
    {
        string path = Path.Combine(folder, ModulesFile);
        if (!File.Exists(path))
        {
            return null;
        }

        SentenceText text = SentenceText.Read(folder);
        ImmutableArray<PoolingMode> modes = [];
        bool includesPrompt = true;
        ImmutableArray<nn.Module<Tensor, Tensor>>.Builder steps = ImmutableArray.CreateBuilder<nn.Module<Tensor, Tensor>>();
        foreach ((string type, string step) in ReadSteps(path))
        {
            switch (Kind(type))
            {
                case TransformerStep:
                    text = SentenceText.Read(Path.Combine(folder, step));
                    break;
                case "Dropout":
                    break;
                case "Pooling":
                    (modes, includesPrompt) = ReadPooling(Path.Combine(folder, step, ModelConfig.FileName));
                    break;
                case "Dense":
                    steps.Add(SentenceDense.Load(Path.Combine(folder, step), precision.ToScalarType()));
                    break;
                case "Normalize":
                    steps.Add(new UnitLength());
                    break;
                default:
                    throw new AttnExtractException(
                        $"'{path}' has a step of type '{type}', which is not supported; supported are {TypePrefix}Transformer, "
                        + $"{TypePrefix}Pooling, {TypePrefix}Dense, {TypePrefix}Dropout and {TypePrefix}Normalize.");
            }
        }

        return modes.IsEmpty
            ? throw new AttnExtractException($"'{path}' has no step that pools.")
            : new SentencePooling(steps.ToImmutable())
            {
                Text = text,
                Prompts = SentencePrompts.Read(folder),
                IncludesPrompt = includesPrompt,
                Modes = modes,
            };
    }

    /// <summary>The folder of the encoder where it is not the model's own, as older versions wrote it (<c>0_Transformer</c>); else null.</summary>
    internal static string? EncoderFolderOf(string folder) =>
        EncoderStepOf(Path.Combine(folder, ModulesFile)) is { } inside ? Path.Combine(folder, inside) : null;

    /// <summary>The same within the folder of a <see cref="ModulesFile"/>.</summary>
    internal static string? EncoderStepOf(string modules) =>
        File.Exists(modules) && ReadSteps(modules).FirstOrDefault(step => Kind(step.Type) == TransformerStep).Folder is { Length: > 0 } inside ? inside : null;

    /// <summary><see cref="StepNames"/> with other kinds of pooling.</summary>
    public ImmutableArray<string> StepNamesWith(IEnumerable<PoolingMode> modes) =>
        [.. modes.Select(mode => mode.Key), .. Projects ? ["dense"] : Array.Empty<string>(), .. Normalizes ? ["normalize"] : Array.Empty<string>()];

    /// <summary>Pools the hidden states of one text.</summary>
    /// <param name="hidden">The final hidden states of its real tokens: [token, hidden]</param>
    /// <param name="prompt">How many of the tokens, from the first on, are a prompt's and do not count.</param>
    /// <param name="modes">Other kinds of pooling than the folder's; null for those.</param>
    /// <returns>[hidden × kinds of pooling], or as wide as the last projection.</returns>
    public Tensor Pool(Tensor hidden, int prompt = 0, IReadOnlyList<PoolingMode>? modes = null)
    {
        Tensor pooled = cat([.. (modes ?? Modes).Select(mode => mode.Pool(hidden, prompt))]); // [hidden × kinds]
        return _steps.Aggregate(pooled, (vector, step) => step.call(vector)); // [width]
    }

    /// <summary>Frees the weights of projections.</summary>
    public void Dispose()
    {
        foreach (nn.Module<Tensor, Tensor> step in _steps)
        {
            step.Dispose();
        }
    }

    /// <summary>The steps that a <see cref="ModulesFile"/> names: their types, and their folders within the model's.</summary>
    /// <exception cref="AttnExtractException">The file is broken, or leads out of its folder.</exception>
    internal static IEnumerable<(string Type, string Folder)> ReadSteps(string path)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.GetDirectoryName(path)!));
        JsonElement steps = JsonFile.Read(path);
        JsonElement[] items = steps.ValueKind == JsonValueKind.Array ? [.. steps.EnumerateArray()] : [steps];
        foreach (JsonElement step in items)
        {
            string type = ReadText(step, "type")
                ?? throw new AttnExtractException($"'{path}' is not a list of steps, each with a \"type\" and a \"path\".");
            string name = ReadText(step, "path") ?? "";
            string inside = Path.GetFullPath(Path.Combine(root, name));
            yield return inside == root || inside.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || name.Length == 0
                ? (type, name)
                : throw new AttnExtractException($"'{path}' leads out of its folder: \"{name}\".");
        }
    }

    private static string Kind(string type) => type[(type.LastIndexOf('.') + 1)..];

    private static string? ReadText(JsonElement step, string key) =>
        step.ValueKind == JsonValueKind.Object && step.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { } text && !text.Any(char.IsControl)
            ? text
            : null;

    private static (ImmutableArray<PoolingMode> Modes, bool IncludesPrompt) ReadPooling(string path)
    {
        JsonElement config = JsonFile.Read(path);
        return config.ValueKind != JsonValueKind.Object
            ? throw NothingKnown(path)
            : (ReadModes(config, path), !(config.TryGetProperty("include_prompt", out JsonElement includes) && includes.ValueKind == JsonValueKind.False));
    }

    private static ImmutableArray<PoolingMode> ReadModes(JsonElement config, string path)
    {
        const string NewKey = "pooling_mode";

        if (config.TryGetProperty(NewKey, out JsonElement chosen))
        {
            PoolingMode[] named = [.. chosen.ValueKind == JsonValueKind.Array ? chosen.EnumerateArray().Select(Named) : [Named(chosen)]];
            return named.Length == 0 ? throw NothingKnown(path) : [.. PoolingMode.All.Where(named.Contains)];
        }

        ImmutableArray<PoolingMode> modes = [.. PoolingMode.All.Where(mode => IsOn(mode.Key))];
        bool isAnyOn = config.EnumerateObject().Any(switched => switched.Name.StartsWith(NewKey, StringComparison.Ordinal) && IsOn(switched.Name));
        return !modes.IsEmpty ? modes
            : isAnyOn ? throw NothingKnown(path)
            : [PoolingMode.Mean];

        bool IsOn(string key) => config.TryGetProperty(key, out JsonElement on) && on.ValueKind == JsonValueKind.True;

        PoolingMode Named(JsonElement name) =>
            PoolingMode.All.FirstOrDefault(mode => name.ValueKind == JsonValueKind.String && name.ValueEquals(mode.Name))
            ?? throw new AttnExtractException(
                $"'{path}' pools by {name.GetRawText()}, which is not known; known are {string.Join(", ", PoolingMode.All.Select(mode => mode.Name))}.");
    }

    private static AttnExtractException NothingKnown(string path) => new(
        $"'{path}' switches no kind of pooling on that is known; known are {string.Join(", ", PoolingMode.All.Select(mode => mode.Key))}.");
}
