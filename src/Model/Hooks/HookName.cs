using System.Globalization;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Hooks;

/// <summary>
/// The name of one hook point: a site, for sites that every layer has the 0-based layer, and before them <c>decoder.</c> for what stands in a
/// decoder that reads an encoder.
/// </summary>
public readonly record struct HookName
{
    private const string LayersPrefix = "layers.";
    private const string SecondPrefix = Encoder.SecondName + ".";

    private HookName(HookSite site, int? layer, StackOrder stack)
    {
        Site = site;
        Layer = layer;
        Stack = stack;
    }

    /// <summary>The site.</summary>
    public HookSite Site { get; }

    /// <summary>The 0-based layer; null for a site that the model has once.</summary>
    public int? Layer { get; }

    /// <summary>The stack that it is in.</summary>
    public StackOrder Stack { get; }

    /// <summary>The stack whose tokens are counted where it stands: the encoder's for keys and values that a decoder reads.</summary>
    public StackOrder TokenStack => Site.TokensAreKeys ? KeyStack : Stack;

    /// <summary>The stack whose tokens are attended to where it stands.</summary>
    public StackOrder KeyStack => Site.IsCross ? StackOrder.First : Stack;

    /// <summary>Word vectors.</summary>
    public static HookName EmbedWords { get; } = Of(HookSite.EmbedWords);

    /// <summary>What enters the first layer.</summary>
    public static HookName EmbedOut { get; } = Of(HookSite.EmbedOut);

    /// <summary>The final hidden states.</summary>
    public static HookName FinalOut { get; } = Of(HookSite.FinalOut);

    /// <summary>What enters a layer.</summary>
    public static HookName ResidualPre(int layer) => Of(HookSite.ResidualPre, layer);

    /// <summary>Between a layer's attention and feed-forward blocks.</summary>
    public static HookName ResidualMid(int layer) => Of(HookSite.ResidualMid, layer);

    /// <summary>What leaves a layer.</summary>
    public static HookName ResidualPost(int layer) => Of(HookSite.ResidualPost, layer);

    /// <summary>A layer's queries.</summary>
    public static HookName Q(int layer) => Of(HookSite.Q, layer);

    /// <summary>A layer's keys.</summary>
    public static HookName K(int layer) => Of(HookSite.K, layer);

    /// <summary>A layer's values.</summary>
    public static HookName V(int layer) => Of(HookSite.V, layer);

    /// <summary>A layer's scores before the softmax.</summary>
    public static HookName Scores(int layer) => Of(HookSite.Scores, layer);

    /// <summary>A layer's attention maps.</summary>
    public static HookName Pattern(int layer) => Of(HookSite.Pattern, layer);

    /// <summary>A layer's heads' outputs before the output projection.</summary>
    public static HookName Z(int layer) => Of(HookSite.Z, layer);

    /// <summary>A layer's heads' outputs after the output projection.</summary>
    public static HookName HeadOut(int layer) => Of(HookSite.HeadOut, layer);

    /// <summary>A layer's attention output.</summary>
    public static HookName AttentionOut(int layer) => Of(HookSite.AttentionOut, layer);

    /// <summary>A layer's feed-forward neurons.</summary>
    public static HookName MlpAct(int layer) => Of(HookSite.MlpAct, layer);

    /// <summary>A layer's feed-forward output.</summary>
    public static HookName MlpOut(int layer) => Of(HookSite.MlpOut, layer);

    /// <summary>A name from its parts.</summary>
    /// <param name="site">The site.</param>
    /// <param name="layer">The 0-based layer for a site that every layer has, else null.</param>
    /// <param name="stack">The stack that it is in.</param>
    /// <exception cref="ArgumentException">A layer is missing, negative or too much, or the site is in a decoder that reads an encoder only.</exception>
    public static HookName Of(HookSite site, int? layer = null, StackOrder stack = StackOrder.First) =>
        site.ReadsEncoder && stack == StackOrder.First ? throw new ArgumentException($"'{site}' is in decoders that read an encoder only.")
            : (site.PerLayer ? layer is >= 0 : layer is null) ? new HookName(site, layer, stack)
            : throw new ArgumentException(site.PerLayer ? $"'{site}' needs a layer of 0 or more." : $"'{site}' is not in a layer.");

    /// <summary>Reads a name such as <c>layers.3.attention.pattern</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The name, when it is one.</param>
    /// <returns>Whether the text is a name that some encoder may have.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out HookName name)
    {
        int? layer = null;
        StackOrder stack = text.StartsWith(SecondPrefix, StringComparison.Ordinal) ? StackOrder.Second : StackOrder.First;
        ReadOnlySpan<char> path = stack == StackOrder.Second ? text[SecondPrefix.Length..] : text;
        if (path.StartsWith(LayersPrefix, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> rest = path[LayersPrefix.Length..];
            int dot = rest.IndexOf('.');
            bool isCanonical = dot == 1 || (dot > 1 && rest[0] != '0');
            if (isCanonical && int.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                layer = number;
                path = rest[(dot + 1)..];
            }
        }

        foreach (HookSite site in HookSite.All)
        {
            if (site.PerLayer == layer.HasValue && path.SequenceEqual(site.Path) && (stack == StackOrder.Second || !site.ReadsEncoder))
            {
                name = new HookName(site, layer, stack);
                return true;
            }
        }

        name = default;
        return false;
    }

    /// <summary>The name as text, which is also the path of the hook point among the encoder's modules.</summary>
    public override string ToString() =>
        (Stack == StackOrder.Second ? SecondPrefix : "") + (Layer is { } layer ? $"{LayersPrefix}{layer}.{Site.Path}" : Site.Path);
}
