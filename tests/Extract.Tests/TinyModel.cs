using AttnExtract.Model;
using AttnExtract.Model.Folders;
using AttnExtract.Model.Network;
using AttnExtract.Model.Specs;
using AttnExtract.Model.Tests;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests;

/// <summary>A small encoder of any structure behind the bundled model's tokenizer.</summary>
internal static class TinyModel
{
    /// <summary>Makes one. What is to be freed is its encoder; the rest is the bundled model's.</summary>
    public static PretrainedModel Create(string structure, PretrainedModel bundled, Precision precision = Precision.Float32)
    {
        StackSpec spec = TinyEncoder.Structures[structure] with { VocabularySize = bundled.Spec.VocabularySize };
        Encoder encoder = TinyEncoder.Create(spec, precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32);
        ModelFolder folder = new(bundled.Config, encoder, bundled.Heads, bundled.Report);
        return new PretrainedModel(structure, structure, folder, (bundled.Tokenizer, bundled.Tokenizer), null, null, Task.FromResult(structure));
    }
}
