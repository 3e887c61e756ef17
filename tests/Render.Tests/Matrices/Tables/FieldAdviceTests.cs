using AttnExtract.Ground;
using AttnExtract.Render.Matrices;
using AttnExtract.Testing;

namespace AttnExtract.Render.Tests.Matrices.Tables;

/// <summary>What is said of fields that people read as numbers: what to write in their place.</summary>
public sealed class FieldAdviceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("\"1,234\"", "1,234", "write 1234 if its comma parts thousands, or 1.234")]
    [InlineData("\"-12,345\"", "-12,345", "write -12345 if its comma parts thousands, or -12.345")]
    [InlineData("\"1,234,567\"", "1,234,567", "write 1234567, without what parts thousands")]
    [InlineData("\"1,234.5\"", "1,234.5", "write 1234.5, without what parts thousands")]
    [InlineData("\"1.234,5\"", "1.234,5", "write 1234.5, without what parts thousands")]
    [InlineData("1 234.5", "1 234.5", "write 1234.5, without what parts thousands")]
    [InlineData("1'234", "1'234", "write 1234, without what parts thousands")]
    [InlineData("1\u202F234", "1\u202F234", "write 1234, without what parts thousands")]
    [InlineData("\"1,5\"", "1,5", "write 1.5, with a decimal point")]
    [InlineData("5%", "5%", "write 5, or 0.05, without the sign")]
    [InlineData("-12.5 %", "-12.5 %", "write -12.5, or -0.125, without the sign")]
    [InlineData("\u22122", "\u22122", "write -2: its minus sign is U+2212, and that of numbers is '-'")]
    [InlineData("\u2013.5", "\u2013.5", "write -.5: its minus sign is U+2013, and that of numbers is '-'")]
    [InlineData("0.51**", "0.51**", "write 0.51 (--annot FILE writes any text into cells)")]
    [InlineData("$5", "$5", "write 5, and name the unit in a label")]
    [InlineData("5 kg", "5 kg", "write 5, and name the unit in a label")]
    [InlineData("20°C", "20°C", "write 20, and name the unit in a label")]
    [InlineData("(5)", "(5)", "write -5")]
    [InlineData("1.5D+03", "1.5D+03", "write 1.5E+03, with e before the exponent")]
    [InlineData("\uFF11\uFF12", "\uFF11\uFF12", "write 12, in the digits 0 to 9")]
    [InlineData("1|2", "1|2", "where '|' separates fields, begin the file with a line sep=|")]
    [InlineData("<0.01", "<0.01", "leave the field empty where there is none")]
    [InlineData("?", "?", "leave the field empty where there is none")]
    [InlineData("1-2", "1-2", "leave the field empty where there is none")]
    public void A_field_is_told_what_to_be(string field, string text, string advice) =>
        Assert.Equal($"'{_folder["m.csv"]}', line 3, field 2: '{text}' is not a number; {advice}.", Message($"a,b\n1,2\n3,{field}\n"));

    [Fact]
    public void In_a_table_with_decimal_commas_the_advice_has_one() =>
        Assert.Equal(
            $"'{_folder["m.csv"]}', line 3, field 2: '1.234,5' is not a number; write 1234,5, without what parts thousands.",
            Message("a;b\n1,5;2\n3;1.234,5\n"));

    [Fact]
    public void A_separator_that_nobody_named_is_told_by_its_line() =>
        Assert.Equal(
            $"'{_folder["m.csv"]}' holds no numbers, only 'a|b, 1|2'; where '|' separates fields, begin the file with a line sep=|.",
            Message("a|b\n1|2\n"));

    [Theory]
    [InlineData("1,234\n5,6\n", "1 234 5 6")]
    [InlineData("1-2,3\n4-5,6\n", "3 6")]
    public void What_is_a_number_or_a_label_needs_none(string text, string numbers) => Assert.Equal(
        numbers, string.Join(' ', MatrixFile.Read(Written(text)).Values.Numbers().Select(number => FormattableString.Invariant($"{number}"))));

    public void Dispose() => _folder.Dispose();

    private string Message(string text) => Assert.Throws<AttnExtractException>(() => MatrixFile.Read(Written(text))).Message;

    private string Written(string text)
    {
        File.WriteAllText(_folder["m.csv"], text);
        return _folder["m.csv"];
    }
}
