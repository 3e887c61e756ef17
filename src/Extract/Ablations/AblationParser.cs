using System.Text.RegularExpressions;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Ablations;

/// <summary>
/// Reads ablations as they are written:
/// <code>
/// 3.5=zero                heads (3.*  *.0-3  3.5,4.1) and what takes their place: zero, mean, mean-by-position, uniform, resample
/// 2.*:0>1,2=cut           attention of token 0 to tokens 1 and 2, cut before the softmax; =zero: after it
/// 2.*:v3=zero             the values of token 3
/// cross 1.0=zero          heads of one kind of attention of a model with an encoder and a decoder: encoder, decoder, cross
/// layer 4=skip            a whole layer; decoder layer 4=skip
/// mlp 0-2=zero            feed-forward blocks; decoder mlp 0-2=zero
/// layers.*.mlp.act=zero   whatever passes some hook points
/// </code>
/// </summary>
internal static partial class AblationParser
{
    /// <summary>Reads one.</summary>
    /// <exception cref="AttnExtractException">It cannot be read, or needs a source that is not there.</exception>
    public static Ablation Parse(string text, AblationSources sources)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            throw Unreadable(text);
        }

        string target = text[..equals].Trim();
        string kind = text[(equals + 1)..].Trim();
        AttentionKind? attention = null;
        if (OfKind.Match(target) is { Success: true } prefixed)
        {
            (attention, target) = (AttentionKind.Get(prefixed.Groups["kind"].Value), prefixed.Groups["heads"].Value);
        }

        return (Block.Match(target), Part.Match(target)) switch
        {
            ({ Success: true } block, _) when IndexSet.TryParse(block.Groups["layers"].Value, out IndexSet layers) =>
                block.Groups["what"].Value == "mlp" ? new MlpAblation(layers, ReplacementKind.Get(kind).Make(sources)) { Kind = attention }
                : kind == "skip" ? new LayerAblation(layers) { Kind = attention }
                : throw Unreadable(text),
            (_, { Success: true } part) => PartOfHeads(part, kind, attention) ?? throw Unreadable(text),
            _ when target.Any(char.IsAsciiLetter) => new SiteAblation(target, ReplacementKind.Get(kind).Make(sources)),
            _ => new HeadAblation(HeadSelection.Parse(target), ReplacementKind.Get(kind).Make(sources)) { Kind = attention },
        };
    }

    private static Ablation? PartOfHeads(Match part, string kind, AttentionKind? attention)
    {
        HeadSelection heads = HeadSelection.Parse(part.Groups["heads"].Value);
        if (part.Groups["values"].Success)
        {
            return IndexSet.TryParse(part.Groups["values"].Value, out IndexSet tokens) && kind == "zero"
                ? new ValueAblation(heads, tokens) { Kind = attention }
                : null;
        }

        return IndexSet.TryParse(part.Groups["queries"].Value, out IndexSet queries)
            && IndexSet.TryParse(part.Groups["keys"].Value, out IndexSet keys)
            && kind is "cut" or "zero"
            ? new EdgeAblation(heads, queries, keys, Renormalizes: kind == "cut") { Kind = attention }
            : null;
    }

    private static AttnExtractException Unreadable(string text) =>
        new($"'{text}' is no ablation: 3.5=zero was expected, or mean, uniform, resample; 2.*:0>1=cut for attention, 2.*:v3=zero for "
            + "values, layer 4=skip, mlp 4=zero, or a site such as layers.4.mlp.act=zero.");

    [GeneratedRegex(@"^(?<kind>encoder|decoder|cross) +(?<heads>(?:[-0-9*]|mlp |layer ).*)$")]
    private static partial Regex OfKind { get; }

    [GeneratedRegex(@"^(?<what>mlp|layer) +(?<layers>[-0-9, *]+)$")]
    private static partial Regex Block { get; }

    [GeneratedRegex(@"^(?<heads>[^:]+):(?:v(?<values>[-0-9, *]+)|(?<queries>[-0-9, *]+)>(?<keys>[-0-9, *]+))$")]
    private static partial Regex Part { get; }
}
