using AttnExtract.Ground;
using AttnExtract.Model.Text.Alignment;

namespace AttnExtract.Model.Text.Steps.Normalizers;

/// <summary>One normalizer after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<INormalizer> normalizers) : INormalizer
{
    public string Name => "Sequence";

    public IEnumerable<INormalizer> Steps => normalizers.SelectMany(normalizer => normalizer.Steps);

    public static NormalizerSequence Read(JsonPart part) =>
        new([.. part.Get("normalizers").Items().Select(NormalizerCatalog.All.Read)]);

    public AlignedText Normalize(AlignedText text) =>
        normalizers.Aggregate(text, (changed, normalizer) => normalizer.Normalize(changed));
}
