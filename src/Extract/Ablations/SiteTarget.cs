using AttnExtract.Ground;

namespace AttnExtract.Extract.Ablations;

/// <summary>Hook points whose tensors are about to be replaced.</summary>
public sealed class SiteTarget
{
    private readonly Func<Replacement, Ablation> _make;

    internal SiteTarget(Func<Replacement, Ablation> make)
    {
        _make = make;
    }

    /// <summary>What passes becomes 0.</summary>
    public Ablation ToZero() => To(Replacement.Zero);

    /// <summary>What passes becomes its mean over a corpus: see <see cref="Replacement.Mean"/>.</summary>
    /// <exception cref="AttnExtractException">The corpus is empty.</exception>
    public Ablation ToMean(IReadOnlyList<string> of, bool byPosition = false) => To(Replacement.Mean(of, byPosition));

    /// <summary>What passes becomes what it is for another text: see <see cref="Replacement.Resample(string)"/>.</summary>
    public Ablation ToResample(string from) => To(Replacement.Resample(from));

    /// <summary>What passes becomes what it is at tokens drawn from a corpus: see <see cref="Replacement.Resample(IReadOnlyList{string}, int)"/>.</summary>
    /// <exception cref="AttnExtractException">The corpus is empty.</exception>
    public Ablation ToResample(IReadOnlyList<string> from, int seed = 0) => To(Replacement.Resample(from, seed));

    /// <summary>What passes is replaced.</summary>
    public Ablation To(Replacement replacement) => _make(replacement);
}
