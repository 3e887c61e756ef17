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

        Dictionary<string, WeightSource> sources = table.Expand("model.", ModelSpec.Of(spec));

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
        "'flip' is no operation on weights; there are 'transpose', 'squeeze', 'column', 'row', 'join', 'rows i/n' and 'heads i/n'.",
        Assert.Throws<ArgumentException>(() => WeightTable.Parse([""], "a = b | flip")).Message);

    [Fact]
    public void Transpose_turns_a_matrix_and_leaves_a_vector()
    {
        WeightOperation operation = WeightOperation.Parse("transpose");
        using Tensor matrix = Arithmetic.Arange(6, CPU).view(2, 3);
        using Tensor vector = Arithmetic.Arange(6, CPU);

        Assert.Equal([0L, 3, 1, 4, 2, 5], Numbers(operation, matrix));
        Assert.Equal([0L, 1, 2, 3, 4, 5], Numbers(operation, vector));
        Assert.Equal([2L, 3], operation.StoredShape([3, 2], TwoHeads));
        Assert.Equal([6L], operation.StoredShape([6], TwoHeads));
    }

    [Fact]
    public void Rows_takes_a_share()
    {
        WeightOperation operation = WeightOperation.Parse("rows 1/3");
        using Tensor matrix = Arithmetic.Arange(12, CPU).view(6, 2);

        Assert.Equal([4L, 5, 6, 7], Numbers(operation, matrix));
        Assert.Equal([6L, 2], operation.StoredShape([2, 2], TwoHeads));
    }

    [Fact]
    public void Heads_takes_a_share_of_each_heads_rows()
    {
        // Two heads of two rows for each of three parts.
        WeightOperation operation = WeightOperation.Parse("heads 1/3");
        using Tensor stored = Arithmetic.Arange(12, CPU).view(12, 1);

        Assert.Equal([2L, 3, 8, 9], Numbers(operation, stored));
        Assert.Equal([12L, 1], operation.StoredShape([4, 1], TwoHeads));
    }

    [Fact]
    public void Squeeze_and_column_take_off_a_last_axis_of_one()
    {
        WeightOperation squeeze = WeightOperation.Parse("squeeze");
        WeightOperation column = WeightOperation.Parse("column");
        using Tensor matrix = Arithmetic.Arange(6, CPU).view(2, 3, 1);
        using Tensor vector = Arithmetic.Arange(6, CPU).view(6, 1);

        Assert.Equal([2L, 3], squeeze.Apply(matrix, TwoHeads).shape);
        Assert.Equal([2L, 3, 1], squeeze.StoredShape([2, 3], TwoHeads));
        Assert.Equal([6L], squeeze.StoredShape([6], TwoHeads));
        Assert.Equal([6L], column.Apply(vector, TwoHeads).shape);
        Assert.Equal([6L, 1], column.StoredShape([6], TwoHeads));
    }

    [Fact]
    public void Join_makes_one_axis_of_heads_and_what_each_has()
    {
        WeightOperation operation = WeightOperation.Parse("join");
        using Tensor stored = Arithmetic.Arange(12, CPU).view(3, 2, 2);

        Assert.Equal([3L, 4], operation.Apply(stored, TwoHeads).shape);
        Assert.Equal([3L, 2, 2], operation.StoredShape([3, 4], TwoHeads));
    }

    private static StackSpec TwoHeads { get; } = TinyEncoder.Spec with { HeadCount = 2, HeadSize = 2 };

    private static long[] Numbers(WeightOperation operation, Tensor stored)
    {
        using Tensor part = operation.Apply(stored, TwoHeads).contiguous();
        return part.data<long>().ToArray();
    }
}
