using System.Collections.Immutable;
using static TorchSharp.torch;

namespace AttnExtract.Model.Specs;

/// <summary>One way to make one vector of a text's hidden states; Reimers and Gurevych 2019, section 3.</summary>
public sealed class PoolingMode
{
    private readonly Func<Tensor, Tensor> _pool;

    private PoolingMode(string key, string name, Func<Tensor, Tensor> pool)
    {
        (Key, Name) = (key, name);
        _pool = pool;
    }

    /// <summary>Every mode, in the order in which sentence-transformers joins their results.</summary>
    public static ImmutableArray<PoolingMode> All { get; } =
    [
        new("pooling_mode_cls_token", "cls", hidden => hidden[0]),
        new("pooling_mode_max_tokens", "max", hidden => hidden.amax([0])),
        new("pooling_mode_mean_tokens", "mean", hidden => hidden.mean([0])),
        new("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens", hidden => hidden.sum([0]).DividedBy(Math.Sqrt(hidden.shape[0]))),
        new("pooling_mode_weightedmean_tokens", "weightedmean", WeightedMean),
        new("pooling_mode_lasttoken", "lasttoken", hidden => hidden[-1]),
    ];

    /// <summary>The mean over all tokens, which sentence-transformers takes where nothing is chosen.</summary>
    public static PoolingMode Mean { get; } = All.First(mode => mode.Name == "mean");

    /// <summary>What the pooling step's configuration calls it, in its own switch.</summary>
    public string Key { get; }

    /// <summary>What newer configurations call it, under <c>pooling_mode</c>.</summary>
    public string Name { get; }

    /// <summary>[token, hidden] to [hidden].</summary>
    public Tensor Pool(Tensor hidden) => _pool(hidden);

    // Later tokens weigh more, by their 1-based position; Muennighoff 2022, equation 2.
    private static Tensor WeightedMean(Tensor hidden)
    {
        Tensor weights = Arithmetic.Arange(1, hidden.shape[0] + 1, type: hidden.dtype).unsqueeze(1); // [token, 1]
        return (hidden * weights).sum([0]) / weights.sum(); // [hidden]
    }
}
