using AttnExtract.Model.Text;

namespace AttnExtract.Model.Tests.Text;

public sealed class TextTokenizerReferenceTests
{
    public static IEnumerable<TheoryDataRow<string>> Folders => ReferenceCase.Folders();

    [Theory]
    [MemberData(nameof(Folders))]
    public void Encode_equals_the_library_in_every_field(string name)
    {
        string folder = ReferenceCase.FolderOf(name);
        TextTokenizer tokenizer = TextTokenizer.Load(folder);

        string[] differences = [.. ReferenceCase.In(folder).SelectMany(one => one.Differences(one.EncodeWith(tokenizer)))];

        Assert.True(differences.Length == 0, $"{differences.Length} fields differ.\n{string.Join('\n', differences.Take(5))}");
    }

    // Quadratic time would take an hour here, which nobody would miss.
    [Theory]
    [MemberData(nameof(Folders))]
    public void Encode_takes_linear_time_on_a_megabyte_without_spaces(string name)
    {
        TextTokenizer tokenizer = TextTokenizer.Load(ReferenceCase.FolderOf(name));
        string text = string.Concat(Enumerable.Repeat("abcdefghij", 100_000));

        Assert.NotEmpty(tokenizer.Encode(text).Tokens);
    }
}
