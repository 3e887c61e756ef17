using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>What a site holds at tokens drawn from a corpus, with replacement: position i gets the i-th that was drawn.</summary>
/// <param name="Texts">The corpus.</param>
/// <param name="Seed">Where the random numbers start.</param>
internal sealed record DrawnReplacement(Corpus Texts, int Seed) : Replacement
{
    /// <inheritdoc/>
    public override string ToString() => $"resample({Texts}, seed {Seed})";

    /// <inheritdoc/>
    internal override void RequireFits(HookSite site)
    {
        if (site.IsMap)
        {
            throw new AttnExtractException(
                $"'{site.Path}' cannot be drawn token by token from a corpus: its width changes with the text. "
                + "Resample from one text of the same length, or take another site, such as attention.z.");
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyDictionary<HookName, Tensor> Values(AblationContext context, HookSite site)
    {
        int[] lengths = [.. Texts.Pairs.Select(context.LengthOf)];
        Random random = new(Seed);
        int[] drawn = [.. Enumerable.Range(0, context.Longest).Select(_ => random.Next(lengths.Sum()))];

        // Only texts of which a token was drawn are run.
        Dictionary<HookName, Tensor> values = [];
        int first = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            (int start, int end) = (first, first + lengths[i]);
            first = end;
            int[] places = [.. Enumerable.Range(0, drawn.Length).Where(place => drawn[place] >= start && drawn[place] < end)];
            if (places.Length > 0)
            {
                int[] tokens = [.. places.Select(place => drawn[place] - start)];
                context.Run(Texts.Pairs[i], site, (name, value) => Place(values, name, value, places, tokens, drawn.Length));
            }
        }

        return values;
    }

    /// <inheritdoc/>
    internal override void Apply(Tensor target, Tensor? value, int length)
    {
        using Tensor real = target.narrow(0, 0, length); // [token, width]
        using Tensor drawn = value!.narrow(0, 0, length); // [token, width]
        real.copy_(drawn);
    }

    // value: [(head,) token, width]
    private static void Place(Dictionary<HookName, Tensor> values, HookName name, Tensor value, int[] places, int[] tokens, int count)
    {
        if (!values.TryGetValue(name, out Tensor? all))
        {
            long[] shape = [.. value.shape];
            shape[^2] = count;
            values[name] = all = zeros(shape, dtype: value.dtype).MoveToOuterDisposeScope(); // [(head,) position, width]
        }

        all.index_copy_(all.dim() - 2, Indices(places), value.index_select(-2, Indices(tokens)));
    }

    private static Tensor Indices(int[] numbers) => tensor(numbers.Select(number => (long)number).ToArray());
}
