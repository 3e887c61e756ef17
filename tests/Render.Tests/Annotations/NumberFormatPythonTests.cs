using System.Globalization;
using AttnExtract.Render.Annotations;

namespace AttnExtract.Render.Tests.Annotations;

/// <summary>Annotations beside what Python's own <c>format</c> wrote, for 10,000 random numbers and every boundary in every format.</summary>
public sealed class NumberFormatPythonTests
{
    [Fact]
    public void Every_number_is_written_as_Python_writes_it()
    {
        (double Value, string Format, string Expected)[] cases = [.. Cases()];

        Assert.True(cases.Length > 10_000);
        string[] wrong =
        [
            .. from one in cases
               let written = NumberFormat.Parse(one.Format).Format(one.Value)
               where written != one.Expected
               select string.Create(CultureInfo.InvariantCulture, $"'{one.Format}' of {one.Value:R}: '{written}' instead of '{one.Expected}'"),
        ];
        Assert.True(wrong.Length == 0, $"{wrong.Length} of {cases.Length} differ:\n{string.Join('\n', wrong.Take(20))}");
    }

    private static IEnumerable<(double Value, string Format, string Expected)> Cases()
    {
        using Stream stream = typeof(NumberFormatPythonTests).Assembly.GetManifestResourceStream("python-formats.txt")!;
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                string[] fields = line.Split('\t');
                ulong bits = ulong.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                yield return (BitConverter.UInt64BitsToDouble(bits), fields[1], fields[2]);
            }
        }
    }
}
