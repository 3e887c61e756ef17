using AttnExtract.Model;

namespace AttnExtract.Extract;

/// <summary>Where a record's numbers come from: enough to make them again, and nothing that changes from run to run.</summary>
public sealed record Provenance
{
    private readonly AwaitedText _weightsSha256;

    /// <summary>The model's name: its folder's name, or <c>owner/name@revision</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Whether that is the model that comes with the program, which nobody has to name.</summary>
    public bool IsOfBundledModel => Model == PretrainedFolder.NameOf(PretrainedModel.BundledFolder);

    /// <summary>The <c>model_type</c> of its configuration.</summary>
    public required string ModelType { get; init; }

    /// <summary>SHA-256 of the weights in lower-case hexadecimal; of several shards, the hash of their hashes in file order.</summary>
    public required string WeightsSha256
    {
        get => _weightsSha256.Text;
        init => _weightsSha256 = new AwaitedText(Task.FromResult(value));
    }

    /// <summary>Becomes <see cref="WeightsSha256"/>: the weights may still be being hashed, and only whoever asks for the hash waits.</summary>
    internal Task<string> WeightsHash
    {
        init => _weightsSha256 = new AwaitedText(value);
    }

    /// <summary>How many layers the model has, captured or not.</summary>
    public required int LayerCount { get; init; }

    /// <summary>How many heads each layer has, captured or not.</summary>
    public required int HeadCount { get; init; }

    /// <summary>
    /// The heads that were cut out of the model, as a selection of heads is written, <c>0.1-2,3.5</c>; null where all are there. In a
    /// record their numbers are NaN.
    /// </summary>
    public string? PrunedHeads { get; init; }

    /// <summary>The type that the forward pass computed in: <c>float32</c> or <c>float64</c>.</summary>
    public string Precision { get; init; } = "float32";

    /// <summary>How many tokens were cut off at the end to fit the model; 0 when the text is whole.</summary>
    public int TruncatedTokens { get; init; }

    /// <summary>What was read, beside what the program reads of the text.</summary>
    public RunInput Input { get; init; }

    /// <summary>
    /// What was changed: what the run itself switched off, in the order of attachment, then what hooks that were attached to the model before it,
    /// and changed something in it, say that they change; empty for a plain run.
    /// </summary>
    public IReadOnlyList<string> Ablations { get; init; } = [];

    /// <summary>
    /// The names of the hook points, in forward order, at which hooks of somebody's own replaced values in the run, or wrote into them, and do
    /// not say what they change; empty for a plain run. Hooks that the library put on other modules are not seen.
    /// </summary>
    public IReadOnlyList<string> ReplacedSites { get; init; } = [];

    /// <summary>The version of AttnExtract that captured.</summary>
    public required string Version { get; init; }

    /// <summary>The version of libtorch that computed.</summary>
    public required string Torch { get; init; }

    /// <summary>The same of these runs and of later ones of the same model.</summary>
    internal Provenance With(Provenance later) => this with
    {
        TruncatedTokens = TruncatedTokens + later.TruncatedTokens,
        Ablations = [.. Ablations.Union(later.Ablations)],
        ReplacedSites = [.. ReplacedSites.Union(later.ReplacedSites)],
    };

    // Equal as the texts are.
    private readonly record struct AwaitedText(Task<string> Pending)
    {
        public string Text => Pending.GetAwaiter().GetResult();

        public bool Equals(AwaitedText other) => Text == other.Text;

        public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
    }
}
