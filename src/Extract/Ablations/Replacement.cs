using AttnExtract.Extract.Surveys.Corpora;
using AttnExtract.Ground;
using AttnExtract.Model.Hooks;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Ablations;

/// <summary>What is put in the place of what a head, or any other site, made.</summary>
public abstract record Replacement
{
    /// <summary>Zeros.</summary>
    public static Replacement Zero { get; } = new ZeroReplacement();

    /// <summary>For heads: attention that is the same for every key, so that the head averages the values.</summary>
    public static Replacement Uniform { get; } = new UniformReplacement();

    /// <summary>The mean over a corpus: what the site holds on average, whatever the text.</summary>
    /// <param name="of">
    /// The texts. Every token counts, those that the tokenizer adds too. In a decoder that reads an encoder each has its target after it, a tab between.
    /// </param>
    /// <param name="byPosition">Whether each position has a mean of its own, over the texts that are long enough.</param>
    /// <exception cref="AttnExtractException">The corpus is empty.</exception>
    public static Replacement Mean(IReadOnlyList<string> of, bool byPosition = false) => new MeanReplacement(new Corpus(of), byPosition);

    /// <summary>What the site holds for another text, token by token.</summary>
    /// <param name="from">
    /// The other text; it must have as many tokens as the text that is run. In a decoder that reads an encoder: the text and its target, a tab between.
    /// </param>
    public static Replacement Resample(string from) => new TextReplacement(from);

    /// <summary>What the site holds at tokens that are drawn from a corpus, the same tokens for every site.</summary>
    /// <param name="from">The texts to draw from.</param>
    /// <param name="seed">Where the random numbers start.</param>
    /// <exception cref="AttnExtractException">The corpus is empty.</exception>
    public static Replacement Resample(IReadOnlyList<string> from, int seed = 0) => new DrawnReplacement(new Corpus(from), seed);

    /// <summary>How it is written: <c>zero</c>, <c>mean(6 texts 1a2b3c4d)</c>.</summary>
    public abstract override string ToString();

    /// <summary>Refuses a site that it makes no sense for.</summary>
    /// <exception cref="AttnExtractException">It makes none; the message says why.</exception>
    internal virtual void RequireFits(HookSite site)
    {
    }

    /// <summary>What it needs to know of a site, of every layer at once; asked for once and kept.</summary>
    internal virtual IReadOnlyDictionary<HookName, Tensor>? Values(AblationContext context, HookSite site) => null;

    /// <summary>Replaces, in place, what one text left at a site, or a part of it.</summary>
    /// <param name="target">[token, width] of one head, or of a site without heads; [query, key] of scores and maps.</param>
    /// <param name="value">What <see cref="Values"/> said of that head or site.</param>
    /// <param name="text">The text, with how many of its tokens are real.</param>
    internal abstract void Apply(Tensor target, Tensor? value, EditedText text);
}
