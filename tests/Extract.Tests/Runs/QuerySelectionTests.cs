using AttnExtract.Extract.Formats;
using AttnExtract.Extract.Surveys.Heads;
using AttnExtract.Ground;
using AttnExtract.Model;
using AttnExtract.Model.Hooks;
using AttnExtract.Testing;

namespace AttnExtract.Extract.Tests.Runs;

/// <summary>Captures of some tokens' rows are those rows of the whole capture, in memory and in every file.</summary>
public sealed class QuerySelectionTests : IDisposable
{
    private const string Text = "the cat sat on the mat.";

    private static readonly string[] Sites = ["attention.q", "attention.k", "attention.scores", "attention.pattern", "attention.z", "final.out"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "3,1,5-6")]
    [InlineData(true, "5,0,2")]
    public void Rows_are_those_of_the_whole_capture(bool readsForwards, string typed)
    {
        using PretrainedModel model = PretrainedModel.Load(readsForwards ? SmallModel.MakeGpt2(_folder["m"]) : SmallModel.MakeBert(_folder["m"]));
        Assert.True(QuerySelection.TryParse(typed, out QuerySelection queries));
        CaptureOptions options = new() { Sites = Sites, Heads = [0, 2] };
        AttentionRecord whole = model.Capture(Text, options);
        int[] positions = [.. queries.Positions];

        AttentionRecord some = model.Capture(Text, options with { Queries = queries });

        AssertRows(whole, some, positions);
        foreach (string extension in RecordFormats.All.SelectMany(format => format.Extensions))
        {
            string path = _folder[$"run{extension}"];
            some.Save(path);
            AssertRows(whole, AttentionRecord.Open(path), positions);
        }
    }

    [Fact]
    public void Of_two_stacks_each_text_has_its_own()
    {
        using PretrainedModel model = PretrainedModel.Load(Path.Combine(ReferenceData.OwnRoot, "families", "marian"));
        TextPair text = new("The quick brown fox sees the lazy dog.") { Target = "Der schnelle Fuchs." };
        AttentionRecord whole = model.Capture([text])[0];

        AttentionRecord some = model.Capture([text], new CaptureOptions { Queries = QuerySelection.At(2, 1, 900) })[0];
        some.Save(_folder["run.jsonl"]);

        foreach (AttentionRecord record in (AttentionRecord[])[some, AttentionRecord.Open(_folder["run.jsonl"])])
        {
            Assert.Equal(3, record.Parts.Length);
            Assert.All(whole.Parts.Zip(record.Parts), part => AssertRows(part.First, part.Second, [1, 2]));
            Assert.Equal(whole.Source.Tokens, record.Source.Tokens);
            Assert.Equal(whole.Target!.Tokens, record.Target!.Tokens);
        }
    }

    [Fact]
    public void A_token_is_named_by_what_it_says_and_every_text_has_its_own_place_for_it()
    {
        using PretrainedModel model = PretrainedModel.Load(SmallModel.MakeBert(_folder["m"]));
        Assert.True(QuerySelection.TryParse("[SEP], 0, fox", out QuerySelection queries));
        CaptureOptions options = new() { Queries = queries };

        Assert.Equal([0, 2, 4], model.Capture("the fox sat", options).QueryPositions!);
        Assert.Equal([0, 1, 2], model.Capture("fox", options).QueryPositions!);
        Refuses(
            "“the cat” cannot be captured: no token of the text is 'fox'; give one of those that attn tokenize TEXT shows, or its position, which is a whole "
            + "number from 0 up.",
            () => model.Capture("the cat", options));
        Refuses(
            "“fox fox” cannot be captured: the token 'fox' stands 2 times, at 1 and 2; give one of these positions.", () => model.Capture("fox fox", options));
        Refuses(
            "There is no token 7 in “the cat”, which has tokens 0 to 3; name tokens that every text has.",
            () => model.Capture("the cat", options with { Queries = QuerySelection.At(9, 7) }));
    }

    [Theory]
    [InlineData("3-")]
    [InlineData("")]
    [InlineData("1,,2")]
    [InlineData("5-2")]
    [InlineData("1-2-3")]
    public void What_is_neither_positions_nor_tokens_is_not_read(string typed) => Assert.False(QuerySelection.TryParse(typed, out _));

    [Fact]
    public void Statistics_and_damaged_files_refuse_them()
    {
        using PretrainedModel model = PretrainedModel.Load(SmallModel.MakeBert(_folder["m"]));
        AttentionRecord some = model.Capture(Text, new CaptureOptions { Queries = QuerySelection.At(1, 3) });
        some.Save(_folder["run.json"]);
        string good = File.ReadAllText(_folder["run.json"]);

        Refuses(
            "The record holds the rows of tokens 1,3 alone, and statistics are of every token; capture every query.",
            () => some.Survey());
        foreach (string other in (string[])["3,1", "1,99"])
        {
            string changed = System.Text.RegularExpressions.Regex.Replace(good, @"""queries"":\s*\[\s*1,\s*3\s*\]", $"\"queries\": [{other}]");
            Assert.NotEqual(good, changed);
            File.WriteAllText(_folder["run.json"], changed);
            Refuses(
                $"'{_folder["run.json"]}' is damaged: its queries {other.Replace(",", ", ")} are not ascending positions of its "
                    + $"{some.Source.Tokens.Count} tokens.",
                () => AttentionRecord.Open(_folder["run.json"]));
        }
    }

    private static void AssertRows(AttentionRecord whole, AttentionRecord some, int[] positions)
    {
        Assert.Equal(positions, some.QueryPositions!);
        Assert.Equal(positions.Select(position => whole.Tokens[position]), some.Tokens);
        Assert.Equal(whole.Keys.Tokens, some.Keys.Tokens);
        Assert.Equal(whole.Sites.Select(site => site.Key), some.Sites.Select(site => site.Key));
        foreach ((HookName name, DenseArray array) in whole.Sites)
        {
            int axis = name.Site.Axes.IndexOf(Axis.Query) - 1;
            Assert.Equal(axis < 0 ? Values(array) : Values(array, axis, positions), Values(some[name]));
        }

        foreach (int layer in whole.Layers)
        {
            Assert.Equal(whole.HiddenIn(layer) is null, some.HiddenIn(layer) is null);
            if (whole.HiddenIn(layer) is { } hidden)
            {
                Assert.Equal(
                    positions.SelectMany(query => Enumerable.Range(0, whole.Keys.Tokens.Count).Select(key => hidden[query, key])), some.HiddenIn(layer)!.Cells);
            }
        }
    }

    private static float[] Values(DenseArray array) => array.Values.ToArray();

    // Of every head, the rows at some places.
    private static float[] Values(DenseArray array, int axis, int[] positions) => axis == 0
        ? [.. positions.SelectMany(position => Values(array[position]))]
        : [.. Enumerable.Range(0, array.Shape[0]).SelectMany(index => Values(array[index], axis - 1, positions))];

    private static void Refuses(string message, Action action) => Assert.Equal(message, Assert.Throws<AttnExtractException>(action).Message);
}
