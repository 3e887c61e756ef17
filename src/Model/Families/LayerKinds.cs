using System.Collections.Immutable;
using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Specs;

namespace AttnExtract.Model.Families;

/// <summary>How configurations say which layers see everything and which only what is near: a list of kinds in newer ones, a rule in older ones.</summary>
internal static class LayerKinds
{
    /// <summary>A layer that sees everything.</summary>
    public const string Everywhere = "full_attention";

    /// <summary>A layer that sees what is near.</summary>
    public const string Nearby = "sliding_attention";

    private const string Key = "layer_types";

    /// <summary>How far each layer sees; null for any distance.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="layers">How many layers there are.</param>
    /// <param name="reach">How far the layers that see what is near do.</param>
    /// <param name="isNearby">Whether a layer is one of those, where no list says.</param>
    /// <exception cref="AttnExtractException">The list has another kind, or another length.</exception>
    public static ImmutableArray<int?> Windows(ModelConfig config, int layers, int? reach, Func<int, bool> isNearby)
    {
        ImmutableArray<string> kinds = config.Texts(Key);
        config.RequireOnlyIn(Key, Everywhere, Nearby);
        StackSpec.Require(
            kinds.IsEmpty || kinds.Length == layers, $"list of layer types has {kinds.Length} entries, but there are {layers} layers");
        return [.. Enumerable.Range(0, layers).Select(layer => (kinds.IsEmpty ? isNearby(layer) : kinds[layer] == Nearby) ? reach : null)];
    }

    /// <summary>The layers that see everything, or those that do not.</summary>
    /// <param name="windows">How far each layer sees.</param>
    /// <param name="isEverywhere">Which of the two.</param>
    public static ImmutableArray<int> Where(ImmutableArray<int?> windows, bool isEverywhere) =>
        [.. Enumerable.Range(0, windows.Length).Where(layer => windows[layer] is null == isEverywhere)];
}
