using System.Reflection;
using AttnExtract.Ground;
using AttnExtract.Model.Network;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Network;

/// <summary>
/// What TorchSharp 0.107.0 does to modules and ours must survive: <c>to(Float64)</c> leaves a field that is named otherwise than its parameter on
/// a disposed tensor, and <c>load_state_dict</c> spreads a wrong shape over the right one.
/// </summary>
public sealed class ModuleParameterTests
{
    public static TheoryData<string> Structures { get; } = [.. TinyEncoder.Structures.Keys];

    [Theory]
    [MemberData(nameof(Structures))]
    public void In_either_precision_a_module_computes_with_what_it_registered(string structure)
    {
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            using Encoder encoder = TinyEncoder.Create(TinyEncoder.Structures[structure], type);
            RequireWhole(encoder, type);
            encoder.to(type == ScalarType.Float64 ? ScalarType.Float32 : ScalarType.Float64);
            RequireWhole(encoder, type == ScalarType.Float64 ? ScalarType.Float32 : ScalarType.Float64);
        }
    }

    [Fact]
    public void A_tensor_that_could_be_spread_over_the_right_shape_is_refused()
    {
        using TemporaryFolder folder = new();
        string weights = Path.Combine(SmallModel.MakeBert(folder.Path), "model.safetensors");
        const string Name = "bert.embeddings.token_type_embeddings.weight";
        SafetensorsWriter writer = new();
        using (SafetensorsFile file = SafetensorsFile.Open(weights))
        {
            foreach ((string name, StoredTensor tensor) in file.Tensors)
            {
                float[] values = new float[tensor.Count];
                tensor.CopyTo(values);
                writer.Add(name, name == Name ? [1, 32] : [.. tensor.Shape], name == Name ? values.AsMemory(0, 32) : values);
            }
        }

        using (FileStream stream = File.Create(weights))
        {
            writer.WriteTo(stream);
        }

        Assert.Equal(
            $"The weights in '{folder.Path}' do not fit its config.json: '{Name}' has shape [1, 32], but the configuration asks for [2, 32].",
            Assert.Throws<AttnExtractException>(() => PretrainedModel.Load(folder.Path)).Message);
    }

    private static void RequireWhole(Encoder encoder, ScalarType type)
    {
        nint[] registered = [.. encoder.parameters().Select(parameter => parameter.Handle)];
        Parameter[] held = [.. encoder.modules().Prepend(encoder).SelectMany(Held)];

        Assert.NotEmpty(held);
        Assert.All(held, parameter =>
        {
            Assert.False(parameter.IsInvalid);
            Assert.Equal(type, parameter.dtype);
            Assert.Contains(parameter.Handle, registered);
        });
    }

    private static IEnumerable<Parameter> Held(nn.Module module) =>
        from type in Bases(module.GetType())
        from field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.GetValue(module) is Parameter
        select (Parameter)field.GetValue(module)!;

    private static IEnumerable<Type> Bases(Type? type)
    {
        for (; type is not null && type != typeof(nn.Module); type = type.BaseType)
        {
            yield return type;
        }
    }
}
