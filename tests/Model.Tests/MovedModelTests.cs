using AttnExtract.Ground;
using AttnExtract.Model.Heads;
using AttnExtract.Model.Network;
using AttnExtract.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests;

/// <summary>Encoders that were moved after they were loaded, in every family: numbers are those of models that were loaded so.</summary>
public sealed class MovedModelTests
{
    public static TheoryData<string> Folders { get; } = [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void An_encoder_that_was_converted_computes_as_one_that_was_loaded_so(string folder)
    {
        string path = Path.Combine(ReferenceData.Root, "families", folder);
        using IDisposable scope = NewDisposeScope();
        using PretrainedModel moved = PretrainedModel.Load(path);
        using PretrainedModel loaded = PretrainedModel.Load(path, Precision.Float64);

        moved.Encoder.to(ScalarType.Float64);

        Assert.Equal(Precision.Float64, moved.Precision);
        Dictionary<string, Tensor> actual = Run(moved);
        Assert.All(Run(loaded), site =>
        {
            Assert.Equal(ScalarType.Float64, actual[site.Key].dtype);
            Assert.True(actual[site.Key].Equals(site.Value), site.Key);
        });
    }

    [Fact]
    public void A_model_computes_as_before_once_it_is_back()
    {
        using IDisposable scope = NewDisposeScope();
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.Root, "families", "t5-full"));
        Dictionary<string, Tensor> before = Run(model);

        model.Encoder.to(ScalarType.Float64).to(ScalarType.Float32);

        Assert.Equal(Precision.Float32, model.Precision);
        Dictionary<string, Tensor> after = Run(model);
        Assert.All(before, site => Assert.True(after[site.Key].Equals(site.Value), site.Key));
    }

    [Fact]
    public void A_type_that_nothing_is_computed_in_is_named()
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.Root, "families", "bert"));

        model.Encoder.to(ScalarType.Float16);

        Assert.Equal(
            "The model's weights were converted to Float16, which it cannot compute with: convert them with Encoder.to(…) to Float32, Float64 or BFloat16.",
            Assert.Throws<AttnExtractException>(() => model.Precision).Message);
    }

    // On this device tensors have shapes and no numbers, and it is there on every machine.
    [Theory]
    [InlineData("bert-plain")]
    [InlineData("t5-full")]
    public void What_reads_an_encoder_moves_with_it(string folder)
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.Root, "families", folder));

        model.Encoder.to(META);

        Assert.Equal(DeviceType.META, model.Encoder.Device.type);
        Assert.NotEmpty(model.Encoder.Readers);
        Assert.All(
            model.Encoder.Readers.Prepend(model.Encoder).SelectMany(module => module.parameters()),
            weight => Assert.Equal(DeviceType.META, weight.device_type));
        Assert.Equal(DeviceType.META, model.Batch([model.Tokenizer.Encode("a")]).TokenIds.device_type);
    }

    [Theory]
    [InlineData("cuda")]
    [InlineData("mps")]
    public void A_device_that_libtorch_lacks_is_named_with_those_that_it_has(string name)
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.Root, "families", "bert"));
        ComputeDevice device = ComputeDevice.Get(name);

        Assert.Equal(
            $"The libtorch of this program has no device '{name}'; it has cpu. Build the program with a libtorch package for that device, on a machine that "
            + "has one.",
            Assert.Throws<AttnExtractException>(() => model.MoveTo(device)).Message);
        model.MoveTo(ComputeDevice.Cpu);
        Assert.Equal(DeviceType.CPU, model.Encoder.Device.type);
    }

    [Fact]
    public void A_device_that_is_none_is_told_with_those_that_there_are()
    {
        Assert.Equal(
            "There is no device 'cudo'. Did you mean 'cuda'? There are cpu, cuda, mps.",
            Assert.Throws<AttnExtractException>(() => ComputeDevice.Get("cudo")).Message);
    }

    private static Dictionary<string, Tensor> Run(PretrainedModel model)
    {
        Dictionary<string, Tensor> seen = [];
        ModelInput input = TinyEncoder.Input(9, 4);
        if (model.Structure.Second is not null)
        {
            input = input with { Target = TinyEncoder.Input(6, 3) };
        }

        using (model.Hooks.Attach("*", (name, value) => { seen[$"{name}"] = value; return null; }))
        {
            Tensor hidden = model.Encoder.call(input); // [batch, token, hidden]
            foreach (TaskHead head in model.Heads)
            {
                seen[head.Spec.Kind.Key] = head.call(hidden, input.Last.Padding);
            }

            if (model.Pooling is { } pooling)
            {
                seen["pooled"] = pooling.Pool(hidden[0]);
            }
        }

        seen["fused"] = model.Encoder.call(input); // [batch, token, hidden]
        return seen;
    }
}
