using AttnExtract.Model.Specs;
using static TorchSharp.torch;

namespace AttnExtract.Model.Network;

/// <summary>One forward pass through a stack: what was given, and what its layers share. It lives as long as the pass.</summary>
public sealed class StackPass
{
    private readonly Dictionary<object, object> _shared = [];
    private readonly StackSpec _spec;

    /// <summary>Begins a pass.</summary>
    /// <param name="spec">The structure of the stack.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="cache">What it has read of that already; null for nothing.</param>
    public StackPass(StackSpec spec, ModelInput input, KeyValueCache? cache = null)
    {
        _spec = spec;
        Input = input;
        Cache = cache;
        Start = cache?.Count ?? 0;
    }

    /// <summary>What was given to the stack, with what it has read already.</summary>
    public ModelInput Input { get; }

    /// <summary>What it has read already; null for nothing that is kept.</summary>
    internal KeyValueCache? Cache { get; }

    /// <summary>What an encoder made of another text, for a decoder to read; null where the stack reads nothing else.</summary>
    public EncodedSource? Source { get; init; }

    /// <summary>Where it runs.</summary>
    public Device Device => Input.Device;

    /// <summary>The position of the first token that asks: how many are read already.</summary>
    public int Start { get; }

    /// <summary>How many tokens a text has that ask, padding included.</summary>
    public int Length => KeyCount - Start;

    /// <summary>How many tokens they can look at in their own text, padding and what hides them included.</summary>
    public int KeyCount => Input.Length;

    /// <summary>Of something that every token of the input has, what belongs to those that ask.</summary>
    /// <param name="ofTokens">[batch, key, …]</param>
    /// <returns>[batch, token, …]</returns>
    public Tensor OfAsking(Tensor ofTokens) => Start == 0 ? ofTokens : ofTokens.narrow(1, Start, Length);

    /// <summary>Which keys a query can see in a layer; layers that are alike share it.</summary>
    /// <param name="layer">The 0-based layer.</param>
    public Visibility VisibilityIn(int layer) =>
        Shared((typeof(Visibility), _spec.WindowOf(layer)), () => _spec.VisibilityIn(layer, KeyCount, Input.Padding, Input.Globals, Start, Device));

    /// <summary>Which tokens of the source a query can see.</summary>
    /// <param name="source">The source.</param>
    internal Visibility VisibilityOf(EncodedSource source) =>
        Shared(typeof(EncodedSource), () => Visibility.Across(Input, source.Input, Start));

    /// <summary>What is made at the first call of a pass and the same at every other.</summary>
    /// <param name="key">Whose it is.</param>
    /// <param name="make">Makes it.</param>
    internal T Shared<T>(object key, Func<T> make)
        where T : notnull
    {
        if (!_shared.TryGetValue(key, out object? value))
        {
            value = PartScope.ForWholePass(make);
            _shared.Add(key, value);
        }

        return (T)value;
    }
}

/// <summary>What an encoder made of a text.</summary>
/// <param name="States">Its final states: [batch, source token, hidden]</param>
/// <param name="Input">What it read.</param>
public sealed record EncodedSource(Tensor States, ModelInput Input);
