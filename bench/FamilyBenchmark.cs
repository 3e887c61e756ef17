using System.Collections.Immutable;
using System.Globalization;
using AttnExtract.Model;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Positions;
using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Bench;

/// <summary>
/// What each family's structure costs, by the floating-point operations that its matrix products need, beside BERT's: layers as wide
/// as BERT-base's, half as many, 128 tokens, random weights, nobody watching.
/// </summary>
internal static class FamilyBenchmark
{
    private const int Tokens = 128;
    private const int Layers = 6;
    private const int Hidden = 768;
    private const int Heads = 12;
    private const int Pairs = 15;

    public static void Run()
    {
        string families = Path.Combine(RepositoryRoot(), "tests", "Reference", "families");
        using Encoder bert = Create(Widened(PretrainedFolder.Open(Path.Combine(families, "bert")).Spec));
        foreach (IGrouping<string, string> family in Directory.GetDirectories(families).Order(StringComparer.Ordinal)
            .GroupBy(folder => ModelConfig.Read(folder).ModelType))
        {
            StackSpec spec = Widened(PretrainedFolder.Open(family.First()).Spec);
            using Encoder encoder = Create(spec);
            double work = Operations(spec) / Operations(bert.Spec);
            double target = spec.Positions.Any(position => position is DisentangledPositions) ? 1.6 : 1.15;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {family.Key}: {work:0.00} times BERT's operations"));
            Paired.Compare("time per operation", () => Time(encoder) / work, "BERT", () => Time(bert), Pairs, target);
        }
    }

    /// <summary>The same structure, as wide as BERT-base; a gated block has three matrices of two thirds the width.</summary>
    private static StackSpec Widened(StackSpec spec) => spec with
    {
        VocabularySize = 1000,
        EmbeddingSize = spec.EmbeddingSize == spec.HiddenSize ? Hidden : 128,
        MaximumLength = 512,
        HiddenSize = Hidden,
        LayerCount = Layers,
        LayerGroupCount = spec.LayerGroupCount == spec.LayerCount ? Layers : 1,
        HeadCount = Heads,
        KeyValueHeadCount = Heads * spec.KeyValueHeadCount / spec.HeadCount,
        HeadSize = Hidden / Heads,
        ScoreScale = spec.ScoreScale == 1 ? 1 : 0,
        Windows = spec.Windows.IsEmpty ? [] : [.. Enumerable.Range(0, Layers).Select(layer => layer % 3 == 0 ? (int?)null : Tokens / 2)],
        IntermediateSize = spec.IsGated ? 2048 : 3072,
        Positions = [.. Widened(spec.Positions)],
    };

    private static IEnumerable<PositionSpec> Widened(ImmutableArray<PositionSpec> positions)
    {
        bool isPerLayer = positions.Length > 2;
        IEnumerable<PositionSpec> kept = isPerLayer ? Enumerable.Range(0, Layers).Select(layer => positions[0] with { Layers = [layer] }) : positions;
        foreach (PositionSpec position in kept)
        {
            yield return position switch
            {
                LearnedPositions learned => learned with { Count = 520 },
                BucketedBias => new BucketedBias(32, 128) { Layers = position.Layers },
                DisentangledPositions { MaximumDistance: null } plain => plain with { Span = 512 },
                DisentangledPositions inBuckets => inBuckets with { Span = 256, MaximumDistance = 512 },
                { Layers.IsDefault: false } => position with
                {
                    Layers = [.. Enumerable.Range(0, Layers).Where(layer => layer % 3 == 0 == position.Layers.Contains(0))],
                },
                _ => position,
            };
        }
    }

    private static Encoder Create(StackSpec spec)
    {
        Encoder encoder = new(spec);
        using Generator generator = new(1);
        foreach ((string name, Tensor weight) in encoder.named_parameters().Select(pair => (pair.name, (Tensor)pair.parameter)))
        {
            using Tensor values = name.Contains("norm", StringComparison.Ordinal)
                ? ones(weight.shape)
                : randn(weight.shape, generator: generator).Times(0.02);
            weight.copy_(values);
        }

        return encoder;
    }

    private static double Time(Encoder encoder)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Tensor ids = Arithmetic.Arange(5, Tokens + 5, CPU).unsqueeze(0); // [batch, token]
        ModelInput input = new(ids, zeros_like(ids), Padding.None);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        encoder.call(input);
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // Two a multiplication: projections, scores and their product with values; for disentangled positions those of distances too.
    private static double Operations(StackSpec spec)
    {
        double shared = (double)spec.KeyValueHeadCount / spec.HeadCount;
        double projections = Tokens * Hidden * Hidden * (2 + (2 * shared));
        double attention = 2.0 * Tokens * Tokens * Hidden;
        double mlp = (double)Tokens * Hidden * spec.IntermediateSize * (spec.IsGated ? 3 : 2);
        double distances = spec.Positions.Any(position => position is DisentangledPositions)
            ? 2.0 * ((2 * Tokens) - 1) * Hidden * (Hidden + Tokens)
            : 0;
        return 2 * spec.LayerCount * (projections + attention + mlp + distances);
    }

    internal static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AttnExtract.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No AttnExtract.sln above '{AppContext.BaseDirectory}'.");
    }
}
