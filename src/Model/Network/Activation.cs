using System.Collections.Immutable;
using AttnExtract.Ground;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>An element-wise non-linearity and the names that configurations call it by.</summary>
public sealed class Activation
{
    private readonly Func<Tensor, Tensor> _apply;

    private Activation(Func<Tensor, Tensor> apply, params ImmutableArray<string> names)
    {
        _apply = apply;
        Names = names;
    }

    /// <summary>x·Φ(x) with the exact normal distribution function; Hendrycks and Gimpel 2016.</summary>
    public static Activation Gelu { get; } = new(nn.functional.gelu, "gelu", "gelu_python") { ModuleName = "GELU" };

    /// <summary>The tanh approximation of GELU; Hendrycks and Gimpel 2016, section 2.</summary>
    public static Activation GeluTanh { get; } = new(
        x => nn.functional.gelu(x, GELU.Approximate.tanh), "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "gelu_accurate", "gelu_python_tanh");

    /// <summary>x·σ(1.702·x); Hendrycks and Gimpel 2016, section 2.</summary>
    public static Activation QuickGelu { get; } = new(x => x * sigmoid(x.Times(1.702)), "quick_gelu");

    /// <summary>max(0, x).</summary>
    public static Activation Relu { get; } = new(x => nn.functional.relu(x), "relu") { ModuleName = "ReLU" };

    /// <summary>max(0, x)²; So et al. 2021.</summary>
    public static Activation SquaredRelu { get; } = new(x => nn.functional.relu(x).Squared(), "relu2");

    /// <summary>min(max(0, x), 6).</summary>
    public static Activation Relu6 { get; } = new(x => nn.functional.relu6(x), "relu6") { ModuleName = "ReLU6" };

    /// <summary>x·σ(x); Elfwing et al. 2017.</summary>
    public static Activation Silu { get; } = new(x => nn.functional.silu(x), "silu", "swish") { ModuleName = "SiLU" };

    /// <summary>x·tanh(ln(1 + eˣ)); Misra 2019.</summary>
    public static Activation Mish { get; } = new(x => x * x.Softplus().tanh(), "mish") { ModuleName = "Mish" };

    /// <summary>Hyperbolic tangent.</summary>
    public static Activation Tanh { get; } = new(tanh, "tanh") { ModuleName = "Tanh" };

    /// <summary>Logistic function.</summary>
    public static Activation Sigmoid { get; } = new(sigmoid, "sigmoid") { ModuleName = "Sigmoid" };

    /// <summary>The identity.</summary>
    public static Activation Linear { get; } = new(x => x, "linear") { ModuleName = "Identity" };

    /// <summary>Every activation.</summary>
    public static ImmutableArray<Activation> All { get; } =
        [Gelu, GeluTanh, QuickGelu, Relu, SquaredRelu, Relu6, Silu, Mish, Tanh, Sigmoid, Linear];

    private static Registry<Activation> ByName { get; } = new(
        one => one.Names,
        (typed, didYouMean, known) => $"The configuration asks for the activation '{typed}', which is not known.{didYouMean} Known are {known}.",
        All);

    /// <summary>What configurations call it, the commonest first.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What PyTorch calls its module in <c>torch.nn</c>, where it has one.</summary>
    internal string? ModuleName { get; private init; }

    /// <summary>The activation of that name.</summary>
    /// <exception cref="AttnExtractException">There is none; the message lists all.</exception>
    public static Activation Named(string name) => ByName.Get(name);

    /// <summary>Applies it to every element.</summary>
    public Tensor Apply(Tensor input) => _apply(input);

    /// <summary>The commonest name.</summary>
    public override string ToString() => Names[0];
}
