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

    private const string TypePrefix = "sentence_transformers.models.";

    private readonly ImmutableArray<nn.Module<Tensor, Tensor>> _steps;

    private SentencePooling(ImmutableArray<PoolingMode> modes, ImmutableArray<nn.Module<Tensor, Tensor>> steps)
    {
        Modes = modes;
        _steps = steps;
    }

    /// <summary>The kinds of pooling.</summary>
    public ImmutableArray<PoolingMode> Modes { get; }

    /// <summary>Whether the vector is projected after pooling.</summary>
    public bool Projects => _steps.Any(step => step is SentenceDense);

    /// <summary>Whether the vector is scaled to Euclidean length 1.</summary>
    public bool Normalizes => _steps.Any(step => step is UnitLength);

    /// <summary>What is done, in order: kinds of pooling as their configuration calls them, then <c>dense</c> and <c>normalize</c>.</summary>
    public ImmutableArray<string> StepNames =>
        [.. Modes.Select(mode => mode.Key), .. Projects ? ["dense"] : Array.Empty<string>(), .. Normalizes ? ["normalize"] : Array.Empty<string>()];

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

        ImmutableArray<PoolingMode> modes = [];
        ImmutableArray<nn.Module<Tensor, Tensor>>.Builder steps = ImmutableArray.CreateBuilder<nn.Module<Tensor, Tensor>>();
        foreach ((string type, string step) in ReadSteps(path))
        {
            switch (type[(type.LastIndexOf('.') + 1)..])
            {
                case "Transformer" or "Dropout":
                    break;
                case "Pooling":
                    modes = ReadModes(Path.Combine(folder, step, ModelConfig.FileName));
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

        return modes.IsEmpty ? throw new AttnExtractException($"'{path}' has no step that pools.") : new SentencePooling(modes, steps.ToImmutable());
    }

    /// <summary>Pools the hidden states of one text.</summary>
    /// <param name="hidden">The final hidden states of its real tokens: [token, hidden]</param>
    /// <returns>[hidden × kinds of pooling], or as wide as the last projection.</returns>
    public Tensor Pool(Tensor hidden)
    {
        Tensor pooled = cat([.. Modes.Select(mode => mode.Pool(hidden))]); // [hidden × kinds]
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
            string type = Text(step, "type")
                ?? throw new AttnExtractException($"'{path}' is not a list of steps, each with a \"type\" and a \"path\".");
            string name = Text(step, "path") ?? "";
            string inside = Path.GetFullPath(Path.Combine(root, name));
            yield return inside == root || inside.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || name.Length == 0
                ? (type, name)
                : throw new AttnExtractException($"'{path}' leads out of its folder: \"{name}\".");
        }
    }

    private static string? Text(JsonElement step, string key) =>
        step.ValueKind == JsonValueKind.Object && step.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { } text && !text.Any(char.IsControl)
            ? text
            : null;

    private static ImmutableArray<PoolingMode> ReadModes(string path)
    {
        JsonElement config = JsonFile.Read(path);
        ImmutableArray<PoolingMode> modes =
            config.ValueKind == JsonValueKind.Object
            ? [.. PoolingMode.All.Where(mode => config.TryGetProperty(mode.Key, out JsonElement on) && on.ValueKind == JsonValueKind.True)]
            : [];
        return modes.IsEmpty
            ? throw new AttnExtractException(
                $"'{path}' switches no kind of pooling on that is known; known are {string.Join(", ", PoolingMode.All.Select(mode => mode.Key))}.")
            : modes;
    }
}
