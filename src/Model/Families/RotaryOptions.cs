using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;

namespace AttnExtract.Model.Families;

/// <summary>How configurations spell rotary positions: one object in newer ones, single fields in older ones.</summary>
internal static class RotaryOptions
{
    /// <summary>The part of each head that is turned.</summary>
    public const string ShareKey = "partial_rotary_factor";

    private const string Linear = "linear";
    private const string Dynamic = "dynamic";
    private const string Banded = "llama3";
    private const string TrainedLengthKey = "original_max_position_embeddings";

    /// <summary>The positions that the configuration asks for.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="theta">The base of the angles where nothing says.</param>
    /// <param name="oldKey">What older configurations call the base.</param>
    /// <param name="layerType">The kind of layer, where kinds have a base each; else null.</param>
    /// <param name="scalingKey">What older configurations call the scaling of the angles; null where they scale none of these.</param>
    /// <param name="share">The part of each head that is turned where nothing says; null where the library turns all of it, whatever is said.</param>
    /// <exception cref="AttnExtractException">Angles are scaled in a way that is not computed, or only a part of each head is turned.</exception>
    public static RotaryPositions Read(
        ModelConfig config, double theta, string oldKey = "rope_theta", string? layerType = null, string? scalingKey = "rope_scaling",
        double? share = null)
    {
        ModelConfig? parameters = config.Section("rope_parameters");
        parameters = layerType is null ? parameters : parameters?.Section(layerType);
        if (share is null)
        {
            config.RequireOnly(ShareKey, "1");
            parameters?.RequireOnly(ShareKey, "1");
        }

        ModelConfig? scaling = (scalingKey is null ? null : config.Section(scalingKey)) ?? parameters;
        RotaryPositions positions = new(Number("rope_theta", oldKey, theta)) { Share = share is { } usual ? Number(ShareKey, ShareKey, usual) : 1 };
        return scaling is null ? positions : Scale(config, scaling.WithOtherNames(("rope_type", "type")), positions);

        double Number(string key, string old, double absent) =>
            parameters?.Number(key, config.Number(old, absent)) ?? config.Number(old, absent);
    }

    private static RotaryPositions Scale(ModelConfig config, ModelConfig scaling, RotaryPositions positions)
    {
        scaling.RequireOnly("rope_type", "\"default\"", $"\"{Linear}\"", $"\"{Dynamic}\"", $"\"{Banded}\"");
        switch (scaling.Text("rope_type", "default"))
        {
            case Linear:
                return positions with { Stretch = scaling.Number("factor", 0) };
            case Banded:
                return positions with
                {
                    Bands = new RotaryBands(
                        scaling.Number("factor", 0), scaling.Number("low_freq_factor", 0), scaling.Number("high_freq_factor", 0),
                        scaling.Int(TrainedLengthKey)),
                };
            case Dynamic:
                // Angles change only beyond the positions of the training, and a longer text is refused.
                scaling.RequireOnly(TrainedLengthKey, $"{config.Int("max_position_embeddings")}");
                return positions;
            default:
                return positions;
        }
    }
}
