using AttnExtract.Ground;
using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>
/// Multidimensional scaling to a plane: a start by eigenvectors (Torgerson 1952), then steps that never make the stress larger
/// (de Leeuw 1977).
/// </summary>
/// <param name="Positions">[point × 2]</param>
/// <param name="Stress">√(Σ (d − δ)² / Σ d²) over pairs, d on the plane and δ as given; Kruskal 1964.</param>
internal sealed record Scaling(double[] Positions, double Stress)
{
    private const int MostSteps = 500;
    private const double LeastGain = 1e-9;

    /// <summary>Places points.</summary>
    /// <param name="distances">[n × n], symmetric.</param>
    /// <param name="n">How many points.</param>
    public static Scaling Of(double[] distances, int n)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor given = NewTensor.Of(distances, ScalarType.Float64, CPU).view(n, n);
        Tensor points = Start(given, n); // [point, 2]
        double stress = StressOf(points, given);
        for (int step = 0; step < MostSteps; step++)
        {
            using IDisposable inner = NewDisposeScope();
            points = Step(points, given, n).MoveToOuterDisposeScope();
            double next = StressOf(points, given);
            bool isDone = stress - next < LeastGain;
            stress = next;
            if (isDone)
            {
                break;
            }
        }

        return new Scaling([.. points.contiguous().data<double>()], stress);
    }

    // Eigenvectors of the doubly centred squares, each turned so that its largest part is positive.
    private static Tensor Start(Tensor given, int n)
    {
        Tensor squares = given.Squared();
        Tensor centred = (squares - squares.mean([0], keepdim: true) - squares.mean([1], keepdim: true)).Plus(squares.mean()).Times(-0.5);
        (Tensor values, Tensor vectors) = linalg.eigh(centred); // ascending
        List<Tensor> axes = [];
        for (int axis = n - 1; axis >= Math.Max(0, n - 2); axis--)
        {
            Tensor vector = vectors.select(1, axis);
            Tensor sign = vector[Ranking.Highest<double>(vector.abs().data<double>().ToArray())].sign();
            axes.Add(vector * sign * values[axis].AtLeast(0).sqrt());
        }

        while (axes.Count < 2)
        {
            axes.Add(NewTensor.Zeros([n], ScalarType.Float64, CPU));
        }

        return stack(axes, 1); // [point, 2]
    }

    // The Guttman transform for equal weights.
    private static Tensor Step(Tensor points, Tensor given, int n)
    {
        Tensor distances = Distances(points);
        Tensor ratio = where(distances.IsAbove(1e-12), -given / distances.AtLeast(1e-12), zeros_like(given));
        Tensor diagonal = diag(ratio.sum([1]));
        return (ratio - diagonal).MatrixTimes(points).DividedBy(n);
    }

    private static double StressOf(Tensor points, Tensor given)
    {
        Tensor distances = Distances(points);
        double size = distances.Squared().sum().item<double>();
        return size == 0 ? 0 : Math.Sqrt((distances - given).Squared().sum().item<double>() / size);
    }

    private static Tensor Distances(Tensor points) =>
        (points.unsqueeze(0) - points.unsqueeze(1)).Squared().sum([2]).sqrt(); // [point, point]
}
