using System.Collections.Immutable;
using AttnExtract.Model.Layers;
using AttnExtract.Model.Weights;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Heads;

/// <summary>A projection of sentence vectors, a step of a sentence-transformers folder with weights of its own.</summary>
internal sealed class SentenceDense : nn.Module<Tensor, Tensor>
{
    // The classes of PyTorch that a folder may name, by the last part of their names.
    private static readonly ImmutableArray<(string Name, Activation Activation)> Activations =
    [
        ("Identity", Activation.Linear), ("Tanh", Activation.Tanh), ("ReLU", Activation.Relu), ("GELU", Activation.Gelu),
        ("SiLU", Activation.Silu), ("Sigmoid", Activation.Sigmoid),
    ];

    [ComponentName(Name = "linear")]
    private readonly Projection _linear;

    private readonly Activation _activation;

    private SentenceDense(int inputSize, int outputSize, bool hasBias, Activation activation, ScalarType type)
        : base(nameof(SentenceDense))
    {
        _linear = new Projection(inputSize, outputSize, type, hasBias);
        _activation = activation;
        RegisterComponents();
    }

    /// <summary>Loads the step of a folder.</summary>
    /// <param name="folder">The step's own folder.</param>
    /// <param name="type">The type to compute in.</param>
    /// <exception cref="AttnExtractException">Something is missing, unknown or of another shape.</exception>
    public static SentenceDense Load(string folder, ScalarType type)
    {
        ModelConfig config = ModelConfig.Read(folder);
        string name = config.Text("activation_function", "torch.nn.modules.activation.Tanh");
        Activation activation = Activations.FirstOrDefault(known => known.Name == name[(name.LastIndexOf('.') + 1)..]).Activation
            ?? throw new AttnExtractException(
                $"'{Path.Combine(folder, ModelConfig.FileName)}' says \"activation_function\": \"{name}\", which is not supported; "
                + $"supported are {string.Join(", ", Activations.Select(known => known.Name))}.");
        SentenceDense dense = new(config.Int("in_features"), config.Int("out_features"), config.Flag("bias", true), activation, type);
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        foreach ((string weight, Tensor parameter) in dense.named_parameters())
        {
            if (!checkpoint.Tensors.TryGetValue(weight, out StoredTensor? stored))
            {
                throw new AttnExtractException($"The weights in '{folder}' lack '{weight}', which the configuration asks for.");
            }

            if (!stored.Shape.AsSpan().SequenceEqual(parameter.shape))
            {
                throw new AttnExtractException(
                    $"The weights in '{folder}' do not fit its config.json: '{weight}' has shape [{string.Join(", ", stored.Shape)}], "
                    + $"but the configuration asks for [{string.Join(", ", parameter.shape)}].");
            }

            stored.CopyTo(parameter);
        }

        return dense;
    }

    /// <summary>[input] to [output].</summary>
    public override Tensor forward(Tensor pooled) => _activation.Apply(_linear.call(pooled));
}
