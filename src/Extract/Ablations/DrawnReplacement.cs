using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;
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
        Dictionary<StackOrder, Draw> draws = context.Model.Structure.Stacks.ToDictionary(stack => stack, stack => Draw.Of(this, context, stack));
        Dictionary<HookName, Tensor> values = [];
        foreach ((int i, TextPair text) in Texts.Pairs.Index())
        {
            // Only texts of which a token was drawn are run.
            if (draws.Values.Any(draw => draw.Places(i).Length > 0))
            {
                context.Run(text, site, (name, value) => draws[name.TokenStack].Place(values, name, value, i));
            }
        }

        return values;
    }

    /// <inheritdoc/>
    internal override void Apply(Tensor target, Tensor? value, EditedText text)
    {
        using Tensor real = target.narrow(0, 0, text.Length); // [token, width]
        using Tensor drawn = value!.narrow(0, 0, text.Length); // [token, width]
        real.copy_(drawn);
    }

    // Which tokens of the texts of a stack were drawn: a text and a token a position.
    private sealed record Draw(int[] Firsts, int[] Drawn)
    {
        public static Draw Of(DrawnReplacement replacement, AblationContext context, StackOrder stack)
        {
            int[] lengths = [.. replacement.Texts.Pairs.Select(text => context.LengthOf(text, stack))];
            Random random = new(replacement.Seed);
            int all = lengths.Sum();
            int[] firsts = [0, .. lengths.Select((_, i) => lengths[..(i + 1)].Sum())];
            return new Draw(firsts, all == 0 ? [] : [.. Enumerable.Range(0, context.LongestOf(stack)).Select(_ => random.Next(all))]);
        }

        /// <summary>The positions that get a token of a text.</summary>
        public int[] Places(int text) =>
            [.. Enumerable.Range(0, Drawn.Length).Where(place => Drawn[place] >= Firsts[text] && Drawn[place] < Firsts[text + 1])];

        // value: [(head,) token, width]
        public void Place(Dictionary<HookName, Tensor> values, HookName name, Tensor value, int text)
        {
            if (!values.TryGetValue(name, out Tensor? all))
            {
                long[] shape = [.. value.shape];
                shape[^2] = Drawn.Length;
                values[name] = all = NewTensor.Zeros(shape, value).MoveToOuterDisposeScope(); // [(head,) position, width]
            }

            int[] places = Places(text);
            if (places.Length > 0)
            {
                all.index_copy_(all.dim() - 2, Indices(places), value.index_select(-2, Indices(places.Select(place => Drawn[place] - Firsts[text]))));
            }

            Tensor Indices(IEnumerable<int> numbers) => NewTensor.Indices(numbers, value.device);
        }
    }
}
