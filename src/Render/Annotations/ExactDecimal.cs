using System.Globalization;
using System.Numerics;

namespace AttnExtract.Render.Annotations;

/// <summary>
/// Decimal digits of a double, rounded half to even on its exact binary value as C and Python do; .NET rounds ties away
/// from zero.
/// </summary>
internal static class ExactDecimal
{
    /// <summary>|value|·10^<paramref name="decimals"/> rounded to a whole number.</summary>
    public static BigInteger Scaled(double value, int decimals)
    {
        (BigInteger mantissa, int exponent) = Parts(Math.Abs(value));
        BigInteger numerator = mantissa;
        BigInteger denominator = BigInteger.One;
        if (exponent >= 0)
        {
            numerator <<= exponent;
        }
        else
        {
            denominator <<= -exponent;
        }

        if (decimals >= 0)
        {
            numerator *= BigInteger.Pow(10, decimals);
        }
        else
        {
            denominator *= BigInteger.Pow(10, -decimals);
        }

        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger remainder);
        int half = (remainder * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    /// <summary>The first <paramref name="count"/> significant digits and the power of ten of the first of them.</summary>
    public static (string Digits, int Exponent) Significant(double value, int count)
    {
        if (value == 0)
        {
            return (new string('0', count), 0);
        }

        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        while (true)
        {
            // The estimate may be one too high or too low, and rounding may carry into a new digit.
            string digits = Scaled(value, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
            if (digits.Length == count)
            {
                return (digits, exponent);
            }

            exponent += digits.Length - count;
        }
    }

    private static (BigInteger Mantissa, int Exponent) Parts(double value)
    {
        const int MantissaBits = 52;
        const int Bias = 1075;
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> MantissaBits);
        long mantissa = bits & ((1L << MantissaBits) - 1);
        return exponent == 0 ? (mantissa, 1 - Bias) : (mantissa | (1L << MantissaBits), exponent - Bias);
    }
}
