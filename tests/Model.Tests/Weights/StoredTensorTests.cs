using System.Runtime.InteropServices;
using AttnExtract.Model.Weights;
using AttnExtract.Model.Weights.Safetensors;
using AttnExtract.Testing;

namespace AttnExtract.Model.Tests.Weights;

public sealed class StoredTensorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CopyTo_widens_every_half_exactly()
    {
        Half[] halves = [.. Enumerable.Range(0, 1 << 16).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits))];

        Converts(ElementType.F16, halves, half => (float)half, half => (double)half);
    }

    [Fact]
    public void CopyTo_widens_every_brain_float_exactly()
    {
        ushort[] bits = [.. Enumerable.Range(0, 1 << 16).Select(bits => (ushort)bits)];

        // Independent of shifting: sign, exponent and fraction by the format's definition.
        static double Value(ushort bits)
        {
            (int exponent, int fraction) = ((bits >> 7) & 0xff, bits & 0x7f);
            double magnitude = exponent switch
            {
                0 => fraction * Math.ScaleB(1, -133),
                0xff => fraction == 0 ? double.PositiveInfinity : double.NaN,
                _ => (128 + fraction) * Math.ScaleB(1, exponent - 134),
            };
            return bits >> 15 == 0 ? magnitude : -magnitude;
        }

        Converts(ElementType.BF16, bits, value => (float)Value(value), Value);
    }

    [Fact]
    public void CopyTo_converts_every_other_type()
    {
        Converts(ElementType.BOOL, new byte[] { 0, 1, 1 }, value => value, value => value);
        Converts(ElementType.U8, new byte[] { 0, 1, 255 }, value => value, value => value);
        Converts(ElementType.I8, new sbyte[] { -128, 0, 127 }, value => value, value => value);
        Converts(ElementType.U16, new ushort[] { 0, 65535 }, value => value, value => value);
        Converts(ElementType.I16, new short[] { -32768, 32767 }, value => value, value => value);
        Converts(ElementType.U32, new uint[] { 0, 16777217, uint.MaxValue }, value => value, value => value);
        Converts(ElementType.I32, new[] { int.MinValue, 16777217, int.MaxValue }, value => value, value => value);
        Converts(ElementType.U64, new ulong[] { 0, (1UL << 53) + 1, ulong.MaxValue }, value => value, value => value);
        Converts(ElementType.I64, new[] { long.MinValue, -7, (1L << 53) + 1 }, value => value, value => value);
        Converts(ElementType.F32, new[] { -0f, 1e-45f, float.MaxValue, float.NaN, float.NegativeInfinity }, value => value, value => value);
        Converts(ElementType.F64, new[] { -0.0, 0.1, 1e-320, 1e300, double.NaN }, value => (float)value, value => value);
    }

    [Fact]
    public void CopyTo_converts_tensors_longer_than_one_step()
    {
        short[] values = [.. Enumerable.Range(0, (1 << 20) + 7).Select(i => (short)i)];

        Converts(ElementType.I16, values, value => value, value => value);
    }

    private void Converts<T>(ElementType type, T[] values, Func<T, float> toSingle, Func<T, double> toDouble)
        where T : unmanaged
    {
        SafetensorsWriter writer = new();
        writer.Add("odd", ElementType.U8, [1], new byte[1]); // so that the numbers do not lie aligned
        writer.Add("w", type, [values.Length], MemoryMarshal.AsBytes<T>(values).ToArray());
        using (FileStream stream = File.Create(_folder["numbers.safetensors"]))
        {
            writer.WriteTo(stream);
        }

        using SafetensorsFile file = SafetensorsFile.Open(_folder["numbers.safetensors"]);
        StoredTensor tensor = file.Tensors["w"];
        float[] singles = new float[tensor.Count];
        tensor.CopyTo(singles);
        double[] doubles = new double[tensor.Count];
        tensor.CopyTo(doubles);

        // As bits, so that -0 is not 0; any NaN is as good as another.
        static long Bits(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);
        Assert.Equal(values.Select(value => Bits(toSingle(value))), singles.Select(value => Bits(value)));
        Assert.Equal(values.Select(value => Bits(toDouble(value))), doubles.Select(Bits));
    }
}
