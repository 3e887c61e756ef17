using System.Collections.Immutable;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Corpora;

/// <summary>Runs a corpus through a model and hands its attention maps on, a batch at a time; nothing of a batch is kept.</summary>
internal static class MapStream
{
    // Enough tokens in a batch to keep the processor busy, and few enough numbers in its maps to stay in reach of its caches.
    private const int TokensABatch = 2048;
    private const long NumbersABatch = 16_000_000;

    /// <summary>Runs the corpus.</summary>
    /// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
    /// <param name="texts">The texts, read as they are needed.</param>
    /// <param name="encodingOf">A text's tokens.</param>
    /// <param name="read">Reads one batch.</param>
    /// <returns>How many texts there were.</returns>
    public static int Run<T>(PretrainedModel model, IEnumerable<T> texts, Func<T, Encoding> encodingOf, Action<MapBatch<T>> read)
    {
        int count = 0;
        long maps = (long)model.Spec.LayerCount * model.Spec.HeadCount;
        foreach (ImmutableArray<T> batch in LengthBatches.Of(
            texts,
            text => encodingOf(text).Tokens.Count,
            length => (int)Math.Max(1, Math.Min(TokensABatch / length, NumbersABatch / (maps * length * length)))))
        {
            ImmutableArray<Encoding> encodings = [.. batch.Select(encodingOf)];
            read(new MapBatch<T>(batch, encodings, Capture(model, encodings)));
            count += batch.Length;
        }

        return count;
    }

    private static ImmutableArray<DenseArray> Capture(PretrainedModel model, ImmutableArray<Encoding> encodings)
    {
        ImmutableArray<DenseArray>.Builder layers = ImmutableArray.CreateBuilder<DenseArray>(model.Spec.LayerCount);
        lock (model.Encoder)
        {
            using IDisposable scope = NewDisposeScope();
            using IDisposable noGradients = no_grad();
            using IDisposable watching = model.Hooks.Attach(HookSite.Pattern.Path, (_, pattern) =>
            {
                layers.Add(SiteReader.Copy(pattern));
                return null;
            });
            model.Encoder.call(model.Batch(encodings));
        }

        return layers.ToImmutable();
    }
}
