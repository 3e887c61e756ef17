using static TorchSharp.torch;

namespace AttnExtract.Model.Tests;

/// <summary>Products have the numbers of the library's own, to the bit, and fail with an exception.</summary>
public sealed class MatrixProductsTests
{
    public static TheoryData<long[], long[]> Shapes { get; } = new()
    {
        { [2, 3, 5, 7], [2, 3, 7, 4] },
        { [2, 3, 5, 7], [3, 7, 4] },
        { [1, 3, 5, 7], [2, 1, 7, 4] },
        { [2, 0, 5, 7], [2, 0, 7, 4] },
        { [3, 5, 7], [3, 7, 4] },
        { [2, 3, 5, 7], [7, 4] },
        { [5, 7], [7, 4] },
        { [2, 5, 0], [0, 4] },
        { [5, 7], [7] },
        { [2, 3, 5], [5] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void They_are_those_of_the_library(long[] left, long[] right)
    {
        Tensor first = rand(left);
        Tensor second = rand(right);

        Tensor expected = first.matmul(second);
        Tensor product = first.MatrixTimes(second);

        Assert.Equal(expected.shape, product.shape);
        Assert.True(expected.equal(product).all().item<bool>());
    }

    [Fact]
    public void Transposed_matrices_are_multiplied_as_they_are_read()
    {
        Tensor q = rand(2, 5, 3, 8).transpose(1, 2); // [batch, head, query, head size]
        Tensor k = rand(2, 5, 3, 8).transpose(1, 2); // [batch, head, key, head size]

        Assert.Equal(
            q.matmul(k.transpose(-2, -1)).data<float>().ToArray(), q.MatrixTimes(k.transpose(-2, -1)).data<float>().ToArray());
    }

    [Fact]
    public void Too_much_memory_types_and_shapes_that_do_not_fit_are_exceptions()
    {
        Assert.ThrowsAny<Exception>(() => rand(2, 1L << 23, 1).MatrixTimes(rand(2, 1, 1L << 23)));
        Assert.ThrowsAny<Exception>(() => rand(2, 3, 4).MatrixTimes(rand(2, 4, 3).to(ScalarType.Float64)));
        Assert.ThrowsAny<Exception>(() => rand(2, 3, 4).MatrixTimes(rand(2, 5, 3)));
    }
}
