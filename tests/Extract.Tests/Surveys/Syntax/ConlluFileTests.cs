using AttnExtract.Extract.Surveys.Syntax;
using AttnExtract.Ground;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Surveys.Syntax;

public sealed class ConlluFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["trees.conllu"];

    [Fact]
    public void Sentences_come_as_they_are_written()
    {
        ParsedSentence[] sentences = Read(
            "# text = The cat sleeps.", Line("1", "The", 2, "det"), Line("2", "cat", 3, "nsubj"), Line("3", "sleeps", 0, "root", "SpaceAfter=No"),
            Line("4", ".", 3, "punct"), "", "", Line("1", "Go", 0, "root", "A=b|SpaceAfter=No"), Line("2", "!", 1, "punct"));

        Assert.Equal(["The cat sleeps.", "Go!"], sentences.Select(sentence => sentence.Text));
        Assert.Equal([("The", 0, 3), ("cat", 4, 7), ("sleeps", 8, 14), (".", 14, 15)], sentences[0].Words.Select(Parts));
        Assert.Equal([new(0, 1, "det"), new(1, 2, "nsubj"), new(3, 2, "punct")], sentences[0].Dependencies);
        Assert.Equal([new(1, 0, "punct")], sentences[1].Dependencies);
    }

    [Fact]
    public void Words_written_together_are_told_apart_where_their_letters_say_how()
    {
        ParsedSentence sentence = Assert.Single(Read(
            Line("1-2", "don't", null, "_"), Line("1", "do", 3, "aux"), Line("2", "n't", 3, "advmod"), Line("3", "go", 0, "root")));

        Assert.Equal("don't go", sentence.Text);
        Assert.Equal([("do", 0, 2), ("n't", 2, 5), ("go", 6, 8)], sentence.Words.Select(Parts));
        Assert.Equal([new(0, 2, "aux"), new(1, 2, "advmod")], sentence.Dependencies);
    }

    [Fact]
    public void Words_that_melt_together_are_one()
    {
        ParsedSentence sentence = Assert.Single(Read(
            Line("1", "va", 0, "root"), Line("2-3", "au", null, "_"), Line("2", "à", 4, "case"), Line("3", "le", 4, "det"),
            Line("4", "parc", 1, "obl")));

        Assert.Equal("va au parc", sentence.Text);
        Assert.Equal([("va", 0, 2), ("au", 3, 5), ("parc", 6, 10)], sentence.Words.Select(Parts));
        Assert.Equal([new(1, 2, "case"), new(1, 2, "det"), new(2, 0, "obl")], sentence.Dependencies);
    }

    [Fact]
    public void Empty_nodes_and_comments_do_not_count()
    {
        ParsedSentence sentence = Assert.Single(Read(
            Line("0.1", "It", null, "_"), Line("1", "Rains", 0, "root"), "# half way", Line("1.1", "down", null, "_"), Line("2", "now", 1, "advmod")));

        Assert.Equal("Rains now", sentence.Text);
        Assert.Equal([new(1, 0, "advmod")], sentence.Dependencies);
    }

    [Fact]
    public void Places_are_counted_in_code_points()
    {
        ParsedSentence sentence = Assert.Single(Read(Line("1", "😀", 2, "dep"), Line("2", "yes", 0, "root")));

        Assert.Equal([("😀", 0, 1), ("yes", 2, 5)], sentence.Words.Select(Parts));
    }

    [Theory]
    [InlineData("1\tThe\tcat", "line 1: ten columns parted by tabs were expected, not 3; is it CoNLL-U?")]
    [InlineData("2\tThe\t_\t_\t_\t_\t0\troot\t_\t_", "line 1: word 1 was expected, not '2'.")]
    [InlineData("x\tThe\t_\t_\t_\t_\t0\troot\t_\t_", "line 1: the number of a word should be a whole number, not 'x'.")]
    [InlineData("1\0\tThe\t_\t_\t_\t_\t0\troot\t_\t_", "line 1: the number of a word should be a whole number, not '1\\u0000'.")]
    [InlineData("1\tThe\t_\t_\t_\t_\t_\troot\t_\t_", "line 1: the head of a word should be a whole number, not '_'.")]
    [InlineData("1\tThe\t_\t_\t_\t_\t5\troot\t_\t_", "line 1: the head '5' is no word of the sentence, which has 1.")]
    [InlineData("2-3\tThe\t_\t_\t_\t_\t_\t_\t_\t_", "line 1: the range '2-3' should begin at word 1 and end after it.")]
    [InlineData("1\t\t_\t_\t_\t_\t0\troot\t_\t_", "line 1: a word was expected in the second column.")]
    public void What_is_wrong_is_said_with_its_line(string line, string message) =>
        Assert.Equal($"'{Path}', {message}", Assert.Throws<AttnExtractException>(() => Read(line)).Message);

    [Fact]
    public void A_second_root_is_named_with_its_line() => Assert.Equal(
        $"'{Path}', line 3: word 3 is a second root beside word 1; a tree has one.",
        Assert.Throws<AttnExtractException>(() => Read(Line("1", "a", 0, "root"), Line("2", "b", 1, "obj"), Line("3", "c", 0, "root"))).Message);

    [Fact]
    public void A_circle_is_named_with_its_line() => Assert.Equal(
        $"'{Path}', line 5: word 2 is its own head in the end (2 → 4 → 3 → 2); a tree was expected.",
        Assert.Throws<AttnExtractException>(() => Read(
            Line("1", "x", 0, "root"), "", "# the second", Line("1", "a", 2, "obj"), Line("2", "b", 4, "obj"), Line("3", "c", 2, "obj"),
            Line("4", "d", 3, "obj"))).Message);

    [Fact]
    public void Other_bytes_than_UTF_8_are_refused()
    {
        File.WriteAllBytes(Path, [0x31, 0xC3, 0x28]);

        Assert.Equal(
            $"'{Path}' is not UTF-8 text; a treebank in CoNLL-U was expected.",
            Assert.Throws<AttnExtractException>(() => ConlluFile.Read(Path).ToArray()).Message);
    }

    private ParsedSentence[] Read(params string[] lines)
    {
        File.WriteAllLines(Path, lines);
        return [.. ConlluFile.Read(Path)];
    }

    private static string Line(string id, string form, int? head, string relation, string misc = "_") =>
        $"{id}\t{form}\t_\t_\t_\t_\t{head?.ToString() ?? "_"}\t{relation}\t_\t{misc}";

    private static (string Form, int Start, int End) Parts(ParsedWord word) => (word.Form, word.Start, word.End);

    public void Dispose() => _folder.Dispose();
}
