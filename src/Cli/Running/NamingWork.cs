using AttnExtract.Extract;
using AttnExtract.Extract.Chunks;
using AttnExtract.Ground;
using AttnExtract.Model;

namespace AttnExtract.Cli.Running;

/// <summary>Work on the texts of a chunk that says which of them is too long.</summary>
/// <param name="work">The work.</param>
/// <param name="model">The model that is to read them.</param>
/// <param name="named">The failure with the number of the text: the chunk, and the text's place in it.</param>
internal sealed class NamingWork(
    IChunkWork<TextPair> work, PretrainedModel model, Func<AttnExtractException, Chunk<TextPair>, int, AttnExtractException> named) : IChunkWork<TextPair>
{
    /// <inheritdoc/>
    public void Run(Chunk<TextPair> chunk, Stream partial)
    {
        try
        {
            work.Run(chunk, partial);
        }
        catch (AttnExtractException failure)
        {
            int place = chunk.Texts.TakeWhile(text => !IsRefused(text, failure.Message)).Count();
            if (place == chunk.Texts.Count)
            {
                throw;
            }

            throw named(failure, chunk, place);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => work.Dispose();

    // Whoever failed had many texts at a time: the one is meant that is refused in the same words alone, or as one of two that are compared.
    private bool IsRefused(TextPair text, string message) =>
        ((TextPair[])[text, .. text.Pair is { } pair ? (TextPair[])[new(text.Text), new(pair)] : []]).Any(one => Refusal(one) == message);

    private string? Refusal(TextPair text)
    {
        try
        {
            model.RequireReadable(model.Encode(text));
            return null;
        }
        catch (AttnExtractException refusal)
        {
            return refusal.Message;
        }
    }
}
