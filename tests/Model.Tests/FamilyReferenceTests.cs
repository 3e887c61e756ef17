using System.Runtime.InteropServices;
using System.Text.Json;
using AttnExtract.Model.Hooks;
using AttnExtract.Model.Weights;
using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests;

/// <summary>Every attention map, z and hidden state of every reference folder, against transformers in float64.</summary>
public sealed class FamilyReferenceTests
{
    // The reference's README: what is safe for single precision; a wrong detail shows as 1e-3 or more.
    private const double AttentionTolerance = 2e-5;
    private const double HiddenTolerance = 5e-5;

    // The expected numbers are rounded to single precision; what is left in double precision is that rounding.
    private const double ProofTolerance = 1e-6;

    public static TheoryData<string> Folders { get; } = [.. ReferenceData.Folders("families").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Numbers_agree_in_single_precision(string folder) => Compare(folder, Precision.Float32, AttentionTolerance, HiddenTolerance);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Numbers_agree_to_rounding_in_double_precision(string folder) =>
        Compare(folder, Precision.Float64, ProofTolerance, ProofTolerance);

    private static void Compare(string folder, Precision precision, double attentionTolerance, double hiddenTolerance)
    {
        string path = Path.Combine(ReferenceData.Root, "families", folder);
        using SafetensorsFile expected = SafetensorsFile.Open(Path.Combine(path, "expected.safetensors"));
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "cases.json")));
        using Encoder encoder = EncoderFolder.Load(path, ModelConfig.Read(path), precision).Encoder;
        int layers = encoder.Spec.LayerCount;

        int compared = 0;
        foreach (JsonElement test in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            using IDisposable scope = NewDisposeScope();
            EncoderInput input = InputOf(test);
            int[] lengths = [.. test.GetProperty("attention_mask").EnumerateArray().Select(row => row.EnumerateArray().Sum(real => real.GetInt32()))];
            Dictionary<HookName, Tensor> seen = [];
            using (encoder.Hooks.Attach("*", (name, value) => { seen[name] = value.to(ScalarType.Float64); return null; }))
            {
                encoder.call(input);
            }

            string name = test.GetProperty("name").GetString()!;
            for (int layer = 0; layer < layers; layer++)
            {
                compared += Check($"{name}/attentions/{layer}", seen[HookName.Pattern(layer)].transpose(1, 2), attentionTolerance);
                compared += Check($"{name}/z/{layer}", seen[HookName.Z(layer)].transpose(1, 2).flatten(2), hiddenTolerance);
                compared += Check($"{name}/hidden/{layer}", seen[HookName.ResidualPre(layer)], hiddenTolerance);
            }

            compared += Check($"{name}/hidden/{layers}", seen[HookName.FinalOut], hiddenTolerance);

            // Actual has the queries (or tokens) on its second axis, as the expected z and hidden have; of attentions the heads come first.
            int Check(string key, Tensor actual, double tolerance)
            {
                Tensor wanted = Read(expected.Tensors[key]);
                wanted = wanted.dim() == 4 ? wanted.transpose(1, 2) : wanted;
                for (int row = 0; row < lengths.Length; row++)
                {
                    double difference = (actual[row].narrow(0, 0, lengths[row]) - wanted[row].narrow(0, 0, lengths[row])).abs().max().item<double>();
                    Assert.True(difference <= tolerance, $"{folder}: {key}, text {row} differs by {difference:g3}; allowed is {tolerance:g3}.");
                }

                return 1;
            }
        }

        Assert.True(compared > 0, $"{folder} has no case.");
    }

    private static EncoderInput InputOf(JsonElement test)
    {
        Tensor ids = Numbers(test.GetProperty("input_ids"));
        Tensor types = test.GetProperty("token_type_ids") is { ValueKind: JsonValueKind.Array } given ? Numbers(given) : zeros_like(ids);
        int[] lengths = [.. test.GetProperty("attention_mask").EnumerateArray().Select(row => row.EnumerateArray().Sum(real => real.GetInt32()))];
        return new EncoderInput(ids, types, AttentionMask.ForLengths(lengths));
    }

    private static Tensor Numbers(JsonElement rows) =>
        stack([.. rows.EnumerateArray().Select(row => tensor(row.EnumerateArray().Select(value => value.GetInt64()).ToArray()))]);

    private static Tensor Read(StoredTensor stored)
    {
        Tensor result = empty(stored.Shape.AsSpan(), dtype: ScalarType.Float64);
        stored.CopyTo(MemoryMarshal.Cast<byte, double>(result.bytes));
        return result;
    }
}
