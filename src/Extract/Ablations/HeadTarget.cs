using AttnExtract.Ground;

namespace AttnExtract.Extract.Ablations;

/// <summary>Heads that are about to be switched off.</summary>
public sealed class HeadTarget
{
    private readonly HeadSelection _heads;

    internal HeadTarget(HeadSelection heads)
    {
        _heads = heads;
    }

    /// <summary>Their output before the output projection becomes 0.</summary>
    public Ablation ToZero() => To(Replacement.Zero);

    /// <summary>Their output becomes its mean over a corpus: see <see cref="Replacement.Mean"/>.</summary>
    /// <exception cref="AttnExtractException">The corpus is empty.</exception>
    public Ablation ToMean(IReadOnlyList<string> of, bool byPosition = false) => To(Replacement.Mean(of, byPosition));

    /// <summary>They attend to every token alike.</summary>
    public Ablation ToUniform() => To(Replacement.Uniform);

    /// <summary>Their output becomes what it is for another text: see <see cref="Replacement.Resample(string)"/>.</summary>
    public Ablation ToResample(string from) => To(Replacement.Resample(from));

    /// <summary>Their output becomes what it is at tokens drawn from a corpus: see <see cref="Replacement.Resample(IReadOnlyList{string}, int)"/>.</summary>
    /// <exception cref="AttnExtractException">The corpus is empty.</exception>
    public Ablation ToResample(IReadOnlyList<string> from, int seed = 0) => To(Replacement.Resample(from, seed));

    /// <summary>Their output is replaced.</summary>
    public Ablation To(Replacement replacement) => new HeadAblation(_heads, replacement);
}
