using System.IO.Compression;
using System.Text;
using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Extract.Tables;
using AttnExtract.Extract.Texts;
using AttnExtract.Ground;
using AttnExtract.Testing;
using ZstdSharp;

namespace AttnExtract.Extract.Tests.Texts;

/// <summary>Two texts in every kind of file that a corpus may be in, and what is said of lines that cannot be read.</summary>
public sealed class CorpusFileTests : IDisposable
{
    private const string Trees =
        "# text = A cat.\n1\tA\t_\t_\t_\t_\t2\tdet\t_\t_\n2\tcat\t_\t_\t_\t_\t0\troot\t_\tSpaceAfter=No\n3\t.\t_\t_\t_\t_\t2\tpunct\t_\t_\n\n"
        + "1\tTwo\t_\t_\t_\t_\t0\troot\t_\t_\n";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string?, string, string[]> Files() => new()
    {
        { "a.txt", null, "One.\n\n  \nTwo, \"2\".\r\n", ["One.", "Two, \"2\"."] },
        { "a.csv", null, "text,n\nOne.,1\n", ["text,n", "One.,1"] },
        { "a.csv", "text", "n,text\n1,One.\n2,\"Two, \"\"2\"\".\"\n3,\n", ["One.", "Two, \"2\"."] },
        { "a.csv", "text", "n;text\r\n1;One, too.\r\n2;Two\r\n", ["One, too.", "Two"] },
        { "a.csv", "text", "text,n\n\"One\nand a half.\",1\n\nTwo,2\n", ["One\nand a half.", "Two"] },
        { "a.CSV", "text", "\ufefftext\nOne\n\"Tw\"o\n", ["One", "Two"] },
        { "a.tsv", "text", "n\ttext\n1\t\"One,\" she said.\n2\tTwo\n", ["\"One,\" she said.", "Two"] },
        { "a.jsonl", "text", "{\"text\":\"One.\",\"n\":[1]}\n\n{\"text\":null}\n{\"n\":1,\"text\":\"Zwei 猫\"}\n", ["One.", "Zwei 猫"] },
        { "a.ndjson", "text", "{\"text\":\"One\"}", ["One"] },
        { "a.conllu", null, Trees, ["A cat.", "Two"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Texts_come_out_of_every_kind_of_file_packed_or_not(string name, string? column, string content, string[] expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        Assert.Equal(expected, new CorpusFile(_folder.Write(name, bytes), column).Texts());
        Assert.Equal(expected, new CorpusFile(_folder.Write($"crlf-{name}", Encoding.UTF8.GetBytes(content.ReplaceLineEndings("\r\n"))), column).Texts());
        Assert.Equal(expected, new CorpusFile(_folder.Write(name + ".gz", Gzip(bytes)), column).Texts());
        Assert.Equal(expected, new CorpusFile(_folder.Write(name + ".zst", Zstd(bytes)), column).Texts());
    }

    [Theory]
    [InlineData("a.csv", "id,one,two\n1,The cat.,\"The\tdog, too.\"\n2,Yes.,No.\n")]
    [InlineData("a.tsv", "two\tone\nThe dog, too.\tThe cat.\nNo.\tYes.\n")]
    [InlineData("a.jsonl", "{\"one\":\"The cat.\",\"two\":\"The\\tdog, too.\"}\n{\"one\":\"No pair.\",\"two\":null}\n{\"one\":\"Yes.\",\"two\":\"No.\"}\n")]
    public void Two_columns_are_a_text_a_tab_and_another(string name, string content)
    {
        string path = _folder.Write(name, Encoding.UTF8.GetBytes(content));
        Assert.Equal(["The cat.\tThe dog, too.", "Yes.\tNo."], new CorpusFile(path, "one") { OtherColumn = "two" }.Texts());
        Assert.Equal("Yes.", new CorpusFile(path, "one").Texts().Last());
        Assert.Contains(
            "'three'", Assert.Throws<AttnExtractException>(() => new CorpusFile(path, "one") { OtherColumn = "three" }.Texts().ToArray()).Message);
    }

    [Fact]
    public void Two_columns_of_parquet_are_read_side_by_side()
    {
        string path = _folder["pairs.parquet"];
        using (FileStream stream = File.Create(path))
        {
            Table[] parts = [Pairs("a", "b"), Pairs("c", "d")];
            new ParquetTableFormat().Write(parts, stream);
        }

        Assert.Equal(["a\tb", "c\td"], new CorpusFile(path, "one") { OtherColumn = "two" }.Texts());

        static Table Pairs(string one, string two) => new(TableColumn.Of("one", [one]), TableColumn.Of("two", [two]));
    }

    [Fact]
    public void A_column_of_parquet_is_read_where_it_holds_texts()
    {
        string path = Parquet("a.parquet");

        Assert.Equal(["One.", "Zwei 猫"], new CorpusFile(path, "text").Texts());
        Refuses($"'{path}' has the columns n, text; say which holds the texts, such as --column n.", path);
        Refuses($"'{path}' has no column 'txt'; there are n, text. Did you mean 'text'?", path, "txt");
        Refuses($"The column 'n' of '{path}' holds no texts; name one that does.", path, "n");
    }

    [Theory]
    [InlineData("a.txt", null, "One\n\xC3(\nTwo\n", "Line 2 of {0} is not UTF-8 text")]
    [InlineData("a.csv", "text", "text,n\nOne,1\na,b,c\nTwo,2\n", "Line 3 of {0} has 3 fields, and the first line names 2")]
    [InlineData("a.tsv", "text", "text\tn\nOne\t1\nx\nTwo\t2\n", "Line 3 of {0} has 1 field, and the first line names 2")]
    [InlineData("a.jsonl", "text", "{\"text\":\"One\"}\n{\n{\"text\":\"Two\"}\n", "Line 2 of {0} is no JSON object")]
    [InlineData("a.jsonl", "text", "{\"text\":\"One\"}\n{\"txt\":\"x\"}\n{\"text\":\"Two\"}\n", "Line 2 of {0} has no 'text'")]
    [InlineData("a.jsonl", "text", "{\"text\":\"One\"}\n{\"text\":7}\n{\"text\":\"Two\"}\n", "Line 2 of {0} has under 'text' no text")]
    [InlineData("a.jsonl", "text", "{\"text\":\"One\"}\n{\"text\":\"\\udc00\"}\n{\"text\":\"Two\"}\n", "Line 2 of {0} has under 'text' what is not Unicode")]
    public void A_bad_line_is_named_or_counted(string name, string? column, string content, string expected)
    {
        string path = _folder.Write(name, Encoding.Latin1.GetBytes(content));
        string wrong = string.Format(expected, $"'{path}'");

        Refuses($"{wrong}; mend it, or leave such lines out (--skip-bad).", path, column);
        CorpusFile file = new(path, column, skipsBad: true);
        Assert.Equal(["One", "Two"], file.Texts());
        Assert.Equal((1, $"l{wrong[1..].Replace($" of '{path}'", "")}"), (file.SkippedCount, file.FirstSkipped));
    }

    [Fact]
    public void A_quotation_mark_that_nothing_closes_is_an_error_whatever_is_left_out()
    {
        string path = _folder.Write("a.csv", "text,n\nOne,1\n\"Two,2\nThree,3\n"u8);

        foreach (bool skipsBad in new[] { false, true })
        {
            Assert.Equal(
                $"Line 3 of '{path}' opens a quotation mark that nothing closes, so that all that follows would belong to it; mend it.",
                Assert.Throws<AttnExtractException>(() => new CorpusFile(path, "text", skipsBad).Texts().ToArray()).Message);
        }
    }

    [Fact]
    public void A_sentence_that_is_no_tree_is_named_or_counted()
    {
        string path = _folder.Write("a.conllu", Encoding.UTF8.GetBytes("1\tx\ty\n2\tz\n\n" + Trees));

        Refuses($"'{path}', line 1: ten columns parted by tabs were expected, not 3; is it CoNLL-U?", path);
        CorpusFile file = new(path, skipsBad: true);
        Assert.Equal(["A cat.", "Two"], file.Texts());
        Assert.Equal((1, $"'{path}', line 1: ten columns parted by tabs were expected, not 3; is it CoNLL-U?"), (file.SkippedCount, file.FirstSkipped));
    }

    [Fact]
    public void A_sentence_of_a_treebank_is_in_the_line_that_it_begins_in()
    {
        CorpusFile file = new(_folder.Write("a.conllu", Encoding.UTF8.GetBytes("# sent_id = 1\n" + Trees)));
        List<long?> lines = [];
        foreach (ParsedSentence _ in file.Sentences())
        {
            lines.Add(file.LineNumber);
        }

        Assert.Equal([3, 7], lines);
        Assert.Equal(2, file.Texts().Count());
        Assert.Equal(lines[^1], file.LineNumber);
        Assert.Equal(
            $"{file.What} has no columns, and --column 'text' asks for one: a file that ends in .csv, .tsv, .jsonl or .parquet was expected.",
            Assert.Throws<AttnExtractException>(() => new CorpusFile(_folder["a.conllu"], "text").Sentences()).Message);
    }

    [Theory]
    [InlineData("a.csv", "txt", "{0} has no column 'txt'; there are text, n. Did you mean 'text'?")]
    [InlineData(
        "a.txt", "text", "{0} has no columns, and --column 'text' asks for one: a file that ends in .csv, .tsv, .jsonl or .parquet was expected.")]
    [InlineData("a.parquet", "text", "{0} is not a Parquet file, or is damaged: ")]
    public void A_file_that_has_no_such_column_is_refused(string name, string column, string expected)
    {
        string path = _folder.Write(name, "text,n\nOne,1\n"u8);

        Assert.StartsWith(
            string.Format(expected, $"'{path}'"), Assert.Throws<AttnExtractException>(() => new CorpusFile(path, column).Texts().ToArray()).Message);
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".zst")]
    public void A_packed_file_that_is_cut_off_is_refused(string extension)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2_000).Select(number => $"The cat sat on mat number {number * 7919}.\n")));
        byte[] packed = extension == ".gz" ? Gzip(bytes) : Zstd(bytes);
        string path = _folder.Write("a.txt" + extension, packed[..^20]);

        string message = Assert.Throws<AttnExtractException>(() => new CorpusFile(path).Texts().Count()).Message;

        Assert.StartsWith($"'{path}' cannot be read: ", message);
    }

    [Fact]
    public void A_packed_file_whose_sum_is_wrong_is_damaged()
    {
        byte[] packed = Gzip("The cat sat.\n"u8.ToArray());
        packed[^6] ^= 1;
        string path = _folder.Write("a.txt.gz", packed);

        Assert.Equal($"'{path}' cannot be read: it is damaged.", Assert.Throws<AttnExtractException>(() => new CorpusFile(path).Texts().Count()).Message);
    }

    [Fact]
    public void Texts_are_read_as_they_are_needed()
    {
        string path = _folder.Write("a.txt", "One\nTwo\n\xFF\n"u8);

        Assert.Equal(["One", "Two"], new CorpusFile(path).Texts().Take(2));
    }

    [Theory]
    [InlineData("a.txt.gz")]
    [InlineData("a.txt.zst")]
    [InlineData("a.csv")]
    [InlineData("a.jsonl")]
    [InlineData("a.parquet")]
    public void Damaged_copies_end_in_texts_or_in_a_sentence(string name)
    {
        byte[] lines = "text,n\nOne.,1\n\"Two, 2\",2\n"u8.ToArray();
        byte[] good = name switch
        {
            "a.txt.gz" => Gzip(lines),
            "a.txt.zst" => Zstd(lines),
            "a.jsonl" => "{\"text\":\"One\"}\n{\"n\":1,\"text\":\"Zwei\"}\n"u8.ToArray(),
            "a.parquet" => File.ReadAllBytes(Parquet(name)),
            _ => lines,
        };
        string path = _folder[name];
        foreach (byte[] damaged in Mutations.Of(good, Mutations.Count(usual: 500), head: good.Length))
        {
            File.WriteAllBytes(path, damaged);
            try
            {
                Assert.InRange(new CorpusFile(path, name.Contains(".txt") ? null : "text").Texts().Count(), 0, 1_000);
            }
            catch (AttnExtractException exception)
            {
                Assert.EndsWith(exception.Message.EndsWith('?') ? "?" : exception.Message.Contains("--skip-bad") ? "(--skip-bad)." : ".", exception.Message);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private string Parquet(string name)
    {
        using FileStream stream = File.Create(_folder[name]);
        new ParquetTableFormat().Write(new Table(TableColumn.Of("n", (int[])[1, 2]), TableColumn.Of("text", ["One.", "Zwei 猫"])), stream);
        return _folder[name];
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream memory = new();
        using (GZipStream gzip = new(memory, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return memory.ToArray();
    }

    private static byte[] Zstd(byte[] bytes)
    {
        using Compressor compressor = new();
        return compressor.Wrap(bytes).ToArray();
    }

    private static void Refuses(string message, string path, string? column = null) =>
        Assert.Equal(message, Assert.Throws<AttnExtractException>(() => new CorpusFile(path, column).Texts().ToArray()).Message);
}
