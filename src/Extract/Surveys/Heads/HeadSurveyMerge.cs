using System.Collections.Immutable;
using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>Makes surveys of what <see cref="HeadSurveyWork"/> summed up of every chunk. Memory does not grow with the corpus.</summary>
public sealed class HeadSurveyMerge : IChunkMerge
{
    private ImmutableArray<HeadPartial> _all = [];

    /// <inheritdoc/>
    public void Add(Stream partial)
    {
        using BinaryReader reader = new(partial, Encoding.UTF8, leaveOpen: true);
        int count = reader.ReadInt32();
        _all = [.. Enumerable.Range(0, count).Select(survey => HeadPartial.Add(reader, _all.IsEmpty ? null : _all[survey]))];
    }

    /// <summary>What was found, one survey a kind of attention.</summary>
    /// <exception cref="AttnExtractException">There was no text.</exception>
    public ImmutableArray<HeadSurvey> ToSurveys() => _all.IsEmpty ? throw Encodings.NoTexts() : [.. _all.Select(all => all.ToSurvey())];
}
