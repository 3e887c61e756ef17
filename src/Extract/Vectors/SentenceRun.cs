using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Vectors;

/// <summary>Runs of a model that end in one vector for each text.</summary>
internal sealed class SentenceRun
{
    private readonly PretrainedModel _model;
    private readonly EmbeddingOptions _options;
    private readonly int _skipped;

    /// <summary>Checks what is wanted.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">What is to be otherwise than its folder says.</param>
    /// <param name="skipped">How many tokens of every text, from the first on, do not count.</param>
    /// <exception cref="AttnExtractException">There is no such layer.</exception>
    public SentenceRun(PretrainedModel model, EmbeddingOptions options, int skipped)
    {
        (_model, _options, _skipped) = (model, options, skipped);
        if (options.Layer is { } layer && (uint)layer >= (uint)model.Spec.LayerCount)
        {
            throw new AttnExtractException($"There is no layer {layer}: {model.Name} has layers 0 to {model.Spec.LayerCount - 1}.");
        }
    }

    /// <summary>What is done, in order.</summary>
    public string Description => string.Join(", ", [
        .. _options.Layer is { } layer ? [$"layer {layer}"] : Array.Empty<string>(),
        .. _options.Pooling is { } modes ? _model.Pooling?.StepNamesWith(modes) ?? [.. modes.Select(mode => mode.Key)]
            : _model.Pooling?.StepNames ?? [ModelRuns.UsualPooling],
    ]);

    /// <summary>The vectors of texts, run as one batch.</summary>
    /// <param name="model">The model, or its twin.</param>
    /// <param name="encodings">The texts.</param>
    public float[][] Pool(PretrainedModel model, Encoding[] encodings)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        Tensor hidden = States(model, turn, encodings); // [batch, token, hidden]
        return [.. encodings.Select((encoding, row) =>
        {
            Tensor states = hidden[row].narrow(0, 0, encoding.Tokens.Count); // [token, hidden]
            return Pool(states).to(ScalarType.Float32).data<float>().ToArray();
        })];
    }

    private Tensor States(PretrainedModel model, ModelTurn turn, Encoding[] encodings)
    {
        if (_options.Layer is not { } layer)
        {
            return turn.Run(encodings); // [batch, token, hidden]
        }

        Tensor? leaving = null;
        using IDisposable watching = model.Hooks[HookName.ResidualPost(layer)].Attach(value =>
        {
            leaving = value;
            return null;
        });
        turn.Run(encodings);
        return leaving!; // [batch, token, hidden]
    }

    // [token, hidden]
    private Tensor Pool(Tensor states) =>
        _model.Pooling?.Pool(states, _skipped, _options.Pooling)
        ?? cat([.. (_options.Pooling ?? [PoolingMode.Mean]).Select(mode => mode.Pool(states))]); // [pooled]
}
