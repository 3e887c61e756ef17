using AttnExtract.Ground;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Positions;

namespace AttnExtract.Model.Families;

/// <summary>How configurations spell rotary positions: one object in newer ones, single fields in older ones.</summary>
internal static class RotaryOptions
{
    private const string Linear = "linear";
    private const string Dynamic = "dynamic";

    /// <summary>The positions that the configuration asks for.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="theta">The base of the angles where nothing says.</param>
    /// <param name="oldKey">What older configurations call the base.</param>
    /// <param name="layerType">The kind of layer, where kinds have a base each; else null.</param>
    /// <exception cref="AttnExtractException">Angles are scaled in a way that is not computed, or only a part of each head is turned.</exception>
    public static RotaryPositions Read(ModelConfig config, double theta, string oldKey = "rope_theta", string? layerType = null)
    {
        config.RequireOnly("partial_rotary_factor", "1");
        ModelConfig? parameters = config.Section("rope_parameters");
        parameters = layerType is null ? parameters : parameters?.Section(layerType);
        parameters?.RequireOnly("partial_rotary_factor", "1");
        ModelConfig? scaling = (config.Section("rope_scaling") ?? parameters)?.WithOtherNames(("rope_type", "type"));
        double usual = config.Number(oldKey, theta);
        return new RotaryPositions(parameters?.Number("rope_theta", usual) ?? usual) { Stretch = scaling is null ? 1 : ReadStretch(config, scaling) };
    }

    private static double ReadStretch(ModelConfig config, ModelConfig scaling)
    {
        scaling.RequireOnly("rope_type", "\"default\"", $"\"{Linear}\"", $"\"{Dynamic}\"");
        string kind = scaling.Text("rope_type", "default");
        if (kind == Dynamic)
        {
            // Angles change only beyond the positions of the training, and a longer text is refused.
            scaling.RequireOnly("original_max_position_embeddings", $"{config.Int("max_position_embeddings")}");
        }

        return kind == Linear ? scaling.Number("factor", 0) : 1;
    }
}
