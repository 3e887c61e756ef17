using AttnExtract.Model.Specs;
using AttnExtract.Model.Weights.Tables;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests.Weights;

public sealed class WeightTableTests
{
    [Fact]
    public void Marks_and_suffixes_are_filled_in()
    {
        WeightTable table = WeightTable.Parse(["model.", ""], """
            embed.word.weight = {p}words or {p}shared.weight
            layers.{l}.a.*    = {p}h.{l}.a.*
            layers.{l}.b.*    = {p}g.{g}.b.* | transpose | rows 1/2
            """);
        StackSpec spec = TinyEncoder.Spec with { LayerCount = 2, LayerGroupCount = 1 };

        Dictionary<string, WeightSource> sources = table.Expand("model.", spec);

        Assert.Equal(
            [
                "embed.word.weight = model.words or model.shared.weight",
                "layers.0.a.weight = model.h.0.a.weight", "layers.1.a.weight = model.h.1.a.weight",
                "layers.0.a.bias = model.h.0.a.bias", "layers.1.a.bias = model.h.1.a.bias",
                "layers.0.b.weight = model.g.0.b.weight", "layers.1.b.weight = model.g.0.b.weight",
                "layers.0.b.bias = model.g.0.b.bias", "layers.1.b.bias = model.g.0.b.bias",
            ],
            sources.Select(pair => $"{pair.Key} = {string.Join(" or ", pair.Value.Names)}"));
        Assert.Equal(2, sources["layers.1.b.bias"].Operations.Length);
    }

    [Theory]
    [InlineData("no equals sign")]
    [InlineData("= theirs")]
    [InlineData("a = b = c")]
    public void A_line_of_another_form_is_refused(string line) =>
        Assert.Equal($"'{line}' is not of the form 'ours = theirs'.", Assert.Throws<ArgumentException>(() => WeightTable.Parse([""], line)).Message);

    [Fact]
    public void An_operation_that_does_not_exist_is_refused() => Assert.Equal(
        "'flip' is no operation on weights; there are 'transpose', 'rows i/n' and 'heads i/n'.",
        Assert.Throws<ArgumentException>(() => WeightTable.Parse([""], "a = b | flip")).Message);

    [Fact]
    public void Transpose_turns_a_matrix_and_leaves_a_vector()
    {
        WeightOperation operation = WeightOperation.Parse("transpose");
        using Tensor matrix = Arithmetic.Arange(6).view(2, 3);
        using Tensor vector = Arithmetic.Arange(6);

        Assert.Equal([0L, 3, 1, 4, 2, 5], Numbers(operation, matrix));
        Assert.Equal([0L, 1, 2, 3, 4, 5], Numbers(operation, vector));
        Assert.Equal([2L, 3], operation.StoredShape([3, 2]));
        Assert.Equal([6L], operation.StoredShape([6]));
    }

    [Fact]
    public void Rows_takes_a_share()
    {
        WeightOperation operation = WeightOperation.Parse("rows 1/3");
        using Tensor matrix = Arithmetic.Arange(12).view(6, 2);

        Assert.Equal([4L, 5, 6, 7], Numbers(operation, matrix));
        Assert.Equal([6L, 2], operation.StoredShape([2, 2]));
    }

    [Fact]
    public void Heads_takes_a_share_of_each_heads_rows()
    {
        // Two heads of two rows for each of three parts.
        WeightOperation operation = WeightOperation.Parse("heads 1/3");
        using Tensor stored = Arithmetic.Arange(12).view(12, 1);

        Assert.Equal([2L, 3, 8, 9], Numbers(operation, stored));
        Assert.Equal([12L, 1], operation.StoredShape([4, 1]));
    }

    private static long[] Numbers(WeightOperation operation, Tensor stored)
    {
        using Tensor part = operation.Apply(stored, TinyEncoder.Spec with { HeadCount = 2, HeadSize = 2 }).contiguous();
        return part.data<long>().ToArray();
    }
}
