using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Specs;

namespace AttnExtract.Extract;

/// <summary>
/// What a pass through one stack is known to take: of most of what it makes only one layer's at a time, and until the turn is over what hooks may
/// keep or gradients need.
/// </summary>
internal sealed class StackMemory
{
    // q, k, v, z, what both blocks give, and the stream after each.
    private const int StatesALayer = 8;

    // Neurons before and after their activation.
    private const int NeuronsALayer = 2;

    private readonly List<string> _maps = [];

    /// <summary>Adds up a pass.</summary>
    /// <param name="model">The model, with the hooks of the run attached: what they watch is made, and else not.</param>
    /// <param name="stack">The stack.</param>
    /// <param name="first">The first layer that runs.</param>
    /// <param name="rows">How many texts there are.</param>
    /// <param name="tokens">How many tokens of each the stack reads, padding included.</param>
    /// <param name="keys">How many tokens of another stack it looks at; 0 for none.</param>
    /// <param name="isForGradients">Whether the run will be gone through backwards.</param>
    public StackMemory(PretrainedModel model, StackOrder stack, int first, double rows, double tokens, double keys, bool isForGradients)
    {
        StackSpec spec = model.Structure[stack];
        int size = model.Precision == Precision.Float64 ? sizeof(double) : sizeof(float);
        int[] layers = [.. Enumerable.Range(first, spec.LayerCount - first)];
        string texts = rows > 1 ? $"{rows} texts × " : "";
        Add(Watched(HookSite.Scores, HookSite.Pattern), tokens, $"{tokens}²");
        if (keys > 0)
        {
            Add(Watched(HookSite.CrossScores, HookSite.CrossPattern), keys, $"{tokens} × {keys}");
        }

        // The fused path makes no maps, but where a window or the order of tokens hides keys it makes a table of what.
        double tables = AtATime(layers.Select(layer => spec.IsCausal || spec.WindowOf(layer) is not null ? 1 : 0)) * tokens * tokens * size;

        // Positions that add to the scores do so on either path, and some make what they add anew in every layer.
        tables += spec.Positions.Sum(positions => positions.BytesAPass(spec, size) + (positions.BytesAHead(size) * rows
            * AtATime(layers.Where(positions.ActsIn).Select(layer => spec.HeadsOf(layer).Length)))) * tokens * tokens;
        States = tables + (AtATime(layers.Select(_ => 1)) * rows * tokens * size
            * ((StatesALayer * (double)spec.HiddenSize) + (NeuronsALayer * (double)spec.IntermediateSize)));

        void Add(int count, double across, string each)
        {
            if (count > 0)
            {
                Maps += count * rows * tokens * across * size;
                _maps.Add($"{texts}{count} maps × {each} tokens × {size} bytes");
            }
        }

        // How many maps of a text there are at a time: scores and the weights that they come to.
        int Watched(HookSite ofScores, HookSite ofPattern)
        {
            int kept = 0;
            int passing = 0;
            foreach (int layer in layers)
            {
                (HookPoint scores, HookPoint pattern) = (model.Hooks[HookName.Of(ofScores, layer, stack)], model.Hooks[HookName.Of(ofPattern, layer, stack)]);
                if (spec.ScoreCap is null && !scores.HasListeners && !pattern.HasListeners)
                {
                    continue;
                }

                // The weights' gradient passes too, and gradients need the weights.
                int keptAHead = Math.Max((scores.HasKeepers ? 1 : 0) + (pattern.HasKeepers ? 1 : 0), isForGradients ? 1 : 0);
                int heads = spec.HeadsOf(layer).Length;
                kept += keptAHead * heads;
                passing = Math.Max(passing, (2 + (isForGradients ? 1 : 0) - keptAHead) * heads);
            }

            return kept + passing;
        }

        // Gradients hold on to what every layer made.
        double AtATime(IEnumerable<int> ofLayers) => isForGradients ? ofLayers.Sum() : ofLayers.Append(0).Max();
    }

    /// <summary>Bytes of attention maps and the scores before them.</summary>
    public double Maps { get; private set; }

    /// <summary>Bytes of everything else.</summary>
    public double States { get; }

    /// <summary>What takes how much.</summary>
    /// <param name="kept">How many bytes will be kept of it.</param>
    public string Details(double kept)
    {
        string ofMaps = $"{FreeMemory.Text(Maps)} for attention: {string.Join(" and ", _maps)}; ";
        string ofKept = $"; {FreeMemory.Text(kept)} for what is kept";
        return $"{(Maps > 0 ? ofMaps : "")}{FreeMemory.Text(States)} for hidden states{(kept > 0 ? ofKept : "")}";
    }
}
