using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Weights;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace AttnExtract.Model.Heads;

/// <summary>A projection of sentence vectors, a step of a sentence-transformers folder with weights of its own.</summary>
internal sealed class SentenceDense : nn.Module<Tensor, Tensor>
{
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
        Activation activation = Activation.All.FirstOrDefault(known => known.ModuleName == name[(name.LastIndexOf('.') + 1)..])
            ?? throw new AttnExtractException(
                $"'{Path.Combine(folder, ModelConfig.FileName)}' says \"activation_function\": \"{name}\", which is not supported; "
                + $"supported are {string.Join(", ", Activation.All.Select(known => known.ModuleName).OfType<string>())}.");
        int inputs = config.Int("in_features");
        int outputs = config.Int("out_features");
        bool hasBias = config.Flag("bias", true);
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        StoredTensor weight = Find(checkpoint, folder, "linear.weight", outputs, inputs);
        StoredTensor? bias = hasBias ? Find(checkpoint, folder, "linear.bias", outputs) : null;
        SentenceDense dense = new(inputs, outputs, hasBias, activation, type);
        weight.CopyTo(dense._linear.Weight);
        bias?.CopyTo(dense._linear.Bias!);
        return dense;
    }

    // Before memory is taken, since a damaged file may ask for any amount.
    private static StoredTensor Find(Checkpoint checkpoint, string folder, string name, params long[] shape) =>
        !checkpoint.Tensors.TryGetValue(name, out StoredTensor? stored)
            ? throw new AttnExtractException($"The weights in '{folder}' lack '{name}', which the configuration asks for.")
        : stored.Shape.AsSpan().SequenceEqual(shape)
            ? stored
            : throw new AttnExtractException(
                $"The weights in '{folder}' do not fit its config.json: '{name}' has shape [{string.Join(", ", stored.Shape)}], "
                + $"but the configuration asks for [{string.Join(", ", shape)}].");

    /// <summary>[input] to [output].</summary>
    /// <exception cref="AttnExtractException">What is given has another width.</exception>
    public override Tensor forward(Tensor pooled) => pooled.shape[^1] == _linear.Weight.shape[1]
        ? _activation.Apply(_linear.call(pooled)) // [output]
        : throw new AttnExtractException(
            $"The model's sentence vectors have {pooled.shape[^1]} numbers before their projection, which takes {_linear.Weight.shape[1]}: "
            + "modules.json and its steps do not belong together.");
}
