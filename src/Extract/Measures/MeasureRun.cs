using AttnExtract.Extract.Ablations;
using AttnExtract.Extract.Targets;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>One text and everything that measures of it share: its plain run, its gradients, and the means to run it again.</summary>
/// <param name="model">The model.</param>
/// <param name="encoding">The text.</param>
/// <param name="target">The number that matters, or null.</param>
/// <param name="needs">The most that any of the measures needs.</param>
/// <param name="kind">Which attention is looked at; null for that from decoder to encoder where both read, and else for the only one that does.</param>
internal sealed class MeasureRun(
    PretrainedModel model, Encoding encoding, MeasureTarget? target, MeasureNeeds needs, AttentionKind? kind = null)
{
    // How many tokens a batch of variants may have: enough to keep the processor busy, few enough for the memory.
    private const int TokensABatch = 4096;

    private static readonly string[] SitesOfMaps = ["attention.pattern"];

    private readonly BoundTarget? _target = target?.Bind(model, encoding);
    private AttentionRecord? _record;
    private RunGradients? _gradients;

    /// <summary>The model.</summary>
    public PretrainedModel Model { get; } = model;

    /// <summary>The text as the model is to read it.</summary>
    public Encoding Encoding => _target?.Encoding ?? encoding;

    /// <summary>How many steps an integral along a path takes.</summary>
    public int Steps { get; init; } = MeasureOptions.Default.Steps;

    /// <summary>Whose attention is looked at.</summary>
    public AttentionPlace Place { get; } = AttentionPlace.In(model, kind, encoding);

    /// <summary>What attends.</summary>
    public Encoding Queries => Encoding.Of(Place.Stack);

    /// <summary>What is attended to, and blanked out.</summary>
    public Encoding Keys => Encoding.Of(Place.KeyStack);

    /// <summary>What cuts that.</summary>
    public TextTokenizer KeyTokenizer => Place.KeyStack == StackOrder.First ? Model.Tokenizer : Model.TargetTokenizer;

    /// <summary>Where the word vectors of that pass.</summary>
    public HookName Words => HookName.Of(HookSite.EmbedWords, null, Place.KeyStack);

    /// <summary>The rows of maps that the target is made from: all, where it is made from what another stack makes of them.</summary>
    public IReadOnlyList<int> ReadRows =>
        Place.Stack == Encoding.LastStack ? Target.ReadTokens : [.. Enumerable.Range(0, Queries.Tokens.Count)];

    /// <summary>The number that matters.</summary>
    public BoundTarget Target => _target ?? throw new InvalidOperationException("A measure without a target asks for it.");

    /// <summary>What the target is, or null where there is none.</summary>
    public string? TargetName => _target?.Name;

    /// <summary>The plain run.</summary>
    public AttentionRecord Record => _record ??= Captured(Model.CaptureEncoded(
        [Encoding], new CaptureOptions { Sites = needs == MeasureNeeds.Weights ? [.. SitesOfMaps, .. SitesOfWeights()] : SitesOfMaps })[0]);

    /// <summary>What passed a hook point in the plain run, of whichever stack.</summary>
    public DenseArray Site(HookName name) => Record.AllSites.First(site => site.Key == name).Value;

    /// <summary>What the target's derivative is by every attention weight and head.</summary>
    public RunGradients Gradients => _gradients ??= RunGradients.Of(this);

    /// <summary>Whether the model reads something else at a token than the text has there, because the target asks for what it is.</summary>
    public bool IsHidden(int token) => Keys.Tokens[token] != encoding.Of(Place.KeyStack).Tokens[token];

    /// <summary>How many copies of the text go into one batch, at least 1.</summary>
    public int BatchSize => Math.Max(1, TokensABatch / Math.Max(Encoding.Tokens.Count, Encoding.Last.Tokens.Count));

    /// <summary>The text with other tokens to attend to.</summary>
    public Encoding WithKeys(IReadOnlyList<EncodingToken> tokens) => Place.WithKeys(Encoding, tokens);

    /// <summary>Runs variants of the text, as many at once as fit.</summary>
    /// <returns>The target's value for each.</returns>
    public double[] Scores(IReadOnlyList<Encoding> variants)
    {
        List<double> scores = [];
        foreach (Encoding[] batch in variants.Chunk(BatchSize))
        {
            using ModelTurn turn = ModelTurn.Of(Model);
            Tensor values = Target.Score(turn.Run(batch)); // [batch]
            scores.AddRange(values.Exact().data<double>());
        }

        return [.. scores];
    }

    private AttentionRecord Captured(AttentionRecord record) => Encoding.Target is null ? record : record.Of(Place.Kind!);

    private IEnumerable<string> SitesOfWeights() => Enumerable.Range(0, Place.Spec.LayerCount).SelectMany(layer => (HookName[])
        [Place.Name(HookSite.V, layer), Place.BlockInput(layer), Place.BlockOutput(layer)]).Select(name => name.ToString());
}
