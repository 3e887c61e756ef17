using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Network;

/// <summary>One forward pass: what was given, and what its layers share. It lives as long as the pass.</summary>
public sealed class StackPass
{
    private readonly Dictionary<object, object> _shared = [];
    private readonly StackSpec _spec;

    /// <summary>Begins a pass.</summary>
    /// <param name="spec">The structure of the stack.</param>
    /// <param name="input">What it reads.</param>
    public StackPass(StackSpec spec, ModelInput input)
    {
        _spec = spec;
        Input = input;
        Length = (int)input.TokenIds.shape[1];
    }

    /// <summary>What was given to the model.</summary>
    public ModelInput Input { get; }

    /// <summary>How many tokens a text has that ask, padding included.</summary>
    public int Length { get; }

    /// <summary>How many tokens they can look at in their own text, padding and what hides them included.</summary>
    public int KeyCount => Length;

    /// <summary>Which keys a query can see in a layer; layers that are alike share it.</summary>
    /// <param name="layer">The 0-based layer.</param>
    public Visibility VisibilityIn(int layer) =>
        Shared((typeof(Visibility), _spec.WindowOf(layer)), () => _spec.VisibilityIn(layer, Length, Input.Padding));

    /// <summary>What is made at the first call of a pass and the same at every other.</summary>
    /// <param name="key">Whose it is.</param>
    /// <param name="make">Makes it.</param>
    internal T Shared<T>(object key, Func<T> make)
        where T : notnull
    {
        if (!_shared.TryGetValue(key, out object? value))
        {
            value = make();
            _shared.Add(key, value);
        }

        return (T)value;
    }
}
