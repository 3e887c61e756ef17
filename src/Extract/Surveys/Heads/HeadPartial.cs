using System.Text;
using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>What is known of a model's heads after some texts, and where the numbers come from.</summary>
/// <param name="Sums">The sums.</param>
/// <param name="Kind">Which attention; null for that of the only stack.</param>
/// <param name="Provenance">Where they come from.</param>
internal sealed record HeadPartial(HeadSums Sums, AttentionKind? Kind, Provenance Provenance)
{
    /// <summary>These texts and later ones, whose sums are added to those of these.</summary>
    /// <exception cref="AttnExtractException">They were read with targets, and these without, or the other way round.</exception>
    public HeadPartial With(HeadPartial later)
    {
        if (later.Kind != Kind)
        {
            throw new AttnExtractException(
                $"Of the corpus, the first {Plural.Of(Sums.TextCount, "text")} {(Kind is null ? "have no target" : "have targets")}, and others after them "
                + $"{(Kind is null ? "have" : "have none")}; write each text with its target, a tab between.");
        }

        Sums.Add(later.Sums);
        return this with { Provenance = Provenance.With(later.Provenance) };
    }

    /// <summary>What was found.</summary>
    public HeadSurvey ToSurvey() => Sums.ToSurvey(truncated => Provenance with { TruncatedTokens = truncated }) with
    {
        Kind = Kind,
        Detail = Kind?.IsCross == true ? " with their targets" : "",
    };

    /// <summary>Writes everything.</summary>
    public void Write(Stream stream)
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Kind?.Name ?? "");
        writer.Write(RecordMetadata.ToJson(Provenance));
        Sums.Write(writer);
    }

    /// <summary>Reads what was written.</summary>
    public static HeadPartial Read(Stream stream)
    {
        using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        string kind = reader.ReadString();
        Provenance provenance = RecordMetadata.ParseProvenance(reader.ReadString());
        return new HeadPartial(HeadSums.Read(reader), kind.Length == 0 ? null : AttentionKind.Get(kind), provenance);
    }
}
