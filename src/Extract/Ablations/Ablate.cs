using AttnExtract.Ground;

namespace AttnExtract.Extract.Ablations;

/// <summary>
/// Where ablations are made: what is switched off, then how. <c>Ablate.Head(3, 5).ToZero()</c>,
/// <c>Ablate.Heads("3.*,4.1").ToMean(of: texts)</c>. Layers, heads and tokens count from 0.
/// </summary>
public static class Ablate
{
    /// <summary>One head.</summary>
    public static HeadTarget Head(int layer, int head) => new(HeadSelection.Of(layer, head));

    /// <summary>Some heads, as <see cref="HeadSelection"/> reads them: <c>3.5</c>, <c>3.*</c>, <c>*.0-3</c> or several with commas.</summary>
    /// <exception cref="AttnExtractException">It is no selection.</exception>
    public static HeadTarget Heads(string selection) => new(HeadSelection.Parse(selection));

    /// <inheritdoc cref="Heads(string)"/>
    public static HeadTarget Heads(HeadSelection selection) => new(selection);

    /// <summary>Whatever passes some hook points.</summary>
    /// <param name="glob">A name, a pattern such as <c>layers.*.mlp.act</c>, or the end of a name that every layer has.</param>
    public static SiteTarget Site(string glob) => new(with => new SiteAblation(glob, with));

    /// <summary>The feed-forward blocks of some layers.</summary>
    public static SiteTarget Mlp(params IEnumerable<int> layers)
    {
        IndexSet set = IndexSet.Of(layers);
        return new SiteTarget(with => new MlpAblation(set, with));
    }

    /// <summary>Whole layers, left out.</summary>
    public static Ablation Layer(params IEnumerable<int> layers) => new LayerAblation(IndexSet.Of(layers));

    /// <summary>
    /// Attention from some tokens to some tokens, cut before the softmax, so that the other weights grow; or after it, so that they stay.
    /// </summary>
    /// <param name="queries">The tokens that attend.</param>
    /// <param name="keys">The tokens that they no longer attend to.</param>
    /// <param name="heads">In which heads; all when null.</param>
    /// <param name="afterSoftmax">Whether the row is left to sum to less than 1.</param>
    public static Ablation Edges(IndexSet queries, IndexSet keys, HeadSelection? heads = null, bool afterSoftmax = false) =>
        new EdgeAblation(heads ?? HeadSelection.All, queries, keys, !afterSoftmax);

    /// <summary>The values of some tokens, set to zero.</summary>
    /// <param name="tokens">Whose.</param>
    /// <param name="heads">In which heads; all when null.</param>
    public static Ablation Values(IndexSet tokens, HeadSelection? heads = null) => new ValueAblation(heads ?? HeadSelection.All, tokens);

    /// <summary>Reads an ablation as it is written: see <see cref="AblationParser"/>.</summary>
    /// <param name="text">What is written.</param>
    /// <param name="sources">What <c>mean</c> and <c>resample</c> stand for; nothing when null.</param>
    /// <exception cref="AttnExtractException">It cannot be read, or needs a source that is not there.</exception>
    public static Ablation Parse(string text, AblationSources? sources = null) => AblationParser.Parse(text, sources ?? new AblationSources());
}
