using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Text;
using TorchSharp;

namespace AttnExtract.Extract;

/// <summary>
/// Whether a run can end well in the memory that is free. What is counted is what a run is known to take, so that nothing is refused that would fit:
/// of most of what a pass makes only one layer's at a time, and until its turn is over what hooks may keep or gradients need.
/// </summary>
internal static class RunMemory
{
    // q, k, v, z, what both blocks give, and the stream after each.
    private const int StatesALayer = 8;

    // Neurons before and after their activation.
    private const int NeuronsALayer = 2;

    /// <summary>Refuses a run that needs more memory than there is.</summary>
    /// <param name="model">The model, with the hooks of the run attached: what they watch is made, and else not.</param>
    /// <param name="first">The first layer that runs.</param>
    /// <param name="input">The texts.</param>
    /// <param name="kept">How many bytes will be kept of it.</param>
    /// <exception cref="AttnExtractException">There is less memory.</exception>
    public static void Require(PretrainedModel model, int first, ModelInput input, double kept) =>
        Require(model, first, input.TokenIds.shape[0], input.TokenIds.shape[1], kept);

    /// <inheritdoc cref="Require(PretrainedModel, int, ModelInput, double)"/>
    /// <param name="model">The model, with the hooks of the run attached: what they watch is made, and else not.</param>
    /// <param name="first">The first layer that runs.</param>
    /// <param name="rows">How many texts there are.</param>
    /// <param name="tokens">How many tokens each has, padding included.</param>
    /// <param name="kept">How many bytes will be kept of it.</param>
    public static void Require(PretrainedModel model, int first, double rows, double tokens, double kept)
    {
        StackSpec spec = model.Spec;
        int size = model.Precision == Precision.Float64 ? sizeof(double) : sizeof(float);
        bool isForGradients = torch.is_grad_enabled();
        int[] layers = [.. Enumerable.Range(first, spec.LayerCount - first)];
        Maps maps = new(model, layers, isForGradients);
        double ofMaps = maps.Count * rows * tokens * tokens * size;

        // The fused path makes no maps, but where a window or the order of tokens hides keys it makes a table of what.
        double tables = AtATime(layers.Select(layer => spec.IsCausal || spec.WindowOf(layer) is not null ? 1 : 0)) * tokens * tokens * size;

        // Positions that add to the scores do so on either path, and some make what they add anew in every layer.
        tables += spec.Positions.Sum(positions => positions.BytesAPass(spec, size) + (positions.BytesAHead(size) * rows
            * AtATime(layers.Where(positions.ActsIn).Select(layer => spec.HeadsOf(layer).Length)))) * tokens * tokens;
        double states = AtATime(layers.Select(_ => 1)) * rows * tokens * size
            * ((StatesALayer * (double)spec.HiddenSize) + (NeuronsALayer * (double)spec.IntermediateSize));
        FreeMemory.Require(
            ofMaps + tables + states + kept,
            () => $"A run of {Counted(rows, "text")} of {tokens} tokens",
            () => Details(rows, tokens, size, maps, ofMaps, tables + states, kept),
            () => maps.Count > 0 ? "take fewer layers or heads (--layers, --heads), or shorten the text" : "shorten the text");

        // Gradients hold on to what every layer made.
        double AtATime(IEnumerable<int> ofLayers) => isForGradients ? ofLayers.Sum() : ofLayers.Append(0).Max();
    }

    /// <summary>How many bytes a capture keeps.</summary>
    /// <param name="spec">The model's structure.</param>
    /// <param name="names">The hook points whose numbers are kept.</param>
    /// <param name="options">Which heads are kept.</param>
    /// <param name="texts">The texts.</param>
    public static double OfKept(ModelSpec spec, ImmutableArray<HookName> names, CaptureOptions options, IReadOnlyList<Encoding> texts)
    {
        return sizeof(float) * texts.Sum(text => names.Sum(name => name.Site.Axes.Aggregate(1.0, (count, axis) => count * Length(name, axis, text))));

        double Length(HookName name, Axis axis, Encoding text) =>
            axis.CountsTokens ? text.Of(name.Site.IsCross && axis == Axis.Key ? StackOrder.First : name.Stack).Tokens.Count
            : axis == Axis.Head ? options.HeadsOf(spec[name.Stack]).Length
            : axis.LengthIn(spec[name.Stack]) ?? 1;
    }

    private static string Details(double rows, double tokens, int size, Maps maps, double bytesOfMaps, double states, double kept)
    {
        string texts = rows > 1 ? $"{rows} texts × " : "";
        string ofMaps = $"{FreeMemory.Text(bytesOfMaps)} for attention: {texts}{maps.Count} maps × {tokens}² tokens × {size} bytes; ";
        string ofKept = $"; {FreeMemory.Text(kept)} for what is kept";
        return $"{(maps.Count > 0 ? ofMaps : "")}{FreeMemory.Text(states)} for hidden states{(kept > 0 ? ofKept : "")}";
    }

    private static string Counted(double count, string what) => count == 1 ? $"one {what}" : $"{count} {what}s";

    // How many maps of a text there are at a time.
    private sealed class Maps
    {
        // Scores and the weights that they come to.
        private const int OfPassingHead = 2;

        public Maps(PretrainedModel model, IEnumerable<int> layers, bool isForGradients)
        {
            int kept = 0;
            int passing = 0;
            foreach (int layer in layers)
            {
                (HookPoint scores, HookPoint pattern) = (model.Hooks[HookName.Scores(layer)], model.Hooks[HookName.Pattern(layer)]);
                if (model.Spec.ScoreCap is null && !scores.HasListeners && !pattern.HasListeners)
                {
                    continue;
                }

                // The weights' gradient passes too, and gradients need the weights.
                int keptAHead = Math.Max((scores.HasKeepers ? 1 : 0) + (pattern.HasKeepers ? 1 : 0), isForGradients ? 1 : 0);
                int heads = model.Spec.HeadsOf(layer).Length;
                kept += keptAHead * heads;
                passing = Math.Max(passing, (OfPassingHead + (isForGradients ? 1 : 0) - keptAHead) * heads);
            }

            Count = kept + passing;
        }

        public int Count { get; }
    }
}
