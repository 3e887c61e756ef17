namespace AttnExtract.Model.Families;

/// <summary>How configurations spell rotary positions: one object in newer ones, single fields in older ones.</summary>
internal static class RotaryOptions
{
    /// <summary>The base of the angles.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="absent">What it is where nothing says.</param>
    /// <param name="oldKey">What older configurations call it.</param>
    /// <param name="layerType">The kind of layer, where kinds have a base each; else null.</param>
    /// <exception cref="AttnExtractException">Angles are to be scaled, or only a part of each head turned.</exception>
    public static double Theta(ModelConfig config, double absent, string oldKey = "rope_theta", string? layerType = null)
    {
        config.Refuse("rope_scaling", "rotary angles are scaled for long texts");
        config.RequireOnly("partial_rotary_factor", "1");
        ModelConfig? parameters = config.Section("rope_parameters");
        parameters = layerType is null ? parameters : parameters?.Section(layerType);
        parameters?.RequireOnly("rope_type", "\"default\"");
        parameters?.RequireOnly("partial_rotary_factor", "1");
        return parameters?.Number("rope_theta", absent) ?? config.Number(oldKey, absent);
    }
}
