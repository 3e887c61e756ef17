using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace AttnExtract.Model;

/// <summary>
/// Operations between tensors and numbers, and those that take a number behind the scenes. The library's own hand libtorch a
/// number and let go of it, so that a garbage collection frees what is still being read; here it is held until the operation
/// has ended. Each gives the numbers, types and gradients of its namesake in the library.
/// </summary>
public static class Arithmetic
{
    /// <summary>left + right, broadcast together.</summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, Number.One);

    /// <summary>Every element plus a number.</summary>
    [OverloadResolutionPriority(1)]
    public static Tensor Plus(this Tensor tensor, Number number)
    {
        using Scalar held = number.ToScalar();
        return tensor.add(held, Number.One);
    }

    /// <summary>Adds another tensor to this one where it is.</summary>
    public static Tensor AddInPlace(this Tensor tensor, Tensor more) => tensor.add_(more, Number.One);

    /// <summary>Adds left × right to this tensor where it is.</summary>
    public static Tensor AddProductInPlace(this Tensor tensor, Tensor left, Tensor right) => tensor.addcmul_(left, right, Number.One);

    /// <summary>Every element minus a number.</summary>
    public static Tensor Minus(this Tensor tensor, Number number)
    {
        using Scalar held = number.ToScalar();
        return tensor.sub(held);
    }

    /// <summary>Every element times a number.</summary>
    public static Tensor Times(this Tensor tensor, Number factor)
    {
        using Scalar held = factor.ToScalar();
        return tensor.mul(held);
    }

    /// <summary>Every element divided by a number; whole ones become real.</summary>
    public static Tensor DividedBy(this Tensor tensor, Number divisor)
    {
        using Scalar held = divisor.ToScalar();
        return tensor.div(held);
    }

    /// <summary>Every element times itself.</summary>
    public static Tensor Squared(this Tensor tensor) => tensor.pow(Number.Two);

    /// <summary>ln(1 + eˣ), and x itself above 20, where they agree.</summary>
    public static Tensor Softplus(this Tensor tensor) => Softplus(tensor, Number.One, Number.Twenty);

    /// <summary>Every element, but at least a number.</summary>
    public static Tensor AtLeast(this Tensor tensor, Number lowest)
    {
        using Scalar held = lowest.ToScalar();
        return tensor.clamp_min(held);
    }

    /// <summary>Every element, but at most a number.</summary>
    public static Tensor AtMost(this Tensor tensor, Number highest)
    {
        using Scalar held = highest.ToScalar();
        return tensor.clamp_max(held);
    }

    /// <summary>Every element, but at least one number and at most another.</summary>
    public static Tensor Within(this Tensor tensor, Number lowest, Number highest)
    {
        using Scalar heldLowest = lowest.ToScalar();
        using Scalar heldHighest = highest.ToScalar();
        return tensor.clamp(heldLowest, heldHighest);
    }

    /// <summary>Where elements are equal to a number.</summary>
    public static Tensor IsEqualTo(this Tensor tensor, Number number)
    {
        using Scalar held = number.ToScalar();
        return tensor.eq(held);
    }

    /// <summary>Where elements are not equal to a number.</summary>
    public static Tensor DiffersFrom(this Tensor tensor, Number number)
    {
        using Scalar held = number.ToScalar();
        return tensor.ne(held);
    }

    /// <summary>Where elements are greater than a number.</summary>
    public static Tensor IsAbove(this Tensor tensor, Number number)
    {
        using Scalar held = number.ToScalar();
        return tensor.gt(held);
    }

    /// <summary>Where elements are less than a number.</summary>
    public static Tensor IsBelow(this Tensor tensor, Number number)
    {
        using Scalar held = number.ToScalar();
        return tensor.lt(held);
    }

    /// <summary>A copy that holds a number wherever a mask, which broadcasts, is true.</summary>
    public static Tensor MaskedFill(this Tensor tensor, Tensor mask, Number value)
    {
        using Scalar held = value.ToScalar();
        return tensor.masked_fill(mask, held);
    }

    /// <summary>Writes a number into this tensor wherever a mask, which broadcasts, is true.</summary>
    public static Tensor MaskedFillInPlace(this Tensor tensor, Tensor mask, Number value)
    {
        using Scalar held = value.ToScalar();
        return tensor.masked_fill_(mask, held);
    }

    /// <summary>A copy that holds a number at some places of an axis.</summary>
    public static Tensor IndexFill(this Tensor tensor, long axis, Tensor places, Number value)
    {
        using Scalar held = value.ToScalar();
        return tensor.index_fill(axis, places, held);
    }

    /// <summary>Writes a number into this tensor at some places of an axis.</summary>
    public static Tensor IndexFillInPlace(this Tensor tensor, long axis, Tensor places, Number value)
    {
        using Scalar held = value.ToScalar();
        return tensor.index_fill_(axis, places, held);
    }

    /// <summary>Writes a number into this tensor everywhere.</summary>
    public static Tensor FillInPlace(this Tensor tensor, Number value)
    {
        using Scalar held = value.ToScalar();
        return tensor.fill_(held);
    }

    /// <summary>The same numbers in double precision, on the processor: not every device has it.</summary>
    public static Tensor Exact(this Tensor tensor) => tensor.to(ScalarType.Float64, CPU);

    /// <summary>A tensor of the same shape and type that holds one number everywhere.</summary>
    public static Tensor FullLike(this Tensor tensor, Number value)
    {
        using Scalar held = value.ToScalar();
        return tensor.full_like(held);
    }

    /// <summary>A tensor that holds one number everywhere.</summary>
    public static Tensor Full(long[] shape, Number value, ScalarType type, Device device)
    {
        using Scalar held = value.ToScalar();
        return full(shape, held, dtype: type, device: device);
    }

    /// <summary>The whole numbers from 0 up to, but not including, an end.</summary>
    public static Tensor Arange(long end, Device device, ScalarType type = ScalarType.Int64) => Arange(0, end, device, type: type);

    /// <summary>The whole numbers from a start up to, but not including, an end, in steps.</summary>
    public static Tensor Arange(long start, long end, Device device, long step = 1, ScalarType type = ScalarType.Int64)
    {
        using Scalar heldStart = ((Number)start).ToScalar();
        using Scalar heldEnd = ((Number)end).ToScalar();
        using Scalar heldStep = ((Number)step).ToScalar();
        return arange(heldStart, heldEnd, heldStep, dtype: type, device: device);
    }

    // The library shows only a form that makes its numbers itself.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "softplus1")]
    private static extern Tensor Softplus(Tensor tensor, Scalar beta, Scalar threshold);
}
