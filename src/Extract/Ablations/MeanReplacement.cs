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
        Dictionary<HookName, Sum> sums = [];
        foreach (TextPair text in Texts.Pairs)
        {
            context.Run(text, site, (name, value) =>
            {
                sums.TryAdd(name, new Sum());
                sums[name].Add(value, ByPosition);
            });
        }

        return sums.ToDictionary(sum => sum.Key, sum => sum.Value.Mean(ByPosition).to(context.Type)); // [(head,) position or 1, width]
    }

    /// <inheritdoc/>
    internal override void Apply(Tensor target, Tensor? value, EditedText text)
    {
        if (!ByPosition)
        {
            target.copy_(value!.expand(target.shape));
            return;
        }

        if (value!.shape[0] < text.Length)
        {
            throw new AttnExtractException(
                $"The text has {text.Length} tokens and the longest of the reference {value.shape[0]}, so the last positions have no mean; "
                + "give longer reference texts, or take the mean over all positions.");
        }

        using Tensor real = target.narrow(0, 0, text.Length); // [token, width]
        using Tensor means = value.narrow(0, 0, text.Length); // [token, width]
        real.copy_(means);
    }

    // Of one hook point, in double precision, and as long as the longest text so far.
    private sealed class Sum
    {
        private readonly List<double> _counts = [];
        private Tensor? _total; // [(head,) position or 1, width]

        /// <summary>Adds what passed for one text.</summary>
        /// <param name="value">[(head,) token, width]</param>
        /// <param name="byPosition">Whether positions are told apart.</param>
        public void Add(Tensor value, bool byPosition)
        {
            Count((int)value.shape[^2]);
            Tensor more = (byPosition ? value : value.sum(-2, keepdim: true)).Exact(); // [(head,) position or 1, width]
            if (_total is null)
            {
                _total = more.clone().MoveToOuterDisposeScope();
                return;
            }

            if (_total.shape[^2] < more.shape[^2])
            {
                Tensor longer = zeros_like(more); // [(head,) position, width]
                longer.narrow(-2, 0, _total.shape[^2]).copy_(_total);
                _total.Dispose();
                _total = longer.MoveToOuterDisposeScope();
            }

            _total.narrow(-2, 0, more.shape[^2]).AddInPlace(more);
        }

        public Tensor Mean(bool byPosition) =>
            _total! / NewTensor.Of(byPosition ? [.. _counts] : [_counts.Sum()], ScalarType.Float64, _total!.device)
                .unsqueeze(1); // [(head,) position or 1, width]

        private void Count(int length)
        {
            for (int position = 0; position < length; position++)
            {
                if (position == _counts.Count)
                {
                    _counts.Add(0);
                }

                _counts[position]++;
            }
        }
    }
}
