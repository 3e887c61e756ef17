using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Measures;

/// <summary>
/// Integrated gradients; Sundararajan et al. 2017, equation 1, on word vectors: (x − x′)·∫ ∂F/∂x dα along the way from x′ to x, summed over
/// dimensions. The integral is a sum by the midpoint rule.
/// </summary>
internal static class IntegratedGradients
{
    /// <summary>Attributions: [token].</summary>
    public static IReadOnlyList<DenseArray> Of(MeasureRun run)
    {
        using ModelTurn turn = ModelTurn.WithGradients(run.Model);
        WordPath path = WordPath.Of(run, turn);
        Tensor? sum = null; // [token, embedding]
        foreach (int[] steps in Enumerable.Range(0, run.Steps).Chunk(run.BatchSize))
        {
            using IDisposable scope = NewDisposeScope();
            Tensor? words = null;
            Tensor scores = Scores(run, turn, steps.Length, () =>
                words = path.At(Array.ConvertAll(steps, step => (step + 0.5) / run.Steps)).detach().requires_grad_(true)); // [step]
            Tensor gradient = Gradients.Of(scores, [words!], "word vector")[0].sum([0]); // [token, embedding]
            sum = (sum?.Plus(gradient) ?? gradient).MoveToOuterDisposeScope();
        }

        return [SiteReader.Copy((path.Difference * sum!).sum([-1]).DividedBy(run.Steps))];
    }

    /// <summary>F(text) − F(baseline), which the attributions share among themselves.</summary>
    public static double DifferenceOf(MeasureRun run)
    {
        using ModelTurn turn = ModelTurn.Of(run.Model);
        WordPath path = WordPath.Of(run, turn);
        double[] ends = Scores(run, turn, 2, () => path.At([0, 1])).Exact().data<double>().ToArray();
        return ends[1] - ends[0];
    }

    // The target where word vectors are replaced: [row]
    private static Tensor Scores(MeasureRun run, ModelTurn turn, int rows, Func<Tensor> words)
    {
        using IDisposable replacing = run.Model.Hooks[run.Words].Attach(_ => words());
        return run.Target.Score(turn.Run(run.Model.Batch([.. Enumerable.Repeat(run.Encoding, rows)])));
    }
}
