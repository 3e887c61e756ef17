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
/// <param name="longest">How many tokens the longest text has that will be changed.</param>
/// <param name="truncate">Whether reference texts that are too long are cut off instead of refused.</param>
internal sealed class AblationContext(PretrainedModel model, int longest, bool truncate = false) : IDisposable
{
    private readonly Dictionary<(Replacement, HookSite), IReadOnlyDictionary<HookName, Tensor>> _values = [];
    private Crew? _crew;

    /// <summary>The model.</summary>
    public PretrainedModel Model => model;

    /// <summary>Who runs what ablations are compared in, side by side; one capture needs nobody.</summary>
    public Crew Crew => _crew ??= new(model);

    /// <summary>How many tokens the longest text has that will be changed.</summary>
    public int Longest => longest;

    /// <summary>The type that the model computes in.</summary>
    public ScalarType Type => model.Precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>What a replacement needs to know of one hook point, or null; runs the model at the first call for a site.</summary>
    public Tensor? Value(Replacement replacement, HookName name)
    {
        if (name.Stack == StackOrder.Second && replacement is not (ZeroReplacement or UniformReplacement))
        {
            throw new AttnExtractException(
                $"'{replacement}' is not known at '{name}': what reference texts leave in a decoder depends on their targets, which they have not. "
                + "Take =zero, or =uniform for heads.");
        }

        (Replacement, HookSite Site) key = (replacement, name.Site);
        if (!_values.TryGetValue(key, out IReadOnlyDictionary<HookName, Tensor>? values))
        {
            using ModelTurn turn = ModelTurn.Of(model);
            values = replacement.Values(this, key.Site) ?? new Dictionary<HookName, Tensor>();
            foreach (Tensor value in values.Values)
            {
                value.DetachFromDisposeScope();
            }

            _values.Add(key, values);
        }

        return values.GetValueOrDefault(name);
    }

    /// <summary>Runs a text and shows what passes a site, in every layer that has it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="site">The site.</param>
    /// <param name="see">Gets what passes, without the batch axis; what it keeps it must move out of the run's dispose scope.</param>
    /// <returns>How many tokens the text has.</returns>
    public int Run(TextPair text, HookSite site, Action<HookName, Tensor> see)
    {
        using ModelTurn turn = ModelTurn.Of(model);
        Encoding encoding = Encodings.Of(model, text, truncate);
        using IDisposable watching = model.Hooks.Attach(site.PerLayer ? site.Path : site.ToString(), (name, value) =>
        {
            see(name, value[0]);
            return null;
        });
        turn.Run([encoding]);
        return encoding.Tokens.Count;
    }

    /// <summary>How many tokens a text has.</summary>
    public int LengthOf(TextPair text) => Encodings.Of(model, text, truncate).Tokens.Count;

    /// <inheritdoc/>
    public void Dispose()
    {
        _crew?.Dispose();
        foreach (Tensor value in _values.Values.SelectMany(values => values.Values))
        {
            value.Dispose();
        }

        _values.Clear();
    }
}
