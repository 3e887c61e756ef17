namespace AttnExtract.Model.Network;

/// <summary>One forward pass: what was given, and what its layers share. It lives as long as the pass.</summary>
public sealed class EncoderRun
{
    private readonly Dictionary<object, object> _shared = [];

    internal EncoderRun(EncoderInput input)
    {
        Input = input;
        Length = (int)input.TokenIds.shape[1];
    }

    /// <summary>What was given to the model.</summary>
    public EncoderInput Input { get; }

    /// <summary>How many tokens a text has, padding included.</summary>
    public int Length { get; }

    /// <summary>Which keys a query may attend to in a layer.</summary>
    /// <param name="window">How far away they may be; null for any distance.</param>
    /// <param name="isCausal">Whether they must not come after it.</param>
    internal AttentionMask Mask(int? window, bool isCausal) =>
        Shared((window, isCausal), () => Input.Mask.Within(Length, window, isCausal));

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
