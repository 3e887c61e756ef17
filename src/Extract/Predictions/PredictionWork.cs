using System.Text;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Extract.Predictions;

/// <summary>Asks a model's head about every text of a chunk; <see cref="PredictionMerge"/> puts those of all chunks together.</summary>
/// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
/// <param name="options">What is asked.</param>
public sealed class PredictionWork(PretrainedModel model, PredictionOptions options) : IChunkWork<TextPair>
{
    private readonly Crew _crew = new(model);

    /// <inheritdoc/>
    /// <exception cref="AttnExtractException">The model has no head that predicts, or a text does not fit it.</exception>
    public void Run(Chunk<TextPair> chunk, Stream partial)
    {
        using BinaryWriter writer = new(partial, Encoding.UTF8, leaveOpen: true);
        foreach (Prediction prediction in _crew.Run(chunk.Texts, (member, _, text) => member.Predict(text, options)))
        {
            PredictionPartial.Write(writer, prediction);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _crew.Dispose();
}
