using System.Text.Json;
using AttnExtract.Model;
using AttnExtract.Model.Weights;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Measures;

/// <summary>One file of tests/Reference/research with the model that it was made with.</summary>
internal sealed class ResearchReference : IDisposable
{
    private readonly JsonDocument _description;
    private readonly SafetensorsFile _arrays;

    public ResearchReference(string name)
    {
        _description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", name + ".json")));
        _arrays = SafetensorsFile.Open(ReferenceData.FileAt("research", name + ".safetensors"));
        string folder = Root.GetProperty("model").GetString()!;
        Model = PretrainedModel.Load(folder.Contains('/') ? Path.Combine([ReferenceData.Root, .. folder.Split('/')]) : ReferenceData.BundledModel);
    }

    public JsonElement Root => _description.RootElement;

    public PretrainedModel Model { get; }

    public IEnumerable<string> Keys => _arrays.Tensors.Keys;

    /// <summary>Compares an array with the reference's; <paramref name="tolerance"/> is a share of the largest magnitude.</summary>
    public void Check(string key, DenseArray actual, double tolerance = 1e-4)
    {
        StoredTensor tensor = _arrays.Tensors[key];
        Assert.Equal(tensor.Shape.Select(axis => (int)axis), actual.Shape);
        float[] expected = new float[tensor.Count];
        tensor.CopyTo(expected);
        ReadOnlySpan<float> values = actual.Values.Span;
        (double largest, double difference) = (0, 0);
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs(expected[i] - values[i]));
        }

        Assert.True(
            difference <= tolerance * largest,
            $"{key} differs by {difference / largest:g3} of its largest magnitude; allowed is {tolerance:g3}.");
    }

    public void Dispose()
    {
        _description.Dispose();
        _arrays.Dispose();
        Model.Dispose();
    }
}
