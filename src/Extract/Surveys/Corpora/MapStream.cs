using System.Collections.Immutable;
using AttnExtract.Extract.Ablations;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Text;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Surveys.Corpora;

/// <summary>Runs texts through a model and hands its attention maps on, a batch at a time, always in the same memory.</summary>
/// <param name="model">The model; hooks that are attached to it take part in the runs.</param>
internal sealed class MapStream(PretrainedModel model) : IDisposable
{
    // Enough tokens in a batch to keep the processor busy, and few enough numbers in its maps to stay in reach of its caches.
    private const int TokensABatch = 512;
    private const long NumbersABatch = 16_000_000;

    private readonly Crew _crew = new(model);
    private readonly Dictionary<(int Part, int Layer), float[]> _memory = []; // [text × head × query × key]

    /// <summary>Runs texts.</summary>
    /// <param name="place">Whose maps.</param>
    /// <param name="texts">The texts, read as they are needed.</param>
    /// <param name="encodingOf">A text's tokens.</param>
    /// <param name="read">Reads one batch, which is gone when the next one comes.</param>
    /// <returns>How many texts there were.</returns>
    /// <exception cref="AttnExtractException">Heads were cut out of the model.</exception>
    public int Run<T>(AttentionPlace place, IEnumerable<T> texts, Func<T, Encoding> encodingOf, Action<MapBatch<T>> read)
    {
        RequireAllHeads(model.Name, hasAll: place.Spec.PrunedHeads.IsEmpty);
        int count = 0;
        long maps = (long)place.Spec.LayerCount * place.Spec.HeadCount;
        IEnumerable<ImmutableArray<T>> batches = LengthBatches.Of(
            texts,
            text => Math.Max(encodingOf(text).Tokens.Count, encodingOf(text).Last.Tokens.Count),
            length => (int)Math.Max(1, Math.Min(TokensABatch / length, NumbersABatch / (maps * length * length))));
        foreach (MapBatch<T> batch in _crew.Run(
            batches, (member, part, batch) => Capture(member, place, part, batch, [.. batch.Select(encodingOf)])))
        {
            read(batch);
            count += batch.Texts.Length;
        }

        return count;
    }

    /// <summary>Refuses a model without some of its heads.</summary>
    /// <exception cref="AttnExtractException">Heads were cut out of it.</exception>
    public static void RequireAllHeads(string model, bool hasAll)
    {
        if (!hasAll)
        {
            throw new AttnExtractException(
                $"Heads of {model} were pruned, and statistics compare all heads with one another; survey the model that it was made from, "
                + "or keep the shape when pruning (--keep-shape).");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _crew.Dispose();

    private MapBatch<T> Capture<T>(PretrainedModel member, AttentionPlace place, int part, ImmutableArray<T> texts, ImmutableArray<Encoding> encodings)
    {
        DenseArray[] layers = new DenseArray[place.Spec.LayerCount];
        using (ModelTurn turn = ModelTurn.Of(member))
        {
            using DisposableList watching = [];
            ImmutableArray<int> shape =
            [
                encodings.Length, place.Spec.HeadCount,
                encodings.Max(encoding => encoding.Of(place.Stack).Tokens.Count), encodings.Max(encoding => encoding.Of(place.KeyStack).Tokens.Count),
            ];
            for (int i = 0; i < layers.Length; i++)
            {
                int layer = i;
                BatchTiles tiles = new(shape, count => MemoryOf(part, layer, count), maps => layers[layer] = maps);
                watching.Add(member.Hooks[place.Name(HookSite.Pattern, layer)].Observe(pattern => layers[layer] = Copy(pattern, part, layer), tiles));
            }

            turn.Run(encodings);
        }

        return new MapBatch<T>(texts, [.. encodings.Select(encoding => encoding.Of(place.KeyStack))], [.. layers]);
    }

    // A part's memory is its own until the one after next is begun.
    private DenseArray Copy(Tensor pattern, int part, int layer)
    {
        int count = (int)pattern.numel();
        float[] memory = MemoryOf(part, layer, count);

        using Tensor destination = NewTensor.Over(memory, count).view(pattern.shape);
        destination.copy_(pattern);
        return new DenseArray(memory.AsMemory(0, count), [.. pattern.shape.Select(axis => (int)axis)]);
    }

    private float[] MemoryOf(int part, int layer, int count)
    {
        lock (_memory)
        {
            float[]? memory = _memory.GetValueOrDefault((part, layer));
            return memory?.Length >= count ? memory : _memory[(part, layer)] = new float[count];
        }
    }
}

/// <summary>The attention maps of some texts, padded to the longest.</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Encodings">Their tokens: those that are attended to.</param>
/// <param name="Layers">[layer][text, head, query, key]</param>
internal sealed record MapBatch<T>(ImmutableArray<T> Texts, ImmutableArray<Encoding> Encodings, ImmutableArray<DenseArray> Layers)
{
    /// <summary>One row of one map, of real tokens only.</summary>
    public ReadOnlySpan<float> Row(int layer, int text, int head, int query)
    {
        DenseArray array = Layers[layer];
        (int heads, int queries, int keys) = (array.Shape[1], array.Shape[2], array.Shape[3]);
        return array.Values.Span.Slice(((((text * heads) + head) * queries) + query) * keys, Encodings[text].Tokens.Count);
    }
}
