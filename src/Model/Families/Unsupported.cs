using AttnExtract.Ground;
using AttnExtract.Model.Folders;

namespace AttnExtract.Model.Families;

/// <summary>What any configuration may ask for and no family here computes.</summary>
internal static class Unsupported
{
    /// <summary>Refuses it.</summary>
    /// <exception cref="AttnExtractException">The configuration asks for it.</exception>
    public static void Refuse(ModelConfig config)
    {
        config.RequireOnly("is_decoder", "false");
        config.RequireOnly("add_cross_attention", "false");
        config.Refuse("quantization_config", "the weights are packed; load the model unquantized and save it so");
    }
}
