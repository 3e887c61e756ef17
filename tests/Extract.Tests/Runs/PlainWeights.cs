using AttnExtract.Model;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>A model's weights in double precision, and the parts of a network that are made of one: plain loops.</summary>
internal sealed class PlainWeights
{
    private readonly Dictionary<string, double[]> _weights = [];

    public PlainWeights(PretrainedModel model)
    {
        foreach ((string name, Parameter weight) in model.Encoder.named_parameters())
        {
            _weights[name] = Numbers(weight);
        }
    }

    /// <summary>A row of a table.</summary>
    public double[] Row(string name, int row, int width) => _weights[name][(row * width)..((row + 1) * width)];

    /// <summary>A projection with its bias.</summary>
    public double[] Map(string name, double[] input) => [.. Project(name + ".weight", input).Zip(_weights[name + ".bias"], (x, bias) => x + bias)];

    /// <summary>A projection.</summary>
    public double[] Project(string name, double[] input) => PlainProduct.Of(_weights[name], input);

    /// <summary>Tokens of mean 0 and deviation 1, scaled and shifted.</summary>
    public double[][] Normed(double[][] tokens, string name, double epsilon) =>
    [
        .. tokens.Select(token =>
        {
            double mean = token.Average();
            double deviation = Math.Sqrt(token.Average(x => (x - mean) * (x - mean)) + epsilon);
            return token.Select((x, i) => ((x - mean) / deviation * _weights[name + ".weight"][i]) + _weights[name + ".bias"][i]).ToArray();
        }),
    ];

    /// <summary>A feed-forward block.</summary>
    public double[] Mlp(string prefix, double[] token) => Map(prefix + "output", [.. Map(prefix + "input", token).Select(Gelu)]);

    /// <summary>A parameter's numbers.</summary>
    public static double[] Numbers(Parameter weight)
    {
        using Tensor exact = weight.detach().to(ScalarType.Float64).contiguous();
        return exact.data<double>().ToArray();
    }

    /// <summary>Tokens added to tokens.</summary>
    public static double[][] Sum(double[][] left, double[][] right) => [.. left.Zip(right, (a, b) => a.Zip(b, (x, y) => x + y).ToArray())];

    private static double Gelu(double x) => x * (1 + Erf(x / Math.Sqrt(2))) / 2;

    // The series whose terms all have one sign.
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        (double term, double sum) = (x, x);
        for (int n = 1; Math.Abs(term) > 1e-18; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
