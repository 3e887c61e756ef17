using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;

namespace AttnExtract.Extract.Surveys.Heads;

/// <summary>Makes a survey of what <see cref="HeadSurveyWork"/> summed up of every chunk. Memory does not grow with the corpus.</summary>
public sealed class HeadSurveyMerge : IChunkMerge
{
    private HeadPartial? _all;

    /// <inheritdoc/>
    public void Add(Stream partial) => _all = HeadPartial.Add(partial, _all);

    /// <summary>What was found.</summary>
    /// <exception cref="AttnExtractException">There was no text.</exception>
    public HeadSurvey ToSurvey() => (_all ?? throw Encodings.NoTexts()).ToSurvey();
}
