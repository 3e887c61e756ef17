using AttnExtract.Extract.Formats;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>What is known of a model's heads after some texts, and where the numbers come from.</summary>
/// <param name="Sums">The sums.</param>
/// <param name="Kind">Which attention; null for that of the only stack.</param>
/// <param name="Provenance">Where they come from.</param>
internal sealed record HeadPartial(HeadSums Sums, AttentionKind? Kind, Provenance Provenance)
{
    /// <summary>What was found.</summary>
    public HeadSurvey ToSurvey() => Sums.ToSurvey(truncated => Provenance with { TruncatedTokens = truncated }) with
    {
        Kind = Kind,
        Detail = Kind?.IsCross == true ? " with their targets" : "",
    };

    /// <summary>Writes everything.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Kind?.Name ?? "");
        writer.Write(RecordMetadata.ToJson(Provenance));
        Sums.Write(writer);
    }

    /// <summary>Adds what was written of the texts after some.</summary>
    /// <param name="reader">Stands where <see cref="Write"/> began.</param>
    /// <param name="before">What is known of the texts before, whose sums are added to; null for nothing.</param>
    /// <returns>What is known of all.</returns>
    /// <exception cref="AttnExtractException">Some were read with targets, and others without.</exception>
    public static HeadPartial Add(BinaryReader reader, HeadPartial? before)
    {
        string name = reader.ReadString();
        AttentionKind? kind = name.Length == 0 ? null : AttentionKind.Get(name);
        if (before is not null && kind != before.Kind)
        {
            throw new AttnExtractException(
                $"Of the corpus, the first {Plural.Of(before.Sums.TextCount, "text")} {(before.Kind is null ? "have no target" : "have targets")}, and others "
                + $"after them {(before.Kind is null ? "have" : "have none")}; write each text with its target, a tab between.");
        }

        Provenance provenance = RecordMetadata.ParseProvenance(reader.ReadString());
        return new HeadPartial(HeadSums.Add(reader, before?.Sums), kind, before?.Provenance.With(provenance) ?? provenance);
    }
}
