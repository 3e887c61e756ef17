using AttnExtract.Ground;
using CsCheck;

namespace AttnExtract.Extract.Tests.Ground;

/// <summary>Sums whose order does not depend on how many numbers a processor adds at once.</summary>
public sealed class SteadySumsTests
{
    // 32 bytes twice over, as the class says: eight singles or four doubles, and as many again.
    private const int Singles = 8;
    private const int Doubles = 4;

    [Fact]
    public void Singles_are_added_in_one_order() => Gen.Float[-1e6f, 1e6f].Array[0, 100].Sample(values =>
    {
        Assert.Equal(Plain(values, Singles, (sum, value) => sum + value), SteadySums.Of<float>(values));
        float[] squares = [.. values.Select(value => value * value)];
        Assert.Equal(Plain(squares, Singles, (sum, value) => sum + value), SteadySums.OfProducts<float>(values, values));
    });

    [Fact]
    public void Doubles_are_added_in_one_order() => Gen.Double[-1e6, 1e6].Array[0, 100].Sample(values =>
    {
        Assert.Equal(Plain(values, Doubles, (sum, value) => sum + value), SteadySums.Of<double>(values));
        double[] squares = [.. values.Select(value => value * value)];
        Assert.Equal(Plain(squares, Doubles, (sum, value) => sum + value), SteadySums.OfProducts<double>(values, values));
    });

    // Number by number: each lane for itself, the lanes of odd vectors onto those of even ones, the upper half onto the lower, then along it, then the rest.
    private static T Plain<T>(T[] values, int width, Func<T, T, T> add)
        where T : struct
    {
        T[] lanes = new T[2 * width];
        int whole = values.Length / width * width;
        for (int i = 0; i < whole; i++)
        {
            int lane = i % (2 * width);
            lanes[lane] = add(lanes[lane], values[i]);
        }

        for (int size = width; size >= width / 2; size /= 2)
        {
            for (int lane = 0; lane < size; lane++)
            {
                lanes[lane] = add(lanes[lane], lanes[lane + size]);
            }
        }

        T sum = lanes[..(width / 2)].Aggregate(default, add);
        return values[whole..].Aggregate(sum, add);
    }
}
