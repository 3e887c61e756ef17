using AttnExtract.Model;
using static TorchSharp.torch;

namespace AttnExtract.Extract.Tests.Runs;

public sealed class RowCopyTests
{
    public static TheoryData<string> Views { get; } = [.. ViewsOf.Keys];

    private static Dictionary<string, Func<Tensor>> ViewsOf => new()
    {
        ["whole"] = () => rand(3, 4, 5),
        ["part of one"] = () => rand(2, 3, 6, 7)[1].narrow(1, 0, 4).narrow(2, 0, 5),
        ["turned"] = () => rand(4, 3, 5).transpose(0, 1),
        ["with gaps in its rows"] = () => rand(3, 5, 4).transpose(1, 2),
        ["in double precision"] = () => rand(3, 4, 5, dtype: ScalarType.Float64),
        ["expanded"] = () => rand(1, 4, 5).expand(3, 4, 5),
        ["shared by threads"] = () => rand(3, 400, 500),
        ["a row"] = () => rand(5),
        ["without numbers"] = () => rand(0, 4, 5),
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void Numbers_and_sums_are_those_of_the_view(string name)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor view = ViewsOf[name]();
        RowCopy copy = new(view);
        float[] numbers = new float[copy.Count];

        float[] sums = copy.To(numbers);

        Assert.Equal(view.to(ScalarType.Float32).flatten().data<float>().ToArray(), numbers);
        float[] expected = view.sum([-1]).to(ScalarType.Float32).flatten().data<float>().ToArray();
        Assert.Equal(expected.Length, sums.Length);
        Assert.All(expected.Zip(sums), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
    }

    [Fact]
    public void A_row_with_a_number_that_is_none_has_no_sum()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor view = zeros(2, 3).IndexFill(0, tensor(1L), double.NaN);

        Assert.Equal([0, float.NaN], new RowCopy(view).To(new float[6]));
    }
}
