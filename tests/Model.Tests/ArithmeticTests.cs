using AttnExtract.Testing;
using static TorchSharp.torch;

namespace AttnExtract.Model.Tests;

public sealed class ArithmeticTests
{
    private static readonly (string Name, Func<Tensor> Result, Array Expected)[] Operations =
    [
        ("a real sum", () => Reals(1, -2).Plus(0.5), new[] { 1.5, -1.5 }),
        ("a whole sum", () => Wholes(1, -2).Plus(5), new long[] { 6, 3 }),
        ("a sum of tensors", () => Reals(1, -2).Plus(Reals(3, 4)), new double[] { 4, 2 }),
        ("a sum in its place", () => Reals(1, -2).AddInPlace(Reals(3, 4)), new double[] { 4, 2 }),
        ("a product added in its place", () => Reals(1, -2).AddProductInPlace(Reals(3, 4), Reals(5, 6)), new double[] { 16, 22 }),
        ("a whole difference", () => Wholes(1, -2).Minus(3), new long[] { -2, -5 }),
        ("a real product", () => Reals(1, -2).Times(0.25), new[] { 0.25, -0.5 }),
        ("a whole product", () => Wholes(1, -2).Times(3), new long[] { 3, -6 }),
        ("a quotient of whole numbers", () => Wholes(1, -2).to(ScalarType.Float64).DividedBy(4), new[] { 0.25, -0.5 }),
        ("squares", () => Reals(1.5, -2).Squared(), new[] { 2.25, 4 }),
        ("softplus", () => Reals(-1000, 21).Softplus(), new double[] { 0, 21 }),
        ("a floor", () => Reals(1, -2).AtLeast(0), new double[] { 1, 0 }),
        ("a ceiling", () => Wholes(1, -2).AtMost(0), new long[] { 0, -2 }),
        ("a range", () => Wholes(1, -2, 9).Within(0, 4), new long[] { 1, 0, 4 }),
        ("equal ones", () => Wholes(1, -2).IsEqualTo(1), new[] { true, false }),
        ("different ones", () => Wholes(1, -2).DiffersFrom(1), new[] { false, true }),
        ("greater ones", () => Reals(1, -2).IsAbove(-2), new[] { true, false }),
        ("lesser ones", () => Wholes(1, -2).IsBelow(1), new[] { false, true }),
        ("a mask", () => Reals(1, -2).MaskedFill(tensor(new[] { true, false }), double.NegativeInfinity), new[] { double.NegativeInfinity, -2 }),
        ("a mask in its place", () => Reals(1, -2).MaskedFillInPlace(tensor(new[] { false, true }), 0), new double[] { 1, 0 }),
        ("places", () => Reals(1, -2).IndexFill(0, tensor(1L), double.NaN), new[] { 1, double.NaN }),
        ("places in their place", () => tensor(new[] { false, false }).IndexFillInPlace(0, tensor(1L), 1), new[] { false, true }),
        ("one number in its place", () => Reals(1, -2).FillInPlace(7), new double[] { 7, 7 }),
        ("one number like another tensor", () => Reals(1, -2).FullLike(7), new double[] { 7, 7 }),
        ("one number", () => Arithmetic.Full([2], double.NaN, ScalarType.Float64, CPU), new[] { double.NaN, double.NaN }),
        ("whole numbers", () => Arithmetic.Arange(3, CPU), new long[] { 0, 1, 2 }),
        ("whole numbers from a start", () => Arithmetic.Arange(-1, 2, CPU), new long[] { -1, 0, 1 }),
        ("whole numbers in steps", () => Arithmetic.Arange(0, 5, CPU, 2, ScalarType.Float64), new double[] { 0, 2, 4 }),
    ];

    public static TheoryData<string> Names => [.. Operations.Select(operation => operation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operation_gives_its_numbers_and_their_type(string name)
    {
        (_, Func<Tensor> result, Array expected) = Operations.Single(operation => operation.Name == name);
        using IDisposable scope = NewDisposeScope();

        Assert.Equal(expected, Numbers(result()));
    }

    [Fact]
    public void Gradients_flow_through_sums_products_and_squares()
    {
        using IDisposable scope = NewDisposeScope();
        Tensor x = Reals(1, -2).requires_grad_(true);

        Tensor gradient = autograd.grad([x.Squared().Times(3).Plus(x).Minus(1).DividedBy(2).sum()], [x])[0];

        Assert.Equal(new[] { 3.5, -5.5 }, Numbers(gradient));
    }

    [Fact]
    public void Numbers_outlive_collections_while_they_are_read()
    {
        using Storm storm = new();
        for (int round = Storm.Count(usual: 400); round > 0; round--)
        {
            using IDisposable scope = NewDisposeScope();
            foreach ((string name, Func<Tensor> result, Array expected) in Operations)
            {
                Assert.True(expected.Cast<object>().SequenceEqual(Numbers(result()).Cast<object>()), name);
            }
        }
    }

    private static Tensor Reals(params double[] values) => tensor(values);

    private static Tensor Wholes(params long[] values) => tensor(values);

    private static Array Numbers(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Bool => tensor.data<bool>().ToArray(),
        ScalarType.Int64 => tensor.data<long>().ToArray(),
        _ => tensor.data<double>().ToArray(),
    };
}
