using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Extract;

/// <summary>
/// A model for oneself: others who would run it wait, hooks see nobody else's runs, and tensors that are made are freed at the end,
/// after ablations that were attached for it are off again.
/// </summary>
internal sealed class ModelTurn : IDisposable
{
    private readonly PretrainedModel _model;
    private readonly IDisposable _turn;
    private readonly DisposeScope _scope;
    private readonly IDisposable _gradients;
    private AttachedAblations? _ablations;

    private ModelTurn(PretrainedModel model, bool withGradients)
    {
        _model = model;
        _turn = model.Encoder.Turnstile.Enter();
        _scope = NewDisposeScope();
        _gradients = set_grad_enabled(withGradients);
    }

    /// <summary>For runs of the model as it is.</summary>
    public static ModelTurn Of(PretrainedModel model) => new(model, withGradients: false);

    /// <summary>For runs that will be gone through backwards.</summary>
    public static ModelTurn WithGradients(PretrainedModel model) => new(model, withGradients: true);

    /// <summary>For runs in which something is switched off.</summary>
    /// <inheritdoc cref="Ablate"/>
    public static ModelTurn With(
        PretrainedModel model, IReadOnlyList<Ablation> ablations, IReadOnlyList<Encoding> encodings, bool truncate)
    {
        ModelTurn turn = Of(model);
        try
        {
            turn.Ablate(ablations, encodings, truncate);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Switches something off, for all runs to come.</summary>
    /// <param name="ablations">What, in this order where they meet at one site.</param>
    /// <param name="encodings">The texts that will be run, as one batch.</param>
    /// <param name="truncate">Whether reference texts that are too long are cut off instead of refused.</param>
    /// <exception cref="AttnExtractException">A head, layer or site does not exist, or a reference text cannot be run.</exception>
    public void Ablate(IReadOnlyList<Ablation> ablations, IReadOnlyList<Encoding> encodings, bool truncate)
    {
        _ablations = new AttachedAblations(_model, ablations, stack => Encodings.Longest(encodings, stack), encodings, truncate);
    }

    /// <summary>Runs texts as one batch.</summary>
    /// <returns>The final hidden states: [batch, token, hidden]</returns>
    /// <exception cref="AttnExtractException">
    /// A text is too long, the run needs more memory than there is, or what it ends in is not finite.
    /// </exception>
    public Tensor Run(IReadOnlyList<Encoding> encodings) => Run(_model.Batch(encodings));

    /// <summary>Runs texts as one batch.</summary>
    /// <inheritdoc cref="Run(IReadOnlyList{Encoding})"/>
    /// <param name="input">The texts.</param>
    /// <param name="kept">How many bytes will be kept of the run.</param>
    public Tensor Run(ModelInput input, double kept = 0)
    {
        RunMemory.Require(_model, 0, input, kept);
        using SpareThreads? threads = SpareThreads.For(_model.Spec, input.TokenIds.numel());
        return Finite(() => _model.Encoder.call(input));
    }

    /// <summary>Runs texts as one batch and keeps what passes between the layers.</summary>
    /// <inheritdoc cref="Run(ModelInput, double)"/>
    /// <param name="input">The texts.</param>
    /// <param name="states">
    /// What enters each layer, which need not be what left the one before, and what leaves the last: [layer + 1][batch, token, hidden]
    /// </param>
    /// <param name="kept">How many bytes will be kept of the run.</param>
    public Tensor Run(ModelInput input, out Tensor[] states, double kept = 0)
    {
        int layers = _model.Spec.LayerCount;
        Tensor[] passing = new Tensor[layers + 1];
        Tensor? Keep(int place, Tensor value)
        {
            passing[place] = value;
            return null;
        }

        using IDisposable entering = _model.Hooks.Attach("layers.*.residual.pre", (name, value) => Keep(name.Layer!.Value, value));
        using IDisposable leaving = _model.Hooks[HookName.ResidualPost(layers - 1)].Attach(value => Keep(layers, value));
        states = passing;
        return Run(input, kept);
    }

    /// <summary>Runs what follows the beginning of a layer.</summary>
    /// <inheritdoc cref="Encoder.RunFrom"/>
    /// <exception cref="AttnExtractException">The run needs more memory than there is, or what it ends in is not finite.</exception>
    public Tensor RunFrom(int layer, Tensor hidden, ModelInput input)
    {
        RunMemory.Require(_model, layer, input, 0);
        using SpareThreads? threads = SpareThreads.For(_model.Spec, input.TokenIds.numel());
        return Finite(() => _model.Encoder.RunFrom(layer, hidden, input));
    }

    /// <summary>Runs what a decoder has not read yet of a text.</summary>
    /// <inheritdoc cref="Encoder.Continue"/>
    /// <exception cref="AttnExtractException">The run needs more memory than there is, or what it ends in is not finite.</exception>
    public Tensor Continue(ModelInput input, KeyValueCache cache)
    {
        RunMemory.Require(_model, 0, input.TokenIds.shape[0], cache.Count == 0 ? input.Length : input.Last.Length - cache.Count, 0);
        return Finite(() => _model.Encoder.Continue(input, cache));
    }

    /// <summary>Leaves what was made so far to the dispose scope around.</summary>
    public void KeepTensors() => _scope.MoveToOuter([.. _scope.DisposablesView]);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Whatever fails on the way out, the turn is given back.
        using (_turn)
        using (_scope)
        using (_gradients)
        using (_ablations)
        {
        }
    }

    private static Tensor Finite(Func<Tensor> run)
    {
        try
        {
            Tensor states = run(); // [batch, token, hidden]
            SelfCheck.RequireFinite(states, "The final states");
            return states;
        }
        catch (Exception failure) when (MissingMemory.IsMeantBy(failure))
        {
            throw MissingMemory.Told(failure);
        }
    }
}
