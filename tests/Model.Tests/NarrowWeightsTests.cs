using AttnExtract.Model.Folders;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests;

/// <summary>Weights in half the memory, in every family: the numbers are those of the same weights in single precision, to the bit.</summary>
public sealed class NarrowWeightsTests
{
    public static TheoryData<string> Folders { get; } = [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Numbers_are_those_of_rounded_weights(string folder)
    {
        PretrainedFolder opened = PretrainedFolder.Open(Path.Combine(ReferenceData.Root, "families", folder));
        using ModelFolder narrow = ModelFolder.Load(opened, Precision.BFloat16);
        using ModelFolder wide = ModelFolder.Load(opened, Precision.Float32);
        foreach (Parameter weight in wide.Encoder.parameters().Concat(wide.Heads.SelectMany(head => head.parameters())))
        {
            using Tensor rounded = weight.detach().to(ScalarType.BFloat16);
            weight.copy_(rounded);
        }

        using IDisposable scope = NewDisposeScope();
        Dictionary<string, Tensor> expected = Run(wide);
        Dictionary<string, Tensor> actual = Run(narrow);

        Assert.All(narrow.Encoder.parameters(), weight => Assert.Equal(2, weight.element_size()));
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, site => Assert.True(actual[site.Key].Equals(site.Value), site.Key));
    }

    [Fact]
    public void A_checkpoint_of_that_type_loses_nothing()
    {
        PretrainedFolder opened = PretrainedFolder.Open(Path.Combine(ReferenceData.OwnRoot, "families", "bert-bfloat16"));
        using ModelFolder narrow = ModelFolder.Load(opened, Precision.BFloat16);
        using ModelFolder wide = ModelFolder.Load(opened, Precision.Float32);
        using IDisposable scope = NewDisposeScope();

        Dictionary<string, Tensor> expected = Run(wide);

        Assert.All(Run(narrow), site => Assert.True(expected[site.Key].Equals(site.Value), site.Key));
    }

    [Fact]
    public void A_table_that_is_read_in_steps_is_whole()
    {
        // Two steps and a part of a third.
        float[] numbers = [.. Enumerable.Range(0, (2 * StoredTensor.ElementsPerStep) + 7).Select(i => (float)(i % 251))];
        using TemporaryFolder folder = new();
        SafetensorsWriter writer = new();
        writer.Add("table", [numbers.Length], numbers);
        using (FileStream stream = File.Create(folder["table.safetensors"]))
        {
            writer.WriteTo(stream);
        }

        using SafetensorsFile file = SafetensorsFile.Open(folder["table.safetensors"]);
        using Tensor table = empty(numbers.Length, dtype: ScalarType.BFloat16);
        file.Tensors["table"].CopyTo(table);

        using Tensor wide = table.to(ScalarType.Float32);
        Assert.Equal(numbers, wide.data<float>().ToArray());
    }

    private static Dictionary<string, Tensor> Run(ModelFolder model)
    {
        Dictionary<string, Tensor> seen = [];
        ModelInput input = TinyEncoder.Input(9, 4);
        using (model.Encoder.Hooks.Attach("*", (name, value) => { seen[$"{name}"] = value; return null; }))
        {
            Tensor hidden = model.Encoder.call(input); // [batch, token, hidden]
            foreach (TaskHead head in model.Heads)
            {
                seen[head.Spec.Kind.Key] = head.call(hidden, input.Padding);
            }
        }

        seen["fused"] = model.Encoder.call(input); // [batch, token, hidden]
        return seen;
    }
}
