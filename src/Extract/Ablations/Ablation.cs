using AttnExtract.Ground;

namespace AttnExtract.Extract.Ablations;

/// <summary>One change to a run: made by <see cref="Ablate"/>, given to a capture or a sweep. It knows no model and no text.</summary>
public abstract record Ablation
{
    /// <summary>
    /// How it is written, in captions, records and manifests, and as <see cref="Ablate.Parse"/> reads it: <c>3.5=zero</c>.
    /// </summary>
    public abstract override string ToString();

    /// <summary>What it changes, and where, in a model.</summary>
    /// <exception cref="AttnExtractException">It names a head, layer or site that the model does not have.</exception>
    internal abstract IEnumerable<SiteEdit> Edits(AblationContext context);
}
