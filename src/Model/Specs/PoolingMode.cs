using System.Collections.Immutable;
using static TorchSharp.torch;

namespace AttnExtract.Model.Specs;

/// <summary>One way to make one vector of a text's hidden states; Reimers and Gurevych 2019, section 3.</summary>
public sealed class PoolingMode
{
    private readonly Func<Tensor, int, Tensor> _pool;

    private PoolingMode(string key, string name, Func<Tensor, int, Tensor> pool)
    {
        (Key, Name) = (key, name);
        _pool = pool;
    }

    /// <summary>Every mode, in the order in which sentence-transformers joins their results.</summary>
    public static ImmutableArray<PoolingMode> All { get; } =
    [
        new("pooling_mode_cls_token", "cls", (hidden, _) => hidden[0]),
        new("pooling_mode_max_tokens", "max", (hidden, prompt) => Text(hidden, prompt).amax([0])),
        new("pooling_mode_mean_tokens", "mean", (hidden, prompt) => Text(hidden, prompt).mean([0])),
        new(
            "pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens",
            (hidden, prompt) => Text(hidden, prompt).sum([0]).DividedBy(Math.Sqrt(hidden.shape[0] - prompt))),
        new("pooling_mode_weightedmean_tokens", "weightedmean", WeightedMean),
        new("pooling_mode_lasttoken", "lasttoken", (hidden, _) => hidden[-1]),
    ];

    /// <summary>The mean over all tokens, which sentence-transformers takes where nothing is chosen.</summary>
    public static PoolingMode Mean { get; } = All.First(mode => mode.Name == "mean");

    /// <summary>What the pooling step's configuration calls it, in its own switch.</summary>
    public string Key { get; }

    /// <summary>What newer configurations call it, under <c>pooling_mode</c>.</summary>
    public string Name { get; }

    /// <summary>[token, hidden] to [hidden].</summary>
    /// <param name="hidden">The hidden states of a text's real tokens.</param>
    /// <param name="prompt">How many of them, from the first on, are a prompt's and do not count; fewer than there are.</param>
    public Tensor Pool(Tensor hidden, int prompt = 0) => _pool(hidden, prompt);

    private static Tensor Text(Tensor hidden, int prompt) => prompt == 0 ? hidden : hidden.narrow(0, prompt, hidden.shape[0] - prompt); // [token, hidden]

    // Later tokens weigh more, by their 1-based position; Muennighoff 2022, equation 2.
    private static Tensor WeightedMean(Tensor hidden, int prompt)
    {
        Tensor weights = Arithmetic.Arange(prompt + 1, hidden.shape[0] + 1, hidden.device, type: hidden.dtype).unsqueeze(1); // [token, 1]
        return (Text(hidden, prompt) * weights).sum([0]) / weights.sum(); // [hidden]
    }
}
