using System.Text.Json;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests;

/// <summary>One file of the reference folder <c>research</c>: its texts, and its arrays by key.</summary>
internal sealed class ResearchReference : IDisposable
{
    private readonly SafetensorsFile _arrays;
    private readonly JsonDocument _description;

    public ResearchReference(string name)
    {
        _description = JsonDocument.Parse(File.ReadAllBytes(ReferenceData.FileAt("research", name + ".json")));
        _arrays = SafetensorsFile.Open(ReferenceData.FileAt("research", name + ".safetensors"));
    }

    public JsonElement Description => _description.RootElement;

    public IReadOnlyList<JsonProperty> Texts =>
        Description.GetProperty("texts").EnumerateObject().ToArray() is { Length: > 0 } texts
            ? texts
            : throw new InvalidOperationException("The reference holds no text.");

    public IEnumerable<string> Keys => _arrays.Tensors.Keys;

    /// <summary>The folder of the model that the arrays were made with.</summary>
    public string ModelFolder
    {
        get
        {
            string[] parts = Description.GetProperty("model").GetString()!.Split('/');
            return parts.Length > 1 ? Path.Combine([ReferenceData.Root, .. parts]) : Path.Combine(ReferenceData.BundledModel, "..", parts[0]);
        }
    }

    public IReadOnlyList<string> ReferenceTexts => [.. Description.GetProperty("reference_texts").EnumerateArray().Select(text => text.GetString()!)];

    public float[] this[string key]
    {
        get
        {
            float[] values = new float[_arrays.Tensors[key].Count];
            _arrays.Tensors[key].CopyTo(values);
            return values;
        }
    }

    /// <summary>Fails where two arrays differ by more than an absolute tolerance.</summary>
    public void AssertClose(string key, IReadOnlyList<double> actual, double tolerance)
    {
        float[] expected = this[key];
        Assert.Equal(expected.Length, actual.Count);
        double largest = expected.Select((value, i) => Math.Abs(value - actual[i])).Max();
        Assert.True(largest <= tolerance, $"{key} differs by {largest:g3}; allowed is {tolerance:g3}.");
    }

    /// <summary>Fails where two arrays differ by more than a share of the largest magnitude.</summary>
    public void AssertCloseTo(string key, DenseArray actual, double share = 1e-4)
    {
        Assert.Equal(_arrays.Tensors[key].Shape.Select(axis => (int)axis), actual.Shape);
        AssertCloseTo(key, Array.ConvertAll(actual.Values.ToArray(), value => (double)value), share);
    }

    /// <inheritdoc cref="AssertCloseTo(string, DenseArray, double)"/>
    public void AssertCloseTo(string key, IReadOnlyList<double> actual, double share = 1e-4) =>
        AssertClose(key, actual, share * this[key].Max(Math.Abs));

    public void Dispose()
    {
        _arrays.Dispose();
        _description.Dispose();
    }
}
