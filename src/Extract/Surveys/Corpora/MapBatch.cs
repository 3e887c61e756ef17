using System.Collections.Immutable;
using AttnExtract.Model.Text;

namespace AttnExtract.Extract.Surveys.Corpora;

/// <summary>The attention maps of some texts, padded to the longest.</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Encodings">Their tokens.</param>
/// <param name="Layers">[layer][text, head, query, key]</param>
internal sealed record MapBatch<T>(ImmutableArray<T> Texts, ImmutableArray<Encoding> Encodings, ImmutableArray<DenseArray> Layers)
{
    /// <summary>One row of one map, of real tokens only.</summary>
    public ReadOnlySpan<float> Row(int layer, int text, int head, int query)
    {
        DenseArray array = Layers[layer];
        (int heads, int length) = (array.Shape[1], array.Shape[3]);
        return array.Values.Span.Slice(((((text * heads) + head) * length) + query) * length, Encodings[text].Tokens.Count);
    }
}
