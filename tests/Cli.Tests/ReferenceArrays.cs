using System.Text.Json;
using AttnExtract.Model.Weights;

namespace AttnExtract.Cli.Tests;

/// <summary>Compares arrays of the reference with nested lists of JSON.</summary>
internal static class ReferenceArrays
{
    /// <summary>Fails where the shapes differ, or numbers by more than a share of the largest magnitude.</summary>
    public static void AssertClose(StoredTensor stored, JsonElement actual, double share, string what)
    {
        List<long> shape = [];
        for (JsonElement list = actual; list.ValueKind == JsonValueKind.Array; list = list[0])
        {
            shape.Add(list.GetArrayLength());
        }

        Assert.Equal(stored.Shape, shape);
        float[] expected = new float[stored.Count];
        stored.CopyTo(expected);
        double largest = expected.Zip(Flat(actual), (wanted, found) => Math.Abs(wanted - found)).Max();
        double allowed = share * expected.Max(Math.Abs);
        Assert.True(largest <= allowed, $"{what} differs by {largest:g3}; allowed is {allowed:g3}.");
    }

    private static IEnumerable<double> Flat(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element.GetDouble()];
}
