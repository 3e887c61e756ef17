using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>
/// The model that ablations are prepared for, and what they took from other texts: made once for all heads and layers, and freed
/// when disposed.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="longestOf">How many tokens the longest text has that will be changed, of those that a stack reads.</param>
/// <param name="truncate">Whether reference texts that are too long are cut off instead of refused.</param>
internal sealed class AblationContext(PretrainedModel model, Func<StackOrder, int> longestOf, bool truncate = false) : IDisposable
{
    private readonly Dictionary<(Replacement, HookSite), Known> _values = [];
    private TextPair? _withoutTarget;
    private Crew? _crew;

    /// <summary>For some texts.</summary>
    /// <param name="model">The model.</param>
    /// <param name="encodings">The texts that will be changed.</param>
    /// <param name="truncate">Whether reference texts that are too long are cut off instead of refused.</param>
    public AblationContext(PretrainedModel model, IReadOnlyList<Encoding> encodings, bool truncate)
        : this(model, stack => Encodings.Longest(encodings, stack), truncate)
    {
    }

    /// <summary>The model.</summary>
    public PretrainedModel Model => model;

    /// <summary>Who runs what ablations are compared in, side by side; one capture needs nobody.</summary>
    public Crew Crew => _crew ??= new(model);

    /// <summary>How many tokens the longest text has that will be changed, of those that a stack reads.</summary>
    public int LongestOf(StackOrder stack) => longestOf(stack);

    /// <summary>The type that the model computes in.</summary>
    public ScalarType Type => model.Precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>What a replacement needs to know of one hook point, or null; runs the model at the first call for a site.</summary>
    /// <exception cref="AttnExtractException">The hook point is in a decoder, and a reference text has no target for it to read.</exception>
    public Tensor? Value(Replacement replacement, HookName name)
    {
        (Replacement, HookSite Site) key = (replacement, name.Site);
        if (!_values.TryGetValue(key, out Known known))
        {
            using ModelTurn turn = ModelTurn.Of(model);
            _withoutTarget = null;
            known = new(replacement.Values(this, key.Site), _withoutTarget);
            foreach (Tensor value in known.Tensors)
            {
                value.DetachFromDisposeScope();
            }

            _values.Add(key, known);
        }

        return known.Values is null || name.Stack == StackOrder.First || known.WithoutTarget is null
            ? known.Values?.GetValueOrDefault(name)
            : throw new AttnExtractException(
                $"'{replacement}' is not known at '{name}': the reference text “{known.WithoutTarget.Text}” has no target, without which the decoder "
                + "reads nothing; write each text with its target, a tab between.");
    }

    /// <summary>Runs a text and shows what passes a site, in every layer that has it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="site">The site.</param>
    /// <param name="see">Gets what passes, without the batch axis; what it keeps it must move out of the run's dispose scope.</param>
    public void Run(TextPair text, HookSite site, Action<HookName, Tensor> see)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        Encoding encoding = Encodings.WithTarget(model, text, truncate);
        _withoutTarget ??= encoding.Target is null ? text : null;
        using IDisposable watching = model.Hooks.Attach(site.PerLayer ? site.Path : site.ToString(), (name, value) =>
        {
            see(name, value[0]);
            return null;
        });
        turn.Run([encoding]);
    }

    /// <summary>How many tokens a stack reads of a text; 0 where it reads nothing.</summary>
    public int LengthOf(TextPair text, StackOrder stack) => Encodings.LengthOf(Encodings.WithTarget(model, text, truncate), stack);

    /// <inheritdoc/>
    public void Dispose()
    {
        _crew?.Dispose();
        foreach (Tensor value in _values.Values.SelectMany(known => known.Tensors))
        {
            value.Dispose();
        }

        _values.Clear();
    }

    // Of one replacement at one site, in every layer; and the first text that no decoder could read.
    private readonly record struct Known(IReadOnlyDictionary<HookName, Tensor>? Values, TextPair? WithoutTarget)
    {
        public IEnumerable<Tensor> Tensors => Values?.Values ?? [];
    }
}
