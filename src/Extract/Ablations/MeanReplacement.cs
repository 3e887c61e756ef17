using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>The mean over a corpus. Only sums are kept, so that the corpus may be of any size.</summary>
/// <param name="Texts">The corpus.</param>
/// <param name="ByPosition">Whether each position has a mean of its own.</param>
internal sealed record MeanReplacement(Corpus Texts, bool ByPosition) : Replacement
{
    /// <inheritdoc/>
    public override string ToString() => ByPosition ? $"mean-by-position({Texts})" : $"mean({Texts})";

    /// <inheritdoc/>
    internal override void RequireFits(HookSite site)
    {
        if (site.IsMap)
        {
            throw new AttnExtractException(
                $"'{site.Path}' has no mean over a corpus: its width changes with the text. Take another site, such as attention.z.");
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<HookName, Tensor> Values(AblationContext context, HookSite site)
    {
        Dictionary<HookName, Tensor> sums = [];
        List<double> counts = [];
        foreach (TextPair text in Texts.Pairs)
        {
            int length = context.Run(text, site, (name, value) => Add(sums, name, ByPosition ? value : value.sum(-2, keepdim: true)));
            Count(counts, length);
        }

        Tensor divisor = ByPosition ? tensor(counts.ToArray()).unsqueeze(1) : tensor(counts.Sum()); // [position, 1] or []
        return sums.ToDictionary(sum => sum.Key, sum => (sum.Value / divisor).to(context.Type)); // [(head,) position or 1, width]
    }

    /// <inheritdoc/>
    internal override void Apply(Tensor target, Tensor? value, int length)
    {
        if (!ByPosition)
        {
            target.copy_(value!.expand(target.shape));
            return;
        }

        if (value!.shape[0] < length)
        {
            throw new AttnExtractException(
                $"The text has {length} tokens and the longest of the reference {value.shape[0]}, so the last positions have no mean; "
                + "give longer reference texts, or take the mean over all positions.");
        }

        using Tensor real = target.narrow(0, 0, length); // [token, width]
        using Tensor means = value.narrow(0, 0, length); // [token, width]
        real.copy_(means);
    }

    // Sums are in double precision, and as long as the longest text so far: [(head,) position, width]
    private static void Add(Dictionary<HookName, Tensor> sums, HookName name, Tensor value)
    {
        Tensor more = value.to(ScalarType.Float64); // [(head,) position, width]
        if (!sums.TryGetValue(name, out Tensor? sum))
        {
            sums[name] = more.clone().MoveToOuterDisposeScope();
            return;
        }

        if (sum.shape[^2] < more.shape[^2])
        {
            Tensor longer = zeros_like(more); // [(head,) position, width]
            longer.narrow(-2, 0, sum.shape[^2]).copy_(sum);
            sum.Dispose();
            sums[name] = sum = longer.MoveToOuterDisposeScope();
        }

        sum.narrow(-2, 0, more.shape[^2]).AddInPlace(more);
    }

    private static void Count(List<double> counts, int length)
    {
        for (int position = 0; position < length; position++)
        {
            if (position == counts.Count)
            {
                counts.Add(0);
            }

            counts[position]++;
        }
    }
}
